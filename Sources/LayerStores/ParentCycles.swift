internal import LayerModel

/// Layers that are their own ancestors.
enum ParentCycles {
  /// The layers on a cycle; those that only lead to one are not among them.
  static func layers(in parents: [LayerID: LayerID]) -> Set<LayerID> {
    var cycles: Set<LayerID> = []
    var done: Set<LayerID> = []
    for start in parents.keys where !done.contains(start) {
      var path: [LayerID] = []
      var positions: [LayerID: Int] = [:]
      var current: LayerID? = start
      while let layer = current, !done.contains(layer), positions[layer] == nil {
        positions[layer] = path.count
        path.append(layer)
        current = parents[layer]
      }
      if let layer = current, let first = positions[layer] { cycles.formUnion(path[first...]) }
      done.formUnion(path)
    }
    return cycles
  }
}
