internal import LayerModel

extension StoreRecord {
  /// What is this store's own where several drivers share a root.
  fileprivate var territory: [BytePath] {
    let driver = BytePath(location.driver)
    return switch location.kind {
    case .dockerGraph, .dockerLayerDB: [driver, BytePath("image").appending(driver)]
    case .containersStorage:
      [driver]
        + ["layers", "images", "containers"].map { BytePath("\(location.driver)-\($0)") }
    case .containerd, .ociLayout, .dockerArchive: []
    }
  }

  /// Divides roots among the stores that share them, and leaves stores within a root to themselves.
  ///
  /// The first store of a root has all that is no other one's.
  static func divideRoots(of records: inout [StoreRecord]) {
    var taken: [BytePath: [BytePath]] = [:]
    let roots = Set(records.map(\.location.root))
    for index in records.indices {
      let root = records[index].location.root
      let inner = roots.filter { $0 != root && $0.isWithin(root) }
        .map { BytePath($0.bytes.dropFirst(root.bytes.count + (root == "/" ? 0 : 1))) }
      let isFirst = taken[root] == nil
      let others = records.filter {
        $0.location.root == root && $0.location != records[index].location
      }
      let own = records[index].territory
      if isFirst {
        records[index].ledgerRange.exclusions =
          Set(others.flatMap(\.territory)).subtracting(own).union(inner).sorted()
      } else {
        records[index].ledgerRange.roots = own.filter { !taken[root, default: []].contains($0) }
        records[index].ledgerRange.exclusions = inner.sorted()
      }
      taken[root, default: []] += own
    }
  }
}
