/// How owners on disk follow from those in tars, where a store is kept in a user namespace.
package struct OwnerMapping: Hashable, Sendable {
  package var users: [OwnerRange]
  package var groups: [OwnerRange]
  /// Whether ids outside the ranges are subordinate ids of the person who owns the store.
  ///
  /// Nothing in such a store records them; they can only be told from what most files have.
  package var derivesRest: Bool

  package init(users: [OwnerRange], groups: [OwnerRange], derivesRest: Bool = false) {
    self.users = users
    self.groups = groups
    self.derivesRest = derivesRest
  }

  /// Every id moved by the same distance.
  package init(shiftedBy user: UInt32, group: UInt32) {
    self.init(
      users: [OwnerRange(first: 0, onDisk: user, count: .max)],
      groups: [OwnerRange(first: 0, onDisk: group, count: .max)])
  }

  /// A store of somebody other than root, who is root in its containers.
  package init(rootlessUser user: UInt32, group: UInt32) {
    self.init(
      users: [OwnerRange(first: 0, onDisk: user, count: 1)],
      groups: [OwnerRange(first: 0, onDisk: group, count: 1)], derivesRest: true)
  }

  /// The owner on disk of what belongs to `user` in a tar; `nil` when nothing tells it.
  package func user(_ user: Int64) -> Int64? { Self.mapped(user, by: users) }

  package func group(_ group: Int64) -> Int64? { Self.mapped(group, by: groups) }

  private static func mapped(_ id: Int64, by ranges: [OwnerRange]) -> Int64? {
    for range in ranges where id >= range.first {
      let (distance, overflow) = id.subtractingReportingOverflow(Int64(range.first))
      guard !overflow, distance < range.count else { continue }
      return Int64(range.onDisk) + distance
    }
    return nil
  }
}

/// Consecutive ids, and where they are on disk.
package struct OwnerRange: Hashable, Sendable {
  /// In the tar.
  package var first: UInt32
  package var onDisk: UInt32
  package var count: UInt32

  package init(first: UInt32, onDisk: UInt32, count: UInt32) {
    self.first = first
    self.onDisk = onDisk
    self.count = count
  }
}
