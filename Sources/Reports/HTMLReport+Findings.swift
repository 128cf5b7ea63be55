import LayerModel

/// The findings, each with its evidence, and how to find one among many.
extension HTMLReport {
  static func filters(_ findings: [Finding]) -> String {
    guard !findings.isEmpty else { return "<h2>Findings</h2>\n<p>None.</p>\n" }
    let severities = Severity.allCases.map { ($0.rawValue, "\($0.rawValue)s") }
    let states = [Finding.Status.known, .suppressed].map { ($0.rawValue, $0.rawValue) }
      .filter { state, _ in findings.contains { $0.status.rawValue == state } }
    let boxes = (severities + states).map { name, title in
      let count = findings.count { $0.severity.rawValue == name || $0.status.rawValue == name }
      return "<label><input type=\"checkbox\" name=\"\(name)\" checked> \(title) (\(count))</label>"
    }
    // The script shows the form, as without it nothing would filter.
    return """
      <h2>Findings</h2>
      <form id="filters" class="filters" hidden>\(boxes.joined(separator: "\n"))
      <input type="search" name="text" aria-label="Filter findings by text" placeholder="rule, image, path …">
      <output id="shown"></output></form>

      """
  }

  static func item(_ finding: Finding) -> String {
    let status = finding.isNew ? "" : " <span class=\"soft\">\(finding.status.rawValue)</span>"
    var facts: [(String, String?)] = [
      ("store", finding.store), ("subject", "\(finding.subject.kind) \(finding.subject.id)"),
      ("layer", finding.layer.map { "\($0)" }),
      ("path", finding.path.map { "\($0)" }), ("expected", finding.expected),
      ("actual", finding.actual), ("images", joined(finding.affects.images)),
      ("containers", joined(finding.affects.containers)),
      ("bytes", finding.bytes.map { "\($0.iec) (\($0.value) B)" }),
    ]
    let shown = Set(facts.filter { $0.1 != nil }.map(\.0))
    facts += finding.evidence.filter { !shown.contains($0.key) }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
    facts += [("why", finding.why), ("next", finding.fix), ("fingerprint", finding.fingerprint)]
    let known = facts.compactMap { name, text in text.map { (name, $0) } }.filter { !$1.isEmpty }
    return """
      <details class="finding" id=\(XML.quoted("f-" + finding.fingerprint)) \
      data-severity="\(finding.severity.rawValue)" data-status="\(finding.status.rawValue)">\
      <summary><span class="\(finding.severity.rawValue)">\(finding.severity.rawValue)</span> \
      <code>\(XML.text(finding.rule.text))</code>\(status) \(XML.text(finding.message))</summary>
      \(list(known))</details>

      """
  }

  private static func joined(_ names: [String]) -> String? {
    names.isEmpty ? nil : names.joined(separator: ", ")
  }
}
