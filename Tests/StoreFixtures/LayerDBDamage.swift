/// One way to break a store of Docker 1.10 and later, and all that follows from it.
package struct LayerDBDamage: Sendable {
  /// The number in the format's catalogue of damage; 0 for what is none.
  package let row: Int
  package let title: String
  package let driver: String
  /// What differs in the record, as ``changes(from:to:nicknames:)`` tells it.
  package let changes: [String]
  /// What an audit of the metadata finds, as `severity rule subject`.
  package let findings: [String]
  package let damage: @Sendable (LayerDBFixture) throws -> Void

  init(
    _ row: Int, _ title: String, driver: String = "overlay2", changes: [String],
    findings: [String], damage: @escaping @Sendable (LayerDBFixture) throws -> Void
  ) {
    self.row = row
    self.title = title
    self.driver = driver
    self.changes = changes
    self.findings = findings
    self.damage = damage
  }

  package static let all = layers + directories + images + containers + leftovers + buildCache
}
