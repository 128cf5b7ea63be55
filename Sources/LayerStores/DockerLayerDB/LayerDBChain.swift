internal import LayerModel

/// How the registered layers follow from one another.
///
/// Every walk is a loop that ends: the daemon's own recursion does not, on a cycle.
struct LayerDBChain {
  private(set) var parents: [LayerID: LayerID] = [:]
  private(set) var states: [LayerID: String] = [:]
  /// Ancestors to the root, where it is reached.
  private(set) var depths: [LayerID: Int] = [:]
  /// Layers that the daemon loads, as far as can be told.
  private(set) var loadable: [LayerID: Bool] = [:]

  init(_ layers: [LayerID: LayerDBLayer]) {
    for (id, layer) in layers {
      guard layer.isParentKnown else {
        states[id] = layer.claim.parentState ?? "unknown"
        continue
      }
      guard let digest = layer.parent else {
        states[id] = "root"
        continue
      }
      let parent = LayerID(digest.hex)
      if parent == id {
        states[id] = "self"
      } else if layers[parent] == nil {
        states[id] = "missing"
      } else {
        parents[id] = parent
        states[id] = "present"
      }
    }
    for id in ParentCycles.layers(in: parents) { states[id] = "cycle" }
    climb(layers)
  }

  /// The ancestors, nearest first, and whether they reach a base layer; no more than `limit` of them.
  func ancestors(of id: LayerID, upTo limit: Int) -> (layers: [LayerID], reachesRoot: Bool) {
    let layers = ParentWalk.ancestors(of: id, in: parents, upTo: limit)
    return (layers, states[layers.last ?? id] == "root")
  }

  /// From the lowest layers up: how deep each is and whether it can be loaded.
  private mutating func climb(_ layers: [LayerID: LayerDBLayer]) {
    var children: [LayerID: [LayerID]] = [:]
    for (child, parent) in parents { children[parent, default: []].append(child) }
    var open: [LayerID] = []
    for (id, layer) in layers where states[id] != "present" {
      if states[id] == "root" { depths[id] = 0 }
      loadable[id] = states[id] == "root" ? layer.isAccepted : false
      open.append(id)
    }
    var seen = Set(open)
    while let parent = open.popLast() {
      for child in children[parent] ?? [] where seen.insert(child).inserted {
        depths[child] = depths[parent].map { $0 + 1 }
        let own = layers[child]?.isAccepted
        switch loadable[parent] {
        case true?: loadable[child] = own
        case false?:
          loadable[child] = false
          states[child] = "unloadable"
        case nil: loadable[child] = own == false ? false : nil
        }
        open.append(child)
      }
    }
  }
}
