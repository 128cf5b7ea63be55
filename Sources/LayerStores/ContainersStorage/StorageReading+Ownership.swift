internal import FileAccess
internal import LayerModel

extension StorageReading {
  /// Gives every directory of the driver that no record has to those who name it, or to nobody.
  mutating func claimDirectories() {
    let needed = neededWithoutRecord()
    for id in home.layers.sorted() where layers[id] == nil && !unfinished.contains(id) {
      var claim = LayerClaim(
        id: id, role: .unclaimed, contentPath: BytePath([]), contentState: "missing")
      let content = content(of: id)
      content.apply(to: &claim)
      report(content.problem, layer: id)
      record.layers.append(claim)
      let path = driver.folder.appending(id.name)
      if needed.contains(id), areLayersWhole {
        add(.unregisteredLayer, path, id, isKnown: true)
      } else {
        add(.orphanLayer, path, id, isKnown: isWhole)
      }
    }
    collectUnreferenced()
  }

  /// Whether every record that could own a layer was read.
  private var isWhole: Bool { areLayersWhole && imagesKnown && containersKnown }

  /// Layers that a record names and that have none themselves.
  private func neededWithoutRecord() -> Set<LayerID> {
    var needed = named
    for layer in layers.values { layer.claim.parent.map { _ = needed.insert($0) } }
    return needed.filter { layers[$0] == nil }
  }

  /// Layers with a record that no image and no container needs.
  private mutating func collectUnreferenced() {
    let used = chain.closure(below: named)
    // A chain that is broken hides what is below the break, and layers are deleted one by one.
    let isLinked =
      unfinished.isEmpty && chain.states.values.allSatisfy { $0 == "root" || $0 == "present" }
      && layers.values.allSatisfy { $0.claim.contentAddressState != "mismatch" }
      && images.values.allSatisfy { $0.claim.chainState == "complete" }
      && !has(["image-layers-differ"])
    let areContainersTrue =
      record.containers.allSatisfy { $0.mountState == "ok" && $0.mountParentState != "differs" }
      && !has(["container-layer-shared", "container-layer-of-image"])
    for id in layers.keys.sorted() where !used.contains(id) {
      guard let layer = layers[id] else { continue }
      let isWritable = layer.claim.role == .container
      add(
        isWritable ? .orphanMount : .unreferencedLayer, layer.claim.contentPath, id,
        isKnown: isWhole && (isWritable ? areContainersTrue : isLinked),
        since: layer.claim.created?.seconds)
    }
  }

  private func has(_ kinds: Set<String>) -> Bool {
    record.oddities.contains { kinds.contains($0.kind) }
  }

  mutating func add(
    _ kind: Leftover.Kind, _ path: BytePath, _ layer: LayerID? = nil, isKnown: Bool = true,
    since: Int64? = nil
  ) {
    // What vanished since it was listed is no leftover.
    let status = status(of: path, layer: layer)
    record.leftovers.append(
      Leftover(
        kind, path: path, layer: layer,
        changedAt: [status?.newestChange, since].compactMap(\.self).max(), ownershipKnown: isKnown))
  }
}
