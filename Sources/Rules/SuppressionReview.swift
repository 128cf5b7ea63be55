internal import Facts
internal import LayerModel

/// Applies suppressions, and lets the rules over the `suppression` table say what is wrong with
/// them.
struct SuppressionReview {
  let rules: RuleSet
  /// The rules that ran.
  let active: [Rule]
  /// Today, `YYYY-MM-DD`.
  let day: String

  /// Marks what valid suppressions name; damaged content stays as it is.
  func mark(_ findings: inout [Finding]) {
    let valid = rules.suppressions.filter { !$0.isExpired(on: day) && isAllowed($0) }
    for index in findings.indices where valid.contains(where: { $0.matches(findings[index]) }) {
      findings[index].status = .suppressed
    }
  }

  /// Findings about the suppressions themselves.
  func findings(
    on findings: [Finding], store: FactValue
  ) throws(FactQueryError) -> [Finding] {
    let rows = rules.suppressions.map { row($0, findings: findings) }
    return try RuleSet.findings(
      of: active, on: rows, in: FactSchema.suppression, store: store)
  }

  private func row(
    _ suppression: Suppression, findings: [Finding]
  ) -> FactRow {
    let count = findings.count { suppression.matches($0) }
    let cells: [String: String?] = [
      "rule": suppression.rule.text, "state": state(suppression, matches: count),
      "scope": (suppression.paths + suppression.images).joined(separator: ", "),
      "reason": suppression.reason, "owner": suppression.owner, "expires": suppression.expires,
      "place": "\(suppression.file):\(suppression.line)",
    ]
    var row = FactRow(cells.compactMapValues { $0.map(FactValue.text) })
    row.values["findings"] = .integer(Int64(count))
    return row
  }

  private func state(_ suppression: Suppression, matches: Int) -> String {
    if !isAllowed(suppression) { return "refused" }
    if suppression.isExpired(on: day) { return "expired" }
    // A rule that did not run at this level would have matched perhaps.
    let ran = active.contains { $0.id == suppression.rule && $0.severity != nil }
    return matches == 0 && ran ? "unused" : "active"
  }

  private func isAllowed(_ suppression: Suppression) -> Bool {
    rules.rule(suppression.rule)?.isSuppressible ?? true
  }
}
