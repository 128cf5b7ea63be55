package import LayerModel

/// The verdict and the findings for a comment or a step's summary.
///
/// Begins with a marker by which a job finds the comment that it wrote before. A comment may have
/// 65,536 characters: findings beyond that are counted only.
///
/// Source: docs.github.com "Adding a job summary"; GitHub's limit of `body` of an issue comment.
package struct MarkdownReport: Sendable {
  private static let limit = 60_000
  private static let imageLimit = 100
  private static let marker = "<!-- layeraudit -->"

  /// The least severity that makes the verdict `fail`.
  package var failOn: Severity?

  package init(failOn: Severity? = .error) { self.failOn = failOn }

  package func write(
    _ report: AuditReport, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    try sink(Array(text(report).utf8)[...])
  }

  private func text(_ report: AuditReport) -> String {
    let verdict = VerdictLine(report, ReportSummary(report, failOn: failOn)).text(TextOptions())
    let shown = report.findings.filter { $0.status != .suppressed }
    var text = Self.marker + "\n## layeraudit: \(Self.escaped(verdict))\n"
    if let comparison = report.comparison { text += "\n" + Self.images(comparison) }
    if !report.stores.isEmpty { text += "\n" + stores(report) }
    guard !shown.isEmpty else { return text }
    text +=
      "\n| | finding | where | images | expected | actual |\n"
      + "| --- | --- | --- | --- | --- | --- |\n"
    var size = text.utf8.count
    for (number, finding) in shown.enumerated() {
      let row = Self.row(finding)
      size += row.utf8.count
      guard size < Self.limit else {
        return text + "\n\(shown.count - number) more findings are in the other reports.\n"
      }
      text += row
    }
    return text
  }

  private func stores(_ report: AuditReport) -> String {
    let rows = report.stores.map { store in
      var coverage = Coverage()
      coverage.add(layersOf: store)
      return "| \(Self.escaped(store.record.location.id)) | \(store.record.images.count) "
        + "| \(coverage.total) | \(coverage[.verified]) | \(coverage[.damaged]) "
        + "| \(coverage[.unverifiable]) | \(coverage[.notRead]) "
        + "| \(store.ledger.diskUsed?.iec ?? "not measured") |\n"
    }
    return "| store | images | layers | verified | damaged | unverifiable | not read | on disk |\n"
      + "| --- | --- | --- | --- | --- | --- | --- | --- |\n" + rows.joined()
  }

  /// The images that changed, those that grew most first.
  private static func images(_ comparison: SizeComparison) -> String {
    let changed = comparison.images.filter { $0.state != .same }
      .sorted { $0.size.growth > $1.size.growth }
    guard !changed.isEmpty else {
      return "No image differs in size from \(escaped(comparison.base)).\n"
    }
    let rows = changed.prefix(imageLimit).map { image in
      "| \(escaped(image.name + (image.platform.map { " (\($0))" } ?? ""))) | \(image.state.rawValue) | \(image.size.before?.iec ?? "") "
        + "| \(image.size.after?.iec ?? "") | \(image.size.growthText(image.state)) |\n"
    }
    let left = changed.count - rows.count
    return "| image | state | before | after | growth |\n| --- | --- | ---: | ---: | ---: |\n"
      + rows.joined() + (left > 0 ? "\n\(left) more images differ.\n" : "")
  }

  private static func row(_ finding: Finding) -> String {
    let status = finding.isNew ? "" : " (\(finding.status.rawValue))"
    let cells = [
      finding.severity.rawValue + status, "\(finding.rule): \(finding.message)",
      "\(finding.subject.kind) \(finding.subject.id)" + (finding.path.map { ", \($0)" } ?? ""),
      finding.affects.images.joined(separator: ", "), finding.expected ?? "", finding.actual ?? "",
    ]
    return "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
  }

  /// No character of a store means anything to Markdown, HTML, or to whom GitHub notifies.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in EscapedText.terminal(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "@": result += "&#64;"
      case "#": result += "&#35;"
      case "\\", "|", "`", "*", "_", "[", "]", "~", "!", "$":
        result += "\\"
        result.unicodeScalars.append(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
