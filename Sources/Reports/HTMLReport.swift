package import LayerModel
internal import Plans

/// One page for people: verdict, where the disk went, findings, layers, images and the plan.
///
/// Holds no link that loads anything and works without its script, which only filters. Long lists
/// are cut, and say by how much: the other reports have everything.
package struct HTMLReport: Sendable {
  static let findingLimit = 2_000
  static let layerLimit = 1_000

  /// The least severity that makes the verdict `fail`.
  package var failOn: Severity?

  package init(failOn: Severity? = .error) { self.failOn = failOn }

  package func write(
    _ report: AuditReport, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    let emit = { (text: String) in Array(text.utf8)[...] }
    try sink(emit(HTMLPage.head(title: "layeraudit: \(report.host)")))
    try sink(emit("<main>\n" + verdict(report)))
    for store in report.stores {
      try sink(emit(Self.disk(store)))
      try sink(emit(Self.trend(store, report)))
    }
    try sink(emit(Self.filters(report.findings)))
    // The worst first whatever store has them: the rest may be left out.
    let findings = Severity.allCases.flatMap { severity in
      report.findings.filter { $0.severity == severity }
    }
    for finding in findings.prefix(Self.findingLimit) { try sink(emit(Self.item(finding))) }
    if report.findings.count > Self.findingLimit {
      let left = report.findings.count - Self.findingLimit
      try sink(emit("<p>\(left) more findings are in the other reports.</p>\n"))
    }
    for store in report.stores {
      try sink(emit(Self.layers(store)))
      try sink(emit(Self.images(store)))
    }
    try sink(emit(Self.plan(report) + "</main>\n" + HTMLPage.tail))
  }

  private func verdict(_ report: AuditReport) -> String {
    let summary = ReportSummary(report, failOn: failOn)
    let line = VerdictLine(report, summary).text(TextOptions())
    let facts: [(String, String)] =
      [
        ("host", report.host), ("started", report.startedAt.text), ("ended", report.endedAt.text),
        ("level", report.level.rawValue),
        ("program", "layeraudit \(report.toolVersion), rules \(report.rulesDigest)"),
        ("run", report.runID),
      ] + (report.history?.problem.map { [("memory", $0)] } ?? [])
    let problems = report.stores.flatMap(\.problems).filter(\.problem.leavesUnknown)
    return """
      <h1>Container layers on \(XML.text(report.host))</h1>
      <p class="verdict \(summary.verdict.rawValue)"><span class="word">\(XML.text(line))</span></p>
      \(Self.list(facts))
      \(Self.unread(problems))
      """
  }

  static func list(_ facts: [(String, String)]) -> String {
    let rows = facts.map { "<dt>\(XML.text($0))</dt><dd>\(XML.text($1))</dd>" }
    return "<dl>\(rows.joined())</dl>\n"
  }

  /// A table whose cells are markup already; `numbers` are the columns that align right, `texts` those
  /// that may be long: they are broken into lines, and no other is.
  static func table(
    _ titles: [String], numbers: Set<Int> = [], texts: Set<Int> = [], _ rows: [[String]]
  ) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      let cells = cells.enumerated().map { position, cell in
        let name = numbers.contains(position) ? "n" : texts.contains(position) ? "t" : nil
        return "<\(tag)\(name.map { " class=\"\($0)\"" } ?? "")>\(cell)</\(tag)>"
      }
      return "<tr>\(cells.joined())</tr>\n"
    }
    return "<div class=\"scroll\"><table><thead>\(row(titles, "th"))</thead><tbody>\n"
      + rows.map { row($0, "td") }.joined() + "</tbody></table></div>\n"
  }

  private static func unread(_ problems: [AttributedProblem]) -> String {
    guard !problems.isEmpty else { return "" }
    let items = problems.prefix(100).map {
      "<li><code>\(XML.text("\($0.problem.path)"))</code>: \(XML.text($0.problem.detail))</li>"
    }
    let left = problems.count - items.count
    return "<h2>Not read</h2>\n<ul>\n\(items.joined(separator: "\n"))\n</ul>\n"
      + (left > 0 ? "<p>\(left) more.</p>\n" : "")
  }

  private static func plan(_ report: AuditReport) -> String {
    let plan = RepairPlan(of: report)
    guard !plan.stores.isEmpty else { return "" }
    var options = TextOptions()
    options.width = 100
    return "<h2>Plan</h2>\n<pre>\(XML.text(PlanText(options: options).text(plan)))</pre>\n"
  }
}
