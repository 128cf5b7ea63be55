package import LayerModel

/// GitHub's workflow commands: annotations of a run, one line each.
///
/// GitHub shows ten of each level a step, so that no more are written; the last line counts the
/// rest. It cuts long messages, which is done here where it can be seen. Findings that the baseline has or that are suppressed are counted only.
///
/// Source: docs.github.com "Workflow commands for GitHub Actions"; actions/toolkit
/// `packages/core/src/command.ts`, `escapeData`, `escapeProperty`; actions/runner
/// `src/Runner.Worker/ExecutionContext.cs`, `_maxCountPerIssueType`, `_maxIssueMessageLength`.
package struct GitHubReport: Sendable {
  /// Annotations of one level that a step may have.
  private static let limit = 10
  /// UTF-16 code units of one message.
  private static let lengthLimit = 4_096

  /// The least severity that makes the verdict `fail`.
  package var failOn: Severity?

  package init(failOn: Severity? = .error) { self.failOn = failOn }

  package func write(
    _ report: AuditReport, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    var written: [Severity: Int] = [:]
    for finding in report.findings where finding.isNew {
      let count = written[finding.severity, default: 0]
      // One notice is kept for the line that counts.
      guard count < Self.limit - (finding.severity == .note ? 1 : 0) else { continue }
      written[finding.severity] = count + 1
      let lines = [EscapedText.terminal(finding.message)] + finding.explanation
      try sink(
        line(
          Self.level(finding.severity), title: finding.rule.text, file: FindingPlace(finding).path,
          lines))
    }
    let shown = written.values.reduce(0, +)
    let left = report.findings.count - shown
    let verdict = VerdictLine(report, ReportSummary(report, failOn: failOn)).text(TextOptions())
    try sink(
      line(
        "notice", title: "layeraudit", file: nil,
        [verdict] + (left > 0 ? ["\(left) more findings are in the other reports"] : [])))
  }

  private func line(
    _ level: String, title: String, file: String?, _ lines: [String]
  ) -> ArraySlice<UInt8> {
    let place = file.map { ",file=\(Self.property($0)),line=1" } ?? ""
    let text = Self.cut(lines.joined(separator: "\n"))
    return Array("::\(level) title=\(Self.property(title))\(place)::\(Self.data(text))\n".utf8)[...]
  }

  private static func cut(_ text: String) -> String {
    guard text.utf16.count > lengthLimit else { return text }
    var kept = ""
    var length = 1
    for scalar in text.unicodeScalars {
      length += UTF16.width(scalar)
      guard length <= lengthLimit else { break }
      kept.unicodeScalars.append(scalar)
    }
    return kept + "…"
  }

  private static func level(_ severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .note: "notice"
    }
  }

  private static func data(_ text: String) -> String {
    escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A"])
  }

  private static func property(_ text: String) -> String {
    escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
  }

  private static func escaped(_ text: String, _ escapes: [Unicode.Scalar: String]) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if let escape = escapes[scalar] {
        result += escape
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
