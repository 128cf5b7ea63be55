import BundledStores
import Foundation
import Glibc
import LayerModel
import Reports
import Testing

/// Audits while engines work: whatever they accuse must be there when these have stopped.
@Suite(.serialized)
struct LiveChurnTests {
  @Test(
    .enabled(
      if: Surroundings.overlayObstacle == nil, Comment(rawValue: Surroundings.overlayObstacle ?? "")
    ))
  func `audits of a busy overlay2 store accuse nothing that is sound`() throws {
    try judgeDocker("overlay2")
  }

  @Test(.enabled(if: Surroundings.obstacle == nil, Comment(rawValue: Surroundings.obstacle ?? "")))
  func `audits of a busy vfs store accuse nothing that is sound`() throws {
    try judgeDocker("vfs")
  }

  @Test(
    .enabled(
      if: Surroundings.storageOverlayObstacle == nil,
      Comment(rawValue: Surroundings.storageOverlayObstacle ?? "")))
  func `audits of a busy overlay store of Podman accuse nothing that is sound`() throws {
    try judgePodman("overlay")
  }

  @Test(
    .enabled(
      if: Surroundings.storageObstacle == nil,
      Comment(rawValue: Surroundings.storageObstacle ?? "")))
  func `audits of a busy vfs store of Podman accuse nothing that is sound`() throws {
    try judgePodman("vfs")
  }

  @Test(
    .enabled(
      if: Surroundings.containerdObstacle == nil,
      Comment(rawValue: Surroundings.containerdObstacle ?? "")))
  func `audits of a busy store of containerd accuse nothing that is sound`() throws {
    let daemon = try LiveContainerd()
    let churn = BackgroundChurn(try ContainerdChurn(daemon))
    let reports = try audits(of: daemon.root, during: [churn]) { try $0() }
    daemon.stop()
    try judge(reports, of: daemon.root)
    for report in reports {
      #expect(report.accusations.values.sorted() == [])
      let isLive = report.stores.map(\.record.isLive)
      #expect(isLive == [true])
      // A clean report is of something.
      let verdicts = Set(report.stores[0].measurements.layers.values.map(\.verification))
      #expect(verdicts.contains(.verified))
      var bytes: [UInt8] = []
      JSONReport().write(report) { bytes += $0 }
      #expect(try JSONSerialization.jsonObject(with: Data(bytes)) is [String: Any])
    }
  }

  private func judgeDocker(_ driver: String) throws {
    let daemon = try LiveDaemon(driver: driver)
    let churn = BackgroundChurn(try DockerChurn(daemon))
    let reports = try audits(of: daemon.root, during: [churn]) { audit in
      // The daemon answers meanwhile.
      let answers = BackgroundAnswers(daemon.client)
      let report = try audit()
      #expect(try answers.finish())
      return report
    }
    daemon.stop()
    try judge(reports, of: daemon.root)
  }

  private func judgePodman(_ driver: String) throws {
    let engines = try StorageEngines(driver: driver)
    let churns = [
      BackgroundChurn(try PodmanChurn(engines)), BackgroundChurn(try BuildahChurn(engines)),
    ]
    let reports = try audits(of: engines.root, during: churns) { try $0() }
    try judge(reports, of: engines.root)
  }

  /// Audits again and again until there are enough of them, then ends the churn.
  private func audits(
    of root: URL, during churns: [BackgroundChurn],
    by audit: (() throws -> AuditReport) throws -> AuditReport
  ) throws -> [AuditReport] {
    // A store that nothing is written to yet is no store.
    while churns.contains(where: { $0.rounds == 0 && !$0.isOver }) { usleep(50_000) }
    let first = churns.map(\.rounds)
    var reports: [AuditReport] = []
    while !churns.contains(where: \.isOver),
      reports.count < 15 || zip(churns, first).contains(where: { $0.rounds < $1 + 3 })
    {
      reports.append(try audit { try LiveAudit.run(root) })
    }
    // One that failed leaves none of the others at work.
    for end in churns.map({ churn in Result { try churn.finish() } }) { try end.get() }
    return reports
  }

  private func judge(_ reports: [AuditReport], of root: URL) throws {
    let stopped = try LiveAudit.run(root)
    #expect(stopped.accusations.values.sorted() == [])
    #expect(stopped.isComplete)
    #expect(reports.count >= 15)
    for report in reports {
      let accused = report.accusations.filter { stopped.accusations[$0.key] == nil }
      #expect(accused.values.sorted() == [])
      #expect(report.damaged == [])
      #expect(report.stores.flatMap(\.unread) == [])
      #expect(report.isComplete)
    }
  }
}
