import BundledStores
import Foundation
import Glibc
import LayerModel
import Testing

/// Audits while a daemon works: whatever they accuse must be there when it has stopped.
@Suite(.serialized)
struct LiveChurnTests {
  @Test(
    .enabled(
      if: Surroundings.overlayObstacle == nil, Comment(rawValue: Surroundings.overlayObstacle ?? "")
    ))
  func `audits of a busy overlay2 store accuse nothing that is sound`() throws {
    try judge("overlay2")
  }

  @Test(.enabled(if: Surroundings.obstacle == nil, Comment(rawValue: Surroundings.obstacle ?? "")))
  func `audits of a busy vfs store accuse nothing that is sound`() throws { try judge("vfs") }

  private func judge(_ driver: String) throws {
    let daemon = try LiveDaemon(driver: driver)
    let folder = daemon.root.deletingLastPathComponent().appending(path: "churn")
    let churn = BackgroundChurn(
      try Churn(daemon.client, in: folder), rounds: 40, seconds: 25)
    var reports: [AuditReport] = []
    while !churn.isOver || reports.isEmpty { reports += try audit(daemon) }
    #expect(try churn.finish() > 0)
    daemon.stop()
    let stopped = try LiveAudit.run(daemon.root)
    #expect(stopped.accusations.values.sorted() == [])
    #expect(stopped.isComplete)
    for report in reports {
      let accused = report.accusations.filter { stopped.accusations[$0.key] == nil }
      #expect(accused.values.sorted() == [])
      #expect(report.damaged == [])
      #expect(report.isComplete)
    }
  }

  /// Audits now and, as if all that is there were old, a week from now; the daemon answers meanwhile.
  private func audit(_ daemon: LiveDaemon) throws -> [AuditReport] {
    let client = daemon.client
    let answers = BackgroundAnswers(client)
    // A store that nothing is written to yet is no store.
    guard try client.command("images", "-q").output.isEmpty == false else { return [] }
    let report = try LiveAudit.run(daemon.root)
    #expect(try answers.finish())
    return [report]
  }
}
