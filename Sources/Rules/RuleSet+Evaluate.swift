package import Facts
package import LayerModel

extension RuleSet {
  /// Runs every rule that the level allows over the tables; sorted findings, suppressed ones
  /// marked. `day` is today as `YYYY-MM-DD`.
  package func evaluate(
    _ tables: FactTables, level: AuditLevel, hasBaseline: Bool, day: String
  ) throws(FactQueryError) -> [Finding] {
    let uses = try LayerUses(tables)
    let roots = try tables.query("SELECT * FROM store").records
    var findings: [Finding] = []
    for rule in rules where rule.applies(at: level, hasBaseline: hasBaseline) {
      guard let severity = rule.severity else { continue }
      for row in try rule.rows(in: tables) {
        findings.append(rule.finding(row, severity: severity, uses: uses))
      }
    }
    findings = suppressed(findings, day: day)
    findings += suppressionFindings(findings, day: day, store: roots.first?["store_id"].text ?? "")
    findings.sort()
    Fingerprint.number(&findings)
    return findings
  }

  private func suppressed(_ findings: [Finding], day: String) -> [Finding] {
    let active = suppressions.filter { !$0.isExpired(on: day) }
    return findings.map { finding in
      guard active.contains(where: { $0.matches(finding) }),
        rule(finding.rule)?.isSuppressible ?? true
      else { return finding }
      var suppressed = finding
      suppressed.status = .suppressed
      return suppressed
    }
  }

  /// Notes on suppressions that ran out, match nothing, or would hide damage.
  private func suppressionFindings(
    _ findings: [Finding], day: String, store: String
  ) -> [Finding] {
    suppressions.compactMap { suppression in
      let matched = findings.contains { suppression.matches($0) }
      let place = "\(suppression.file):\(suppression.line)"
      let defect: (RuleID, String, String)
      if suppression.isExpired(on: day) {
        defect = (
          "suppression-expired", "ran out on \(suppression.expires ?? "")",
          "Fix the cause, or renew it with a reason."
        )
      } else if !matched {
        defect = ("suppression-unused", "matches no finding", "Remove it.")
      } else if !(rule(suppression.rule)?.isSuppressible ?? true) {
        defect = (
          "suppression-refused", "would hide damaged content",
          "Damage cannot be suppressed: repair the layer, then remove it."
        )
      } else {
        return nil
      }
      return Finding(
        rule: defect.0, severity: .note, status: .new,
        fingerprint: Fingerprint.text(
          rule: defect.0, kind: "suppression", id: suppression.rule.text, path: BytePath(place)),
        store: store, subject: .init(kind: "suppression", id: suppression.rule.text), layer: nil,
        path: nil, expected: nil, actual: nil,
        message:
          "the suppression of \(suppression.rule) at \(EscapedText.terminal(place)) \(defect.1)",
        why: "A suppression hides what it names; it must stay true to be safe.", fix: defect.2,
        affects: .init(), bytes: nil, evidence: [:])
    }
  }
}

extension Rule {
  /// The rows that meet the rule's condition.
  func rows(in tables: FactTables) throws(FactQueryError) -> [FactRow] {
    do {
      return try tables.database.query(
        statement, parameters: parameters.mapValues(\.value)
      ).records
    } catch {
      throw FactQueryError(message: "rule \(id): \(error.message)")
    }
  }

  func finding(_ row: FactRow, severity: Severity, uses: LayerUses) -> Finding {
    let key = FactSchema.table(subject)?.key ?? []
    let id = key.compactMap { row[$0].text }.joined(separator: " ")
    let path = row[pathColumn].text.map { BytePath($0) }
    func text(_ template: RuleTemplate?) -> String? {
      template?.rendered(row, parameters: parameters)
    }
    return Finding(
      rule: self.id, severity: severity, status: .new,
      fingerprint: Fingerprint.text(rule: self.id, kind: subject, id: id, path: path),
      store: row["store_id"].text ?? "", subject: .init(kind: subject, id: id),
      layer: row["layer_id"].text.map { LayerID($0) }, path: path, expected: text(expected),
      actual: text(actual), message: message.rendered(row, parameters: parameters), why: why,
      fix: fix.rendered(row, parameters: parameters), affects: uses.affected(by: row),
      bytes: bytesColumn.flatMap { row[$0].integer }.map { ByteCount($0) },
      evidence: Dictionary(
        uniqueKeysWithValues: evidence.compactMap { name in row[name].text.map { (name, $0) } }))
  }
}
