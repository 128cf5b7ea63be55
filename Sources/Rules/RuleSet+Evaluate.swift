package import Facts
package import LayerModel

extension RuleSet {
  /// Runs every rule that the level allows over the tables.
  ///
  /// Gives sorted findings, suppressed ones marked. `day` is today as `YYYY-MM-DD`.
  package func evaluate(
    _ tables: FactTables, level: AuditLevel, hasBaseline: Bool, day: String
  ) throws(FactQueryError) -> [Finding] {
    let uses = try LayerUses(tables)
    var findings: [Finding] = []
    let active = rules.filter { $0.applies(at: level, hasBaseline: hasBaseline) }
    for rule in active { findings += try self.findings(of: rule, in: tables, uses: uses) }
    let review = SuppressionReview(rules: self, active: active, day: day)
    review.mark(&findings)
    let store = try tables.query("SELECT min(store_id) FROM store").rows.first?.first
    findings += try review.findings(on: findings, store: store ?? .null)
    findings.sort()
    Fingerprint.number(&findings)
    return findings
  }

  /// The findings of one rule, each by the last of the profile's variants that fits its images.
  private func findings(
    of rule: Rule, in tables: FactTables, uses: LayerUses
  ) throws(FactQueryError) -> [Finding] {
    var kept: [Finding] = []
    let changed = variants.filter { $0.rules[rule.id] != nil }
    for index in -1..<changed.count {
      let variant = index < 0 ? rule : changed[index].rules[rule.id] ?? rule
      guard let severity = variant.severity else { continue }
      for row in try variant.rows(in: tables) {
        let finding = variant.finding(row, severity: severity, uses: uses)
        let last = changed.lastIndex { finding.hitsOnly($0.patterns) } ?? -1
        if last == index { kept.append(finding) }
      }
    }
    return kept
  }
}

extension Rule {
  /// More findings of one rule help nobody and would fill the memory.
  static let rowLimit = 100_000

  /// The rows that meet the rule's condition.
  func rows(in tables: FactTables) throws(FactQueryError) -> [FactRow] {
    do {
      return try tables.database.query(
        statement, parameters: parameters.mapValues(\.value), rows: Self.rowLimit
      ).records
    } catch {
      throw FactQueryError(message: "rule \(id): \(error.message)", rule: id.text)
    }
  }

  /// One row as a finding; `uses` is `nil` for rows that concern no store.
  func finding(_ row: FactRow, severity: Severity, uses: LayerUses?) -> Finding {
    let path = row[pathColumn].path
    let id = subjectID(row)
    func text(_ template: RuleTemplate?) -> String? {
      template?.rendered(row, parameters: parameters)
    }
    return Finding(
      rule: self.id, severity: severity, status: .new,
      fingerprint: Fingerprint.text(
        rule: self.id, kind: subject, id: stableID(row) ?? id, path: path),
      store: row["store_id"].text ?? "", subject: .init(kind: subject, id: id),
      layer: row["layer_id"].path.map { LayerID($0) }, path: path, expected: text(expected),
      actual: text(actual), message: message.rendered(row, parameters: parameters), why: why,
      fix: fix.rendered(row, parameters: parameters), affects: uses?.affected(by: row) ?? .init(),
      bytes: bytesColumn.flatMap { row[$0].integer }.map { ByteCount($0) },
      evidence: Dictionary(
        evidence.compactMap { name in row[name].text.map { (name, $0) } },
        uniquingKeysWith: { first, _ in first }),
      repair: repair)
  }

  private func subjectID(_ row: FactRow) -> String {
    let key = FactSchema.table(subject)?.key ?? []
    return key.compactMap { row[$0].text }.joined(separator: " ")
  }

  /// The subject without what differs from host to host; `nil` when its id has none of that.
  private func stableID(_ row: FactRow) -> String? {
    guard subject == FactSchema.store.name else { return nil }
    return [row["kind"].text, row["driver"].text].compactMap { $0 }.joined(separator: "/")
  }
}
