import BundledStores
import Foundation
import LayerModel
import Testing

/// A way to break a store that an engine wrote, and all that has to be found then.
protocol RealStoreCase: CustomTestStringConvertible, Sendable {
  /// In `Fixtures/stores`.
  var archive: String { get }
  var driver: String { get }
  /// Every finding that the damage brings beyond those of the whole store, as `severity rule
  /// subject`.
  var expected: [String] { get }
  /// What the worst finding says that it hits: images, then containers; `nil` where not asserted.
  var affects: [String]? { get }
  /// What a finding hits whose subject has one of these names in its own: images, then containers.
  var hits: [String: [String]] { get }
  /// Words in what the worst finding says and advises.
  var says: [String] { get }
  var damage: @Sendable (Damage) throws -> Void { get }
}

extension RealStoreCase {
  var says: [String] { [] }
  var hits: [String: [String]] { [:] }

  /// Damages a copy and holds what is found against `healthy`, the report on the whole store.
  func check(against healthy: AuditReport) throws {
    let store = try BundledStore(archive: archive)
    try damage(Damage(root: store.root, driver: driver))
    let report = try TestAudit.run(store.root)
    let known = Set(TestAudit.summary(healthy))
    let found = TestAudit.summary(report).filter { !known.contains($0) }
      .map { $0.replacing(store.root.path, with: "ROOT") }
    #expect(found == expected.sorted())
    for finding in report.findings {
      #expect(!finding.why.isEmpty && !finding.fix.isEmpty && !finding.message.isEmpty)
    }
    let old = Set(healthy.findings.map(\.fingerprint))
    let new = report.findings.filter { !old.contains($0.fingerprint) }
    for finding in new {
      for (name, all) in hits where finding.subject.id.contains(name) {
        #expect(finding.affects.images + finding.affects.containers == all, "\(finding.rule)")
      }
    }
    guard affects != nil || !says.isEmpty else { return }
    let worst = try #require(new.first)
    if let affects {
      #expect(worst.affects.images + worst.affects.containers == affects)
    }
    let texts = [
      worst.path?.description, worst.layer?.description, worst.message, worst.expected,
      worst.actual,
      worst.fix,
    ]
    let text = texts.compactMap(\.self).joined(separator: "\n")
    for word in says { #expect(text.contains(word)) }
  }
}
