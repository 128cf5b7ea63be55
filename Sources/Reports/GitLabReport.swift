package import LayerModel

/// GitLab's Code Quality report: one array of findings.
///
/// Fingerprints are unique, as GitLab shows only the first of those that share one. Suppressed
/// findings are left out. GitLab shows no `content`, which other readers of the format do.
///
/// Source: docs.gitlab.com `ci/testing/code_quality`, "Code Quality report format"; Code Climate
/// `spec/analyzers/SPEC.md`, "Contents".
package struct GitLabReport: Sendable {
  private static let drainLimit = 1 << 16

  package init() {}

  package func write(
    _ report: AuditReport, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    var writer = JSONWriter()
    try writer.array { list in
      for finding in report.findings where finding.status != .suppressed {
        list.object { object in
          object.field("description", EscapedText.terminal(finding.message))
          object.field("check_name", finding.rule.text)
          object.field("fingerprint", finding.fingerprint)
          object.field("severity", Self.severity(finding.severity))
          object.object("location") { place in
            place.field("path", FindingPlace(finding).path)
            place.object("lines") { $0.field("begin", 1) }
          }
          object.object("content") {
            $0.field("body", finding.explanation.joined(separator: "\n\n"))
          }
        }
        try list.drain(above: Self.drainLimit, to: sink)
      }
    }
    writer.end()
    try writer.drain(to: sink)
  }

  private static func severity(_ severity: Severity) -> String {
    switch severity {
    case .error: "critical"
    case .warning: "major"
    case .note: "info"
    }
  }
}
