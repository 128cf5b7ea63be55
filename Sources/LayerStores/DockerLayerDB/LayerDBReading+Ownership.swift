internal import FileAccess
internal import LayerModel

extension LayerDBReading {
  /// Asks the build cache what it owns.
  mutating func readBuildCache() {
    record.searchedRoots.append(cache.searchedRoot)
    guard isPrimary else { return }
    record.documents += cache.documents
    for problem in cache.problems { report(problem) }
    // The directory that the cache names for a layer is not held against `cache-id`: a layer that
    // was there before keeps its own.
    // A prune leaves the names of layers that it released: they are not missed.
    for (chain, held) in cache.chains {
      let layer = LayerID(chain.hex)
      if held.isLeased != false || layers[layer] != nil { needed.insert(layer) }
    }
  }

  /// Layers whose own directory is not where it should be may have any other.
  private mutating func judgeDirectories() {
    judgeContainers()
    let isWhole = record.layers.allSatisfy { claim in
      claim.role != .image
        || claim.cacheIDState == "ok" && !["missing", "unknown"].contains(claim.contentState)
    }
    let isComplete = needed.allSatisfy { layers[$0] != nil }
    let isLinked = chain.states.values.allSatisfy { $0 != "missing" }
    directoriesKnown = directoriesKnown && isWhole && isComplete && isLinked
    let isTrue = layers.values.allSatisfy { $0.claim.contentAddressState == "match" }
    chainsKnown = chainsKnown && isTrue
  }

  /// Gives every directory of the driver that no layer and no mount has to the cache or to nobody.
  mutating func claimDirectories() {
    judgeDirectories()
    var placed = Set(record.layers.map(\.id))
    // A name of 25 characters is one of a build cache, which may be gone.
    let hasCache = status("buildkit") != nil
    let removed = Set(removals.compactMap(\.cacheID))
    for id in home.layers.sorted() where owned[id] == nil {
      // A name that a chain has as well cannot be told from it.
      guard placed.insert(id).inserted else {
        note("directory-named-as-layer", driver.folder.appending(id.name), layer: id)
        continue
      }
      let isCached = cache.directories[id] != nil
      var claim = LayerClaim(
        id: id, role: isCached ? .buildCache : .unclaimed, contentPath: BytePath([]),
        contentState: "missing")
      let content = driver.content(of: id, role: .unclaimed, in: root)
      content.apply(to: &claim)
      report(content, layer: id)
      record.layers.append(claim)
      guard !isCached, !removed.contains(id) else { continue }
      let kind: Leftover.Kind = id.initOwner == nil ? .orphanLayer : .orphanInit
      let isKnown = areDirectoriesKnown && (hasCache || id.name.bytes.count != 25)
      add(kind, driver.folder.appending(id.name), id, isKnown: isKnown)
    }
    collectMissingCache()
    collectUnreferencedLayers()
  }

  private var areDirectoriesKnown: Bool { directoriesKnown && cache.isOwnershipKnown }

  private mutating func collectMissingCache() {
    guard isPrimary, home.isThere else { return }
    for id in cache.directories.keys.sorted() where !home.layers.contains(id) {
      guard owned[id] == nil, !isElsewhere(id) else { continue }
      note("build-cache-missing", driver.folder.appending(id.name), expected: "a directory")
    }
  }

  /// Whether the cache may have made the directory with a driver that the daemon used before.
  private func isElsewhere(_ id: LayerID) -> Bool {
    LayerDBDriver.allCases.contains {
      do { return try root.statusIfPresent($0.folder.appending(id.name)) != nil } catch {
        // Nothing is said to be missing that could not be looked for.
        return true
      }
    }
  }

  /// Registered layers that neither an image nor a mount nor the build cache needs.
  private mutating func collectUnreferencedLayers() {
    var used: Set<LayerID> = []
    for id in needed {
      var current: LayerID? = id
      while let layer = current, used.insert(layer).inserted { current = chain.parents[layer] }
    }
    let released = releases()
    for id in layers.keys.sorted() where !used.contains(id) {
      guard let claim = layers[id]?.claim, let path = claim.metadataPath else { continue }
      add(
        .unreferencedLayer, path, id, isKnown: chainsKnown && cache.isOwnershipKnown,
        since: released[id])
    }
  }

  /// When layers below one under removal were last seen to be needed.
  ///
  /// The daemon removes the layers of an image one after the other, the top one first, which may
  /// take minutes.
  /// Source: moby v20.10.24 `layer/layer_store.go`, `releaseLayer`.
  private func releases() -> [LayerID: Int64] {
    var released: [LayerID: Int64] = [:]
    // The latest first, so that no layer is met twice.
    for removal in removals.sorted(by: { $1.changedAt ?? .min < $0.changedAt ?? .min }) {
      guard let time = removal.changedAt else { continue }
      var current = removal.parent
      while let layer = current, released[layer] == nil {
        released[layer] = time
        current = chain.parents[layer]
      }
    }
    return released
  }

  mutating func add(
    _ kind: Leftover.Kind, _ path: BytePath, _ layer: LayerID? = nil, isKnown: Bool = true,
    since: Int64? = nil
  ) {
    // What vanished since it was listed has no time, and is gone when the accused is read again.
    let status = status(path)
    record.leftovers.append(
      Leftover(
        kind, path: path, layer: layer,
        changedAt: [status?.newestChange, since].compactMap(\.self).max(), ownershipKnown: isKnown))
  }
}
