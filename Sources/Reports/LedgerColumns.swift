package import LayerModel

extension Ledger {
  /// What the bytes of a store are, by the names that reports use; `nil` for what was not measured.
  package var columns: [(name: String, count: ByteCount?)] {
    [("disk_used", diskUsed)] + LedgerClass.allCases.map { ($0.rawValue, self[$0]) }
  }
}

extension LedgerClass {
  /// For people.
  var title: String {
    switch self {
    case .unique: "unique to one image"
    case .shared: "shared by images"
    case .container: "containers"
    case .buildCache: "build cache"
    case .log: "logs of containers"
    case .volume: "volumes"
    case .metadata: "metadata"
    case .other: "other things of the engine"
    case .orphan: "orphans"
    case .unexplained: "unexplained"
    }
  }
}
