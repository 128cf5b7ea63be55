/// One way to break a store of containers/storage, and all that follows from it.
package struct StorageDamage: Sendable {
  /// The case in the format's catalogue of damage.
  package let row: String
  package let title: String
  /// What differs in the record, as ``changes(from:to:nicknames:)`` tells it.
  package let changes: [String]
  /// What an audit of the metadata finds, as `severity rule subject`.
  package let findings: [String]
  package let damage: @Sendable (StorageFixture) throws -> Void

  init(
    _ row: String, _ title: String, changes: [String], findings: [String],
    damage: @escaping @Sendable (StorageFixture) throws -> Void
  ) {
    self.row = row
    self.title = title
    self.changes = changes
    self.findings = findings
    self.damage = damage
  }

  package static let all = layers + images + containers
}
