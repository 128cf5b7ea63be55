internal import FileAccess
internal import LayerModel

extension LayerDBReading {
  /// Holds what overlay2 mounts by against the chains of `layerdb` and `mounts`.
  mutating func checkLinks() {
    let links = LinkTable(home: driver.home, layers: home.layers.sorted(), in: root)
    links.problems.forEach { report($0) }
    let parents = parentsByMetadata()
    let vanishing = Set(dying.compactMap { mounts[$0] }.flatMap { [$0.initID, $0.mountID] })
    for index in record.layers.indices {
      var claim = record.layers[index]
      guard let directory = directory(of: claim), home.layers.contains(directory),
        !isReplaced(claim, directory), !vanishing.contains(directory)
      else { continue }
      // A directory that nothing names may be half made.
      if claim.role != .unclaimed, let link = links.links[directory] {
        claim.linkState = link.state
        claim.linkPath = link.path
        claim.linkExpected = link.expected
        claim.linkActual = link.actual
      }
      checkLower(of: &claim, directory, parents, links)
      record.layers[index] = claim
      checkParts(of: claim, directory)
    }
    findDirectories(links)
    // A directory that a layer lies on is in use, whoever made it.
    record.leftovers.removeAll {
      $0.kind == .orphanLayer && $0.layer.map(standIns.contains) == true
    }
    for name in links.unowned {
      // The name of a layer whose directory is gone tells where that was.
      if let layer = links.targets[name] ?? nil, owned[layer] != nil, !home.layers.contains(layer) {
        continue
      }
      add(.orphanLink, driver.home.appending(LinkTable.folderName).appending(name))
    }
  }

  /// Whether something else is in the place of the layer's directory.
  private func isReplaced(_ claim: LayerClaim, _ directory: LayerID) -> Bool {
    claim.contentState != "directory"
      && claim.contentPath == driver.home.appending(directory.name)
  }

  private func directory(of claim: LayerClaim) -> LayerID? {
    claim.role == .image ? claim.cacheID : claim.id
  }

  /// What lies below each layer, as far as metadata tells; `nil` for a base.
  private func parentsByMetadata() -> [LayerID: LayerID?] {
    var parents: [LayerID: LayerID?] = [:]
    for claim in record.layers {
      switch claim.role {
      // What an image says of the chain counts more than a file that contradicts it.
      case .image where claim.isNamedByImage: parents[claim.id] = .some(claim.imageParent)
      case .image where claim.parentState == "root": parents[claim.id] = .some(nil)
      // Whether an init layer that is not written down is mounted cannot be told.
      case .container
      where claim.parent.map { layers[$0] != nil } == true
        && home.layers.contains(.initLayer(of: ContainerID(claim.id.name))):
        continue
      case .image, .container, .containerInit:
        claim.parent.map { parents[claim.id] = .some($0) }
      case .buildCache, .unclaimed: continue
      }
    }
    for container in record.containers {
      guard let lowest = container.layers.first, container.initState != "unknown",
        let image = container.image,
        let known = images[image], known.isUnderstood
      else { continue }
      parents[lowest] = .some(known.claim.layers.first)
    }
    return parents
  }

  private mutating func checkLower(
    of claim: inout LayerClaim, _ directory: LayerID, _ parents: [LayerID: LayerID?],
    _ links: LinkTable
  ) {
    let path = driver.home.appending(directory.name).appending("lower")
    let file = MetadataFile(path, in: root, limit: .largeMetadata)
    if let problem = file.problem, problem.leavesUnknown { report(problem, layer: claim.id) }
    guard parents[claim.id] != nil, claim.cacheIDState != "duplicate" else {
      return checkUnknown(&claim, file, path, links)
    }
    var below: [BytePath?] = []
    var layersBelow: [LayerID] = []
    var seen: Set<LayerID> = [claim.id]
    var current = claim.id
    // One more than Docker mounts shows that there are too many.
    while below.count <= LowerFile.dockerLimit, let parent = parents[current] ?? nil,
      seen.insert(parent).inserted
    {
      below.append(linkName(of: parent, links))
      layersBelow.append(parent)
      current = parent
    }
    let isWhole = parents[current] == .some(nil)
    var used: Set<LayerID> = []
    let lower = LowerFile(file, due: below, isWhole: isWhole, links: links) { directory, place in
      let verdict = standIn(directory, for: layersBelow[place])
      if verdict != .no { used.insert(directory) }
      return verdict
    }
    standIns.formUnion(used)
    claim.chainPath = path
    claim.chainState = lower.state
    claim.chainExpected = lower.expected
    claim.chainActual = lower.actual
  }

