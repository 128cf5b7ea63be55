/// The faults of one layer, within bounds: of each kind so many are kept, the rest is counted.
///
/// Bounded by kind, so that no flood of small things hides a damaged file.
package struct EntryFaults: Hashable, Sendable {
  /// How many faults of one kind are kept.
  package static let limit = 250

  package private(set) var kept: [EntryFault] = []
  package private(set) var leftOut = 0
  /// Kinds of which some were left out, whatever was taken back since.
  package private(set) var overflowing: Set<EntryFault.Kind> = []
  private var counts: [EntryFault.Kind: Int] = [:]

  package init() {}

  package mutating func add(_ fault: EntryFault) {
    let count = counts[fault.kind, default: 0]
    guard count < Self.limit else {
      leftOut += 1
      overflowing.insert(fault.kind)
      return
    }
    counts[fault.kind] = count + 1
    kept.append(fault)
  }

  /// Counts a fault that another one tells already: what is in a directory that is gone, or is not
  /// the layer's.
  package mutating func leaveOut() { leftOut += 1 }

  package mutating func add(_ other: EntryFaults) {
    for fault in other.kept { add(fault) }
    leftOut += other.leftOut
    overflowing.formUnion(other.overflowing)
  }

  package mutating func removeAll(where isMeant: (EntryFault) -> Bool) {
    kept.removeAll { fault in
      guard isMeant(fault) else { return false }
      counts[fault.kind, default: 1] -= 1
      return true
    }
  }

  /// Sorted by path, then kind.
  package var sorted: [EntryFault] {
    kept.sorted { ($0.path, $0.kind.rawValue) < ($1.path, $1.kind.rawValue) }
  }
}
