import Audit
import Baselines
import Foundation
import LayerModel
import Rules
import Scanner

/// Audits as the program does, with a clock that the test sets.
enum TestAudit {
  /// Long after every bundled store was written, so that nothing is in its grace age.
  static let now = Timestamp(seconds: 4_102_444_800)

  /// Loaded once, as every audit of the tests uses the same.
  private static let rules = Result { try RuleSet() }

  static func run(
    _ root: URL, level: AuditLevel = .content, baseline: Baseline? = nil, workers: Int = 2,
    additional: [URL] = [], now: Timestamp = now, factRows: Int? = nil
  ) throws -> AuditReport {
    var request = AuditRequest(
      places: StorePlaces(
        [BytePath(root.path)], additionalStores: additional.map { BytePath($0.path) }),
      level: level, workers: workers, rules: try rules.get(), baseline: baseline, now: now,
      host: "test", runID: String(repeating: "0", count: 32))
    if let factRows { request.factRows = factRows }
    return try Auditor(request).run(progress: ScanProgress(), finishedAt: { now })
  }

  /// Findings as `severity rule subject`, ids short: what catalogue cases expect.
  static func summary(_ report: AuditReport) -> [String] {
    report.findings.map { finding in
      let words = finding.subject.id.split(separator: " ").map { word in
        word.split(separator: "/").map {
          Identifier<LayerKind>(String($0)).isHex64 ? String($0.prefix(12)) : shortened($0)
        }
        .joined(separator: "/")
      }
      return "\(finding.severity.rawValue) \(finding.rule) \(words.joined(separator: " "))"
    }.sorted()
  }

  /// Ids with a suffix such as `-init` are shortened, too.
  private static func shortened(_ component: Substring) -> String {
    let prefix = "sha256:"
    if component.hasPrefix(prefix), component.utf8.count == prefix.utf8.count + 64 {
      return String(component.prefix(prefix.utf8.count + 12))
    }
    guard component.utf8.count > 64, Identifier<LayerKind>(String(component.prefix(64))).isHex64
    else {
      return String(component)
    }
    return String(component.prefix(12) + component.dropFirst(64))
  }
}
