import Audit
import BundledStores
import FileAccess
import Foundation
import LayerModel
import LayerStores
import Rules
import Scanner
import StoreFixtures
import Testing

/// Audits that someone ended while metadata was read, and places that nobody could search.
@Suite struct EndedEarlyTests {
  @Test func `an audit that is ended before it reads has a report that accuses nobody`() throws {
    let fixture = try LayerDBFixture()
    let progress = ScanProgress()
    progress.stop()
    let report = try Auditor(
      AuditRequest(
        places: StorePlaces([BytePath(fixture.root)]), level: .content, workers: 2,
        rules: RuleSet(),
        baseline: nil, now: TestAudit.now, host: "test", runID: String(repeating: "0", count: 32))
    ).run(progress: progress, finishedAt: { TestAudit.now })
    #expect(!report.isComplete)
    #expect(report.findings == [])
  }

  @Test func `a store of which more is known than the tables hold is incomplete`() throws {
    let store = try BundledStore(.aufs)
    let report = try TestAudit.run(store.root, factRows: 2)
    #expect(!report.isComplete)
    let left = report.findings.filter { $0.rule == "read-problem" }
    #expect(left.contains { $0.message.contains("more than the limit of 2 rows for the table") })
    #expect(report.findings.contains { $0.rule == "scan-incomplete" })
  }

  @Test func `stores of an ended audit are not told as if there were none`() throws {
    let fixture = try LayerDBFixture()
    let stop = StopFlag()
    stop.set()
    #expect(try Stores.read(at: StorePlaces([BytePath(fixture.root)]), stop: stop) == [])
  }

  @Test func `a place beside a store that was not searched keeps the run from being complete`()
    throws
  {
    let fixture = try LayerDBFixture()
    let outer = NSTemporaryDirectory() + "/layeraudit-outer-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: outer, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: outer) }
    for index in 0..<4_100 { mkdir(outer + "/\(index)", 0o755) }
    let paths = StorePlaces([BytePath(fixture.root), BytePath(outer)])
    let problems = try Stores.read(at: paths).flatMap(\.problems).map(\.problem)
    #expect(problems.map(\.cause) == ["not-entered"])
    #expect(problems.allSatisfy { $0.path.isWithin(BytePath(outer)) })
  }
}