  /// Where a build makes a layer that is registered already, the layer keeps the directory that it
  /// has, and what the build made next lies on its own copy; a prune forgets that and leaves it.
  ///
  /// Source: moby `layer/migration.go`, `RegisterByGraphID`;
  /// `builder/builder-next/adapters/snapshot/snapshot.go`, `remove`.
  private func standIn(_ directory: LayerID, for layer: LayerID) -> LowerFile.StandIn {
    guard layers[layer] != nil, owned[directory] == nil, directory.name.bytes.count == 25 else {
      return .no
    }
    guard let chain = cache.directories[directory]?.chain else { return .likely }
    return LayerID(chain.hex) == layer ? .known : .no
  }

  private func linkName(of layer: LayerID, _ links: LinkTable) -> BytePath? {
    guard let claim = layers[layer]?.claim else {
      return home.layers.contains(layer) ? links.name(of: layer) : nil
    }
    guard let cacheID = claim.cacheID, claim.cacheIDState == "ok" else { return nil }
    return links.name(of: cacheID)
  }

  /// A layer of unknown ancestry: its first ancestor tells the rest.
  private mutating func checkUnknown(
    _ claim: inout LayerClaim, _ file: MetadataFile, _ path: BytePath, _ links: LinkTable
  ) {
    guard claim.role == .buildCache, file.problem == nil else { return }
    let own = LowerFile(file, due: [], isWhole: false, links: links)
    var due: [BytePath?] = own.names
    if let first = own.names.first, let parent = links.targets[first] ?? nil {
      let below = MetadataFile(
        driver.home.appending(parent.name).appending("lower"), in: root, limit: .largeMetadata)
      due = [first] + LowerFile(below, due: [], isWhole: false, links: links).names
    }
    let lower = LowerFile(file, due: due, isWhole: true, links: links)
    claim.chainPath = path
    claim.chainState = lower.state
    claim.chainExpected = lower.expected
    claim.chainActual = lower.actual
  }

  /// `work`, `committed`, `merged` and what an interrupted write left.
  private mutating func checkParts(of claim: LayerClaim, _ directory: LayerID) {
    let folder = driver.home.appending(directory.name)
    guard let names = names(in: folder, isDue: false) else { return }
    for name in names {
      let path = folder.appending(name)
      switch name {
      case "diff", "link", "lower", "work": continue
      case "committed": checkCommitted(path, claim)
      case "merged": collectMerged(path, directory)
      case _ where name.hasPrefix(".tmp-"): add(.halfWritten, path)
      default: note("unknown-file", path, layer: claim.id)
      }
    }
    let isDue = names.contains("lower") && claim.parent != nil
    if claim.role == .container {
      checkWork(of: claim, folder.appending("work"))
    } else if isDue, claim.role != .unclaimed, !names.contains("work") {
      note("work-missing", folder.appending("work"), layer: claim.id, expected: "a directory")
    }
  }

  private mutating func checkWork(of claim: LayerClaim, _ path: BytePath) {
    do {
      noteWork(of: claim.id, path, try root.statusIfPresent(path)?.kind)
    } catch {
      report(error, layer: claim.id)
    }
  }

  /// An empty file; its absence says nothing.
  private mutating func checkCommitted(_ path: BytePath, _ claim: LayerClaim) {
    do {
      guard let status = try root.statusIfPresent(path) else { return }
      guard status.kind != .regular || status.size != 0 else { return }
      note(
        "committed-odd", path, layer: claim.id, expected: "an empty file",
        actual: status.kind == .regular ? "\(status.size) bytes" : "a \(status.kind.rawValue)")
    } catch {
      report(error)
    }
  }

  /// A mount point is never entered while something is mounted there.
  private mutating func collectMerged(_ path: BytePath, _ directory: LayerID) {
    do {
      guard let status = try root.statusIfPresent(path) else { return }
      let own = try root.status(path.parent).identity.device
      guard status.identity.device == own else { return }
      guard status.kind == .directory else { return add(.stray, path) }
      guard try !root.directory(path).names().isEmpty else { return }
      add(.strayMountContent, path, directory)
    } catch {
      report(error)
    }
  }
}
