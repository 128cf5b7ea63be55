import BundledStores
import Foundation
import Glibc
import LayerModel
import Testing

/// What a power cut in the middle of an import leaves.
@Suite(
  .enabled(
    if: Surroundings.overlayObstacle == nil, Comment(rawValue: Surroundings.overlayObstacle ?? "")))
struct InterruptedImportTests {
  private static let week: Int64 = 7 * 86_400

  @Test func `what a killed import leaves is young at first and an orphan later`() throws {
    let daemon = try LiveDaemon(driver: "overlay2")
    let place = daemon.place.folder
    try DockerChurn(daemon).round(1)
    let before = try directories(daemon.root)
    let importing = try startImport(daemon.client, in: place)
    defer { kill(importing, SIGKILL) }
    let home = daemon.root.appending(path: "overlay2")
    let directory = try #require(
      try wait {
        try directories(daemon.root).subtracting(before).first {
          FileManager.default.fileExists(atPath: home.appending(path: "\($0)/diff/first").path)
        }
      })
    let staging = daemon.root.appending(path: "image/overlay2/layerdb/tmp")
    let writeSet = try #require(
      try FileManager.default.contentsOfDirectory(atPath: staging.path).first)
    daemon.kill()

    let young = try LiveAudit.run(daemon.root)
    #expect(young.accusations.isEmpty)
    let expected = ["image/overlay2/layerdb/tmp/\(writeSet)", "overlay2/\(directory)"]
    #expect(paths(of: "leftover-young", in: young).filter { !$0.hasPrefix("tmp/") } == expected)
    let old = try LiveAudit.run(daemon.root, ahead: Self.week)
    #expect(paths(of: "orphan-layer", in: old) == ["overlay2/\(directory)"])
    #expect(paths(of: "write-set-left", in: old) == ["image/overlay2/layerdb/tmp/\(writeSet)"])
    #expect(Set(old.accusations.values.map(\.rule)) == ["orphan-layer", "write-set-left"])

    // Somebody clears the directory away, and not its short name.
    let link = try String(contentsOf: home.appending(path: "\(directory)/link"), encoding: .utf8)
    try FileManager.default.removeItem(at: home.appending(path: directory))
    let cleared = try LiveAudit.run(daemon.root, ahead: Self.week)
    #expect(paths(of: "orphan-link", in: cleared) == ["overlay2/l/\(link)"])
    #expect(cleared.accusations.values.map(\.rule) == ["write-set-left"])
  }

  private func paths(of rule: RuleID, in report: AuditReport) -> [String] {
    report.findings.filter { $0.rule == rule }.compactMap { $0.path?.description }.sorted()
  }

  private func directories(_ root: URL) throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "overlay2").path))
  }

  /// Imports the first half of a tar, and waits for the rest of it for ever.
  private func startImport(_ docker: DockerClient, in place: URL) throws -> pid_t {
    let tree = place.appending(path: "half")
    let script = """
      set -e; mkdir -p '\(tree.path)'; cd '\(tree.path)'
      head -c 3000000 /dev/zero >first; head -c 9000000 /dev/zero >second
      tar -cf ../half.tar first second
      (head -c 6000000 ../half.tar; exec sleep 600) 2>/dev/null \
        | '\(Surroundings.client)' -H 'unix://\(docker.socket)' import - half:1 >/dev/null 2>&1 &
      echo $!
      """
    let output = try Command(["setsid", "sh", "-c", script]).output
    return try #require(pid_t(output.trimmed))
  }

  /// Asks again and again, for a minute at the most.
  private func wait<Result>(for body: () throws -> Result?) throws -> Result? {
    for _ in 0..<600 {
      if let result = try body() { return result }
      usleep(100_000)
    }
    return nil
  }
}
