internal import LayerModel

/// How the layers of a store follow from one another, through its additional stores as well.
///
/// Every walk is a loop that ends: the engines' own do not, on a cycle.
struct StorageChain {
  private(set) var parents: [LayerID: LayerID] = [:]
  private(set) var states: [LayerID: String] = [:]
  /// Ancestors to the root, where it is reached.
  private(set) var depths: [LayerID: Int] = [:]
  /// The last layer of each chain: one whose parent is not known, or the first on a cycle.
  private(set) var ends: [LayerID: LayerID] = [:]
  private var children: [LayerID: [LayerID]] = [:]

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

  /// The ancestors, nearest first, and whether they reach a base layer; no more than `limit` of them.
  func ancestors(
    of id: LayerID, upTo limit: Int
  ) -> (layers: [LayerID], reachesRoot: Bool) {
    let layers = ParentWalk.ancestors(of: id, in: parents, upTo: limit)
    return (layers, states[layers.last ?? id] == "root")
  }

  /// The layers and all below them, each looked at once however many chains it is in.
  func closure(below tops: some Sequence<LayerID>) -> Set<LayerID> {
    var closure: Set<LayerID> = []
    for top in tops {
      var next: LayerID? = top
      while let layer = next, closure.insert(layer).inserted { next = parents[layer] }
    }
    return closure
  }

  /// The layers and all above them.
  func closure(above bases: some Sequence<LayerID>) -> Set<LayerID> {
    var closure = Set(bases)
    var open = Array(closure)
    while let parent = open.popLast() {
      for child in children[parent] ?? [] where closure.insert(child).inserted {
        open.append(child)
      }
    }
    return closure
  }

  /// From the ends of chains up.
  private mutating func climb() {
    for (child, parent) in parents { children[parent, default: []].append(child) }
    var open = states.keys.filter { parents[$0] == nil || states[$0] == "cycle" }
    for id in open {
      ends[id] = id
      if states[id] == "root" { depths[id] = 0 }
    }
    while let parent = open.popLast() {
      for child in children[parent] ?? [] where ends[child] == nil {
        ends[child] = ends[parent]
        depths[child] = depths[parent].map { $0 + 1 }
        open.append(child)
      }
    }
  }
}
