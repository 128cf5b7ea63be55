internal import LayerModel

/// The way from a layer to its base, which ends on a cycle, too.
enum ParentWalk {
  /// The ancestors, nearest first; no more than `limit` of them, and none twice.
  static func ancestors(
    of id: LayerID, in parents: [LayerID: LayerID], upTo limit: Int
  ) -> [LayerID] {
    var layers: [LayerID] = []
    var visited: Set<LayerID> = [id]
    var current = id
    while layers.count < limit, let parent = parents[current], visited.insert(parent).inserted {
      layers.append(parent)
      current = parent
    }
    return layers
  }
}
