import Foundation
import LayerModel
import Reports
import Testing

/// Each finding is whole in each form: what is wrong, how badly, with what, where, and in words.
@Suite struct ParityTests {
  private static let report: AuditReport = {
    var report = SampleReport.clean
    report.findings = (1...9).map { number in
      let severity = Severity.allCases[number % 3]
      var finding = SampleReport.finding(
        RuleID("rule-\(number)"), severity, "layer", "subject\(number)x")
      finding.fingerprint = String(repeating: String(number), count: 32)
      finding.path = BytePath("path/of/\(number)x")
      finding.message = "message \(number)x"
      return finding
    }.sorted()
    return report
  }()

  /// How a finding begins in each form, and what its severity is called there.
  private static let forms: [ReportFormat: (mark: String, severities: [Severity: String])] = [
    .text: ("\n\n", [.error: "ERROR ", .warning: "WARN ", .note: "note "]),
    .json: ("\"rule\": ", raw), .ndjson: ("{\"kind\": \"finding\"", raw),
    .sarif: ("\"ruleId\": ", raw), .junit: ("<testcase ", raw),
    .gitlab: ("\"description\": ", [.error: "critical", .warning: "major", .note: "info"]),
    .github: ("\n::", [.error: "error ", .warning: "warning ", .note: "notice "]),
    .markdown: ("\n| ", raw), .csv: ("\r\n", raw), .html: ("<details class=\"finding\"", raw),
  ]

  private static let raw: [Severity: String] = Dictionary(
    uniqueKeysWithValues: Severity.allCases.map { ($0, $0.rawValue) })

  @Test(arguments: ReportFormat.allCases.filter { $0 != .prometheus })
  func `each finding is whole in each form`(_ format: ReportFormat) throws {
    let form = try #require(Self.forms[format])
    var options = TextOptions()
    options.verbosity = .verbose
    var bytes: [UInt8] = Array("\n".utf8)
    format.write(Self.report, failOn: .warning, options: options) { bytes += $0 }
    let pieces = String(decoding: bytes, as: UTF8.self).components(separatedBy: form.mark)
    for finding in Self.report.findings {
      let words = [
        finding.rule.text, form.severities[finding.severity], finding.subject.id,
        finding.path?.description, finding.message,
      ].compactMap(\.self)
      let matches = pieces.filter { piece in words.allSatisfy(piece.contains) }
      #expect(matches.count == 1, "\(words)")
    }
  }

  @Test func `metrics count each finding by rule and severity`() {
    let text = String(decoding: written(Self.report, .prometheus), as: UTF8.self)
    for finding in Self.report.findings {
      let labels = "rule=\"\(finding.rule)\",severity=\"\(finding.severity.rawValue)\""
      let lines = text.split(separator: "\n").filter { $0.contains(labels) }
      #expect(lines.count == 1 && lines.allSatisfy { $0.hasSuffix(" 1") })
    }
  }

  @Test func `no annotation is longer than GitHub shows`() throws {
    var report = Self.report
    report.findings[0].message = String(repeating: "é🙂\n", count: 3_000)
    let text = String(decoding: written(report, .github), as: UTF8.self)
    let messages = text.split(separator: "\n").map {
      $0.components(separatedBy: "::").dropFirst(2).joined(separator: "::")
        .replacingOccurrences(of: "%0A", with: "\n").replacingOccurrences(of: "%25", with: "%")
    }
    #expect(messages.map(\.utf16.count).max() == 4_096)
    #expect(messages.contains { $0.hasSuffix("…") })
  }
}
