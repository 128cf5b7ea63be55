internal import FileAccess
internal import LayerModel

/// Which directory a layer must have whose `cache-id` does not lead to its own.
///
/// Docker writes the chain of directories twice, by `cache-id` and by `lower`, and a directory that
/// lost its name is one that nothing else names.
/// Source: moby v28.5.2 `daemon/graphdriver/overlay2/overlay.go`, `create`, `getLower`.
extension LayerDBReading {
  /// Tells each layer its links, and the directory that it must have where its own is not found.
  ///
  /// `links` is `nil` for drivers without any.
  mutating func findDirectories(_ links: LinkTable?) {
    if let links { nameLinks(links) }
    let lost = record.layers.filter(\.hasLostDirectory)
    guard !lost.isEmpty else { return }
    let spare = Set(spareDirectories())
    var mounted: [LayerID: Set<LayerID>] = [:]
    var fitting: [[LayerID]: [LayerID]] = [[]: Array(spare)]
    if let links {
      mounted = directoriesMounted(links)
      fitting = byChain(spare, links)
    }
    var named: [LayerID: LayerID] = [:]
    var likely: [LayerID: LayerID] = [:]
    for claim in lost {
      if let known = mounted[claim.id] {
        guard known.count == 1, let directory = known.first else { continue }
        if spare.contains(directory) { named[claim.id] = directory }
      } else if let chain = links == nil ? [] : chainBelow(claim) {
        let fits = fitting[chain, default: []]
        if fits.count == 1 { likely[claim.id] = fits.first }
      }
    }
    let certain = Set(named.values)
    let rivals = Dictionary(grouping: lost) { likely[$0.id] }.mapValues(\.shareOneDirectory)
    for index in record.layers.indices {
      let id = record.layers[index].id
      guard let directory = named[id] ?? likely[id].flatMap({ certain.contains($0) ? nil : $0 })
      else { continue }
      guard named[id] != nil || rivals[directory] == true else { continue }
      record.layers[index].foundCacheID = directory
    }
  }

  private mutating func nameLinks(_ links: LinkTable) {
    var names: [LayerID: [BytePath]] = [:]
    let folder = driver.home.appending(LinkTable.folderName)
    for (name, target) in links.targets {
      if let target { names[target, default: []].append(folder.appending(name)) }
    }
    for index in record.layers.indices {
      guard let directory = record.layers[index].directory else { continue }
      record.layers[index].links = names[directory, default: []].sorted()
    }
  }

  /// Directories that no layer, container, build or removal names.
  private func spareDirectories() -> [LayerID] {
    let used = standIns.union(removals.compactMap(\.cacheID))
    return record.layers.filter {
      $0.role == .unclaimed && $0.id.initOwner == nil && !used.contains($0.id)
        && $0.contentState == "directory"
    }.map(\.id)
  }

  /// The directories in each layer's place, by the first name in `lower` of all that lies on it.
  private func directoriesMounted(_ links: LinkTable) -> [LayerID: Set<LayerID>] {
    var found: [LayerID: Set<LayerID>] = [:]
    for claim in record.layers {
      let isPlaced = claim.role != .image || claim.cacheIDState == "ok"
      guard isPlaced, let parent = claim.layerBelow, let directory = claim.directory,
        home.layers.contains(directory), let first = lowerNames(of: directory, links).first,
        let target = links.targets[first] ?? nil
      else { continue }
      found[parent, default: []].insert(target)
    }
    return found
  }

  private func lowerNames(of directory: LayerID, _ links: LinkTable) -> [BytePath] {
    let path = driver.home.appending(directory.name).appending("lower")
    let file = MetadataFile(path, in: root, limit: .largeMetadata)
    return LowerFile(file, due: [], isWhole: false, links: links).names
  }

  /// The directories by those that they lie on, nearest first.
  private func byChain(
    _ directories: Set<LayerID>, _ links: LinkTable
  ) -> [[LayerID]: [LayerID]] {
    var found: [[LayerID]: [LayerID]] = [:]
    for directory in directories {
      let names = lowerNames(of: directory, links)
      var chain: [LayerID] = []
      for name in names {
        if let target = links.targets[name] ?? nil { chain.append(target) }
      }
      if chain.count == names.count { found[chain, default: []].append(directory) }
    }
    return found
  }

  /// The directories that the layer must lie on; `nil` when one of them is not known.
  private func chainBelow(_ layer: LayerClaim) -> [LayerID]? {
    var chain: [LayerID] = []
    var current = layer.layerBelow
    while let id = current {
      guard chain.count < LowerFile.dockerLimit, let claim = layers[id]?.claim,
        claim.cacheIDState == "ok", let cacheID = claim.cacheID
      else { return nil }
      chain.append(cacheID)
      current = claim.layerBelow
    }
    return chain
  }
}

extension LayerClaim {
  fileprivate var hasLostDirectory: Bool {
    guard role == .image, let cacheIDState else { return false }
    return ["missing", "empty", "malformed", "traversal", "duplicate"].contains(cacheIDState)
      || cacheIDState == "ok" && contentState == "missing"
  }

  /// What the driver calls it.
  fileprivate var directory: LayerID? { role == .image ? cacheID : id }

  /// What lies directly below; `nil` for a base and for what does not lie on a layer of an image.
  fileprivate var layerBelow: LayerID? {
    switch role {
    case .image: isNamedByImage ? imageParent : parent
    case .containerInit: parent
    case .container, .buildCache, .unclaimed: nil
    }
  }
}

extension [LayerClaim] {
  /// Whether it is one layer, or layers in one directory, of which the content tells whose it is.
  fileprivate var shareOneDirectory: Bool {
    count == 1 || allSatisfy { $0.cacheIDState == "duplicate" && $0.cacheID == first?.cacheID }
  }
}
