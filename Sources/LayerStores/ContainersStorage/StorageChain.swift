internal import LayerModel

/// How the layers of a store follow from one another, through its additional stores as well.
///
/// Every walk is a loop that ends: the engines' own do not, on a cycle.
struct StorageChain {
  private(set) var parents: [LayerID: LayerID] = [:]
  private(set) var states: [LayerID: String] = [:]
  /// Ancestors to the root, where it is reached.
  private(set) var depths: [LayerID: Int] = [:]

  init(_ layers: [LayerID: StorageLayer], others: [AdditionalStore]) {
    for (id, layer) in layers { add(id, layer.claim, layers, others) }
    for other in others {
      for (id, layer) in other.layers where states[id] == nil {
        add(id, layer.claim, layers, others)
      }
    }
    for id in ParentCycles.layers(in: parents) { states[id] = "cycle" }
    climb()
  }

  private mutating func add(
    _ id: LayerID, _ claim: LayerClaim, _ layers: [LayerID: StorageLayer],
    _ others: [AdditionalStore]
  ) {
    guard let parent = claim.parent else {
      states[id] = claim.parentState ?? "root"
      return
    }
    guard parent != id else {
      states[id] = "self"
      return
    }
    parents[id] = parent
    let isKnown = layers[parent] != nil || others.contains { $0.layers[parent] != nil }
    states[id] = isKnown ? "present" : "missing"
    if !isKnown { parents[id] = nil }
  }

  /// The ancestors, nearest first, and whether they reach a base layer.
  func ancestors(of id: LayerID) -> (layers: [LayerID], reachesRoot: Bool) {
    var layers: [LayerID] = []
    var visited: Set<LayerID> = [id]
    var current = id
    while let parent = parents[current], visited.insert(parent).inserted {
      layers.append(parent)
      current = parent
    }
    return (layers, states[current] == "root")
  }

  /// From the bases up.
  private mutating func climb() {
    var children: [LayerID: [LayerID]] = [:]
    for (child, parent) in parents { children[parent, default: []].append(child) }
    var open = states.filter { $0.value == "root" }.map(\.key)
    for id in open { depths[id] = 0 }
    while let parent = open.popLast() {
      for child in children[parent] ?? [] where depths[child] == nil {
        depths[child] = (depths[parent] ?? 0) + 1
        open.append(child)
      }
    }
  }
}
