import Audit
import Foundation
import Glibc
import LayerModel
import Rules
import Scanner

/// Audits as the program does.
enum LiveAudit {
  private static let rules = Result { try RuleSet() }

  static func run(
    _ root: URL, level: AuditLevel = .content, ahead seconds: Int64 = 0
  ) throws -> AuditReport {
    let now = Timestamp(seconds: Int64(time(nil)) + seconds)
    return try Auditor(
      AuditRequest(
        places: StorePlaces([BytePath(root.path)]), level: level, workers: 2,
        rules: try rules.get(),
        baseline: nil, now: now, host: "test", runID: String(repeating: "0", count: 32))
    ).run(progress: ScanProgress(), rest: { sleep(2) }, finishedAt: { now })
  }
}

extension AuditReport {
  /// Findings of warning and above, by what they accuse.
  var accusations: [String: Finding] {
    Dictionary(
      findings.filter { $0.severity > .note }.map { (String($0.fingerprint.prefix(32)), $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Layers whose content is called damaged.
  var damaged: [LayerID] {
    stores.flatMap { $0.measurements.layers.filter { $0.value.verification == .damaged }.keys }
      .sorted()
  }
}
