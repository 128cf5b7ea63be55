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

extension Ledger {
  /// What of the sums is on disk fewer times than it was counted, for people; empty where nothing is.
  func sharingLines(_ size: (ByteCount) -> String) -> [String] {
    guard let sharing, let diskUsed, sharing.saved > 0 || sharing.unknown != nil else { return [] }
    let rest = "all of it takes \(size(diskUsed.subtracting(sharing.saved))) on disk"
    let shared =
      "files share blocks: \(size(sharing.counted)) of this are \(size(sharing.once)) on disk"
    return (sharing.counted > 0 ? [shared] : [])
      + [sharing.unknown.map { "\(rest), or less: \($0)" } ?? rest]
  }
}
