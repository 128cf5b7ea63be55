import Audit
import BundledStores
import Foundation
import LayerModel
import Rules
import Scanner
import Testing

/// Which content a run with little time reads, and what becomes of the rest.
@Suite struct PlannedScanTests {
  private static let rules = Result { try RuleSet() }

  /// Lets so many layers and blobs be begun, then says that the time is over.
  private final class Allowance: Sendable {
    private let left: Lock<Int>
    init(_ count: Int) { left = Lock(count) }
    func take() -> Double {
      left.withLock { count in
        count -= 1
        return count >= 0 ? 1 : 0
      }
    }
  }

  private func audit(
    _ root: URL, night: Int64, past: PastReadings, reading count: Int? = nil, maxAge: Int64? = nil
  ) throws -> AuditReport {
    var request = AuditRequest(
      places: StorePlaces([BytePath(root.path)]), level: .content, workers: 1,
      rules: try Self.rules.get(), baseline: nil, now: Self.time(night), host: "test",
      runID: "\(night)")
    request.past = past
    request.goal.maxAge = maxAge
    if let count {
      // The first question is for the store's share.
      let allowance = Allowance(count + 1)
      request.goal.maxDuration = 1
      request.timeLeft = { allowance.take() }
    }
    return try Auditor(request).run(progress: ScanProgress(), finishedAt: { Self.time(night) })
  }

  private static func time(_ night: Int64) -> Timestamp {
    Timestamp(seconds: TestAudit.now.seconds + night * 86_400)
  }

  /// What the state database would know after a run.
  private static func remember(_ report: AuditReport, _ past: PastReadings) throws -> PastReadings {
    var past = past
    let loud = report.loudThings(under: try rules.get())
    for store in report.stores {
      let id = store.record.location.id
      for (layer, found) in store.measurements.layers {
        var thing =
          past.stores[id]?[.layer(layer)] ?? .init(firstSeenAt: report.startedAt, reading: nil)
        if found.verification != .notRead, !found.reading.isEarlier {
          thing.reading = .init(
            at: report.startedAt, verification: found.verification,
            reason: found.verificationReason, statusDigest: found.reading.statusDigest,
            hasFindings: loud[id]?.contains(.layer(layer)) ?? false)
        }
        past.stores[id, default: [:]][.layer(layer)] = thing
      }
    }
    return past
  }

  private func layers(_ report: AuditReport) -> (read: Int, earlier: Int, left: Int) {
    let found = report.stores[0].measurements.layers.values
    return (
      found.count { $0.verification != .notRead && !$0.reading.isEarlier },
      found.count(where: \.reading.isEarlier), found.count(where: \.reading.isLeft)
    )
  }

  @Test func `many short nights read all, and then keep it read`() throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    var past = PastReadings()
    var seen: [Int] = []
    var complete: [Bool] = []
    for night in 0..<6 {
      let report = try audit(
        store.root, night: Int64(night), past: past, reading: 5, maxAge: 30 * 86_400)
      past = try Self.remember(report, past)
      let found = layers(report)
      seen.append(found.left)
      complete.append(report.isComplete)
      #expect(found.read == 5)
      #expect(report.findings.contains { $0.rule == "content-left-unread" } == !report.isComplete)
      #expect(report.findings.allSatisfy { $0.severity < .error })
    }
    #expect(seen == [8, 3, 0, 0, 0, 0])
    #expect(complete == [false, false, true, true, true, true])
    // Night after night the oldest was read, of images first: nothing is older than all takes.
    let ages = past.stores.values.flatMap(\.values).compactMap { $0.reading?.at }
    #expect(ages.min() == Self.time(2))
  }

  @Test func `layers that nobody reads are told after a while`() throws {
    let store = try BundledStore(archive: "docker-20.10-overlay2")
    let past = try Self.remember(audit(store.root, night: 0, past: PastReadings()), .init())
    func overdue(_ night: Int64, _ past: PastReadings?) throws -> Int {
      var request = AuditRequest(
        places: StorePlaces([BytePath(store.root.path)]), level: .sizes, workers: 1,
        rules: try Self.rules.get(), baseline: nil, now: Self.time(night), host: "test",
        runID: "1")
      request.past = past
      return try Auditor(request).run(
        progress: ScanProgress(), finishedAt: { Self.time(night) }
      ).findings.count { $0.rule == "layer-verification-overdue" }
    }
    #expect(try overdue(30, past) == 0)
    #expect(try overdue(31, past) == 20)
    #expect(try overdue(31, nil) == 0)
  }

  @Test func `the verdicts of a planned run are those of a whole one`() throws {
    for archive in ["docker-20.10-overlay2", "podman-5-overlay", "containerd-1.6"] {
      let store = try BundledStore(archive: archive)
      let whole = try audit(store.root, night: 0, past: PastReadings())
      let planned = try audit(store.root, night: 0, past: PastReadings(), maxAge: 86_400)
      let verdicts = { (report: AuditReport) in
        report.stores[0].measurements.layers.mapValues(\.verification)
      }
      #expect(verdicts(whole) == verdicts(planned))
      #expect(whole.findings == planned.findings)
      let past = try Self.remember(planned, PastReadings())
      let later = try audit(store.root, night: 0, past: past, maxAge: 86_400)
      #expect(verdicts(whole) == verdicts(later))
      #expect(whole.findings == later.findings)
      #expect(whole.stores[0].ledger == later.stores[0].ledger)
    }
  }
}
