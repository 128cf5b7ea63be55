import Audit
import Foundation
import LayerModel
import Rules
import Scanner
import StoreFixtures
import Testing

/// A store that changes between two readings.
struct SecondLookTests {
  /// Layers of the fixture, by a piece of their records.
  private static let sizes = ["\"diff-size\":1024", "\"diff-size\":2048", "\"diff-size\":3072"]

  @Test func `what is true of one layer after another is true of none`() throws {
    let fixture = try StorageFixture()
    var round = 0
    try mark(0, in: fixture)
    let report = try audit(fixture) {
      round += 1
      try mark(round % 3, in: fixture)
    }
    #expect(round == 1)
    #expect(report.findings.filter { $0.rule == "layer-incomplete" } == [])
  }

  @Test func `what stays true of a layer is told`() throws {
    let fixture = try StorageFixture()
    try mark(1, in: fixture)
    let report = try audit(fixture) { try mark(1, in: fixture) }
    #expect(report.findings.filter { $0.rule == "layer-incomplete" }.count == 1)
  }

  /// Marks one layer as incomplete, and no other.
  private func mark(_ index: Int, in fixture: StorageFixture) throws {
    let flags = "\"flags\":{\"incomplete\":true},"
    let list = try String(contentsOfFile: "\(fixture.root)/\(fixture.layers)", encoding: .utf8)
      .replacing(flags, with: "")
    try fixture.write(
      fixture.layers, list.replacing(Self.sizes[index], with: flags + Self.sizes[index]))
  }

  private func audit(
    _ fixture: StorageFixture, rest: @escaping () throws -> Void
  ) throws -> AuditReport {
    var failure: (any Error)?
    let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    let report = try Auditor(
      AuditRequest(
        places: StorePlaces([BytePath(fixture.root)]), level: .metadata, workers: 1,
        rules: try RuleSet(),
        baseline: nil, now: now, host: "test", runID: String(repeating: "0", count: 32))
    ).run(
      progress: ScanProgress(),
      rest: { do { try rest() } catch { failure = error } }, finishedAt: { now })
    if let failure { throw failure }
    return report
  }
}
