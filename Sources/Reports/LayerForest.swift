import LayerModel

/// The layers of one store in the order of a tree: each after its parent.
struct LayerForest {
  struct Node {
    let id: LayerID
    /// How many forks lie between it and its root.
    let level: Int
    /// For each fork on the way, whether a brother follows below; cut to the nearest
    /// ``LayerForest/keptForks``.
    let continues: [Bool]
    let isRoot: Bool
    /// Whether it is one of several children.
    let isForked: Bool
    /// Only a loop of parents leads here.
    let isInLoop: Bool
  }

  static let keptForks = 24

  private(set) var nodes: [Node] = []
  private var children: [LayerID: [LayerID]] = [:]
  private var visited: Set<LayerID> = []

  init(_ record: StoreRecord) {
    let known = Set(record.layers.map(\.id))
    for layer in record.layers {
      if let parent = layer.parent, known.contains(parent), parent != layer.id {
        children[parent, default: []].append(layer.id)
      }
    }
    for layer in record.layers where layer.parent.map({ !known.contains($0) }) ?? true {
      visit(layer.id, isInLoop: false)
    }
    for layer in record.layers where !visited.contains(layer.id) {
      visit(layer.id, isInLoop: true)
    }
  }

  private mutating func visit(_ root: LayerID, isInLoop: Bool) {
    var pending = [
      Node(
        id: root, level: 0, continues: [], isRoot: true, isForked: false, isInLoop: isInLoop)
    ]
    while let node = pending.popLast() {
      guard visited.insert(node.id).inserted else { continue }
      nodes.append(node)
      let next = (children[node.id] ?? []).filter { !visited.contains($0) }
      let isForked = next.count > 1
      for (position, child) in next.enumerated().reversed() {
        let forks = node.continues + (isForked ? [position < next.count - 1] : [])
        pending.append(
          Node(
            id: child, level: node.level + (isForked ? 1 : 0),
            continues: forks.suffix(Self.keptForks), isRoot: false, isForked: isForked,
            isInLoop: isInLoop))
      }
    }
  }
}
