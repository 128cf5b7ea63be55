internal import LayerModel

/// Resolves the parent links of a store's image layers.
struct GraphChains {
  private var layers: [LayerID: LayerClaim]

  init(_ layers: [LayerClaim]) {
    self.layers = Dictionary(uniqueKeysWithValues: layers.map { ($0.id, $0) })
  }

  /// The layers with parents, states and depths filled in.
  consuming func resolved() -> [LayerClaim] {
    let ids = layers.keys.sorted()
    for id in ids { link(id, ids: ids) }
    for id in ids { measure(id) }
    noteUnloadableParents(ids)
    for id in ids { compareConfiguration(id) }
    return ids.compactMap { layers[$0] }
  }

  /// The layer and its ancestors, nearest first; stops where the chain is broken or runs in a ring.
  static func chain(of top: LayerID, in layers: [LayerID: LayerClaim]) -> (
    layers: [LayerID], isComplete: Bool
  ) {
    var chain: [LayerID] = []
    var seen: Set<LayerID> = []
    var next: LayerID? = top
    while let id = next {
      guard let layer = layers[id], seen.insert(id).inserted else { return (chain, false) }
      chain.append(id)
      next = layer.parent
      if next == nil { return (chain, layer.parentState == "root") }
    }
    return (chain, false)
  }

  private mutating func link(_ id: LayerID, ids: [LayerID]) {
    // Nothing is known of the parent of a layer whose json cannot be used.
    guard let layer = layers[id], layer.metadataState == "ok" else { return }
    guard let text = layer.parentText else {
      layers[id]?.parentState = "root"
      return
    }
    let parent = LayerID(text)
    if parent == id {
      layers[id]?.parentState = "self"
    } else if parent.isHex64 {
      let isPresent = layers[parent] != nil
      layers[id]?.parent = parent
      layers[id]?.parentState = isPresent ? "present" : "missing"
    } else {
      // Docker looks a short id up in an index of prefixes.
      let matches = ids.filter { $0.name.hasPrefix(text) }
      layers[id]?.parentState = matches.count == 1 && !text.isEmpty ? "prefix" : "malformed"
      if matches.count == 1 { layers[id]?.parent = matches[0] }
    }
  }

  private mutating func measure(_ id: LayerID) {
    let (chain, isComplete) = Self.chain(of: id, in: layers)
    if isComplete {
      layers[id]?.depth = chain.count - 1
    } else if let last = chain.last, let beyond = layers[last]?.parent, beyond == id {
      layers[id]?.parentState = "cycle"
    }
  }

  private mutating func noteUnloadableParents(_ ids: [LayerID]) {
    for id in ids {
      guard let layer = layers[id], layer.parentState == "present", let parent = layer.parent,
        layers[parent]?.loadable == false
      else { continue }
      layers[id]?.parentState = "unloadable"
    }
  }

  private mutating func compareConfiguration(_ id: LayerID) {
    guard let layer = layers[id], layer.metadataState == "ok" else { return }
    let before: [ConfigurationField]
    if layer.parentState == "root" {
      before = []
    } else if let parent = layer.parent.flatMap({ layers[$0] }), parent.metadataState == "ok" {
      before = parent.configuration
    } else {
      return
    }
    let changed = Set(before).symmetricDifference(layer.configuration)
    layers[id]?.changesOnlyCommand = !changed.isEmpty && changed.allSatisfy { $0.name == "Cmd" }
  }
}
