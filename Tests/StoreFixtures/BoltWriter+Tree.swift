extension BoltWriter {
  /// How a tree is spread over pages.
  package struct Shape {
    package var keysPerLeaf: Int
    package var childrenPerBranch: Int
    /// Buckets without buckets in them of up to so many keys are put inline.
    package var inlineKeys: Int

    package init(keysPerLeaf: Int = 3, childrenPerBranch: Int = 3, inlineKeys: Int = 2) {
      self.keysPerLeaf = keysPerLeaf
      self.childrenPerBranch = childrenPerBranch
      self.inlineKeys = inlineKeys
    }
  }

  /// Adds all pages of a bucket and returns the root.
  package mutating func add(_ tree: BoltTree, _ shape: Shape = Shape()) -> UInt64 {
    let children = tree.children.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let items = children.map { item($0.key, $0.value, shape) }
    var level = items.chunks(of: shape.keysPerLeaf).map { (key: $0[0].key, page: leaf($0)) }
    if level.isEmpty { return leaf([]) }
    while level.count > 1 {
      level = level.chunks(of: shape.childrenPerBranch).map { (key: $0[0].key, page: branch($0)) }
    }
    return level[0].page
  }

  private mutating func item(_ key: [UInt8], _ tree: BoltTree, _ shape: Shape) -> Item {
    switch tree {
    case .value(let value): return Item(key: key, value: value)
    case .bucket(let sequence, let children):
      let isInline =
        children.count <= shape.inlineKeys && !children.values.contains(where: \.isBucket)
      var item: Item
      if isInline {
        let values = children.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        item = .inline("", values.map { self.item($0.key, $0.value, shape) }, sequence: sequence)
      } else {
        item = .bucket("", root: add(tree, shape), sequence: sequence)
      }
      item.key = key
      return item
    }
  }
}

extension BoltTree {
  /// The tree as a database.
  package var file: [UInt8] {
    var writer = BoltWriter(pageSize: 4_096)
    let root = writer.add(self, BoltWriter.Shape(keysPerLeaf: 20))
    return writer.file(root: root, sequence: sequence)
  }
}

extension Array {
  fileprivate func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
