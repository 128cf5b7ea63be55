package import Facts
package import LayerModel

/// What the rules made of the tables.
package struct Judgement: Hashable, Sendable {
  /// Sorted, suppressed ones marked.
  package var findings: [Finding] = []
  /// Whether that is every finding, none left out because there were too many.
  package var isWhole = true
}

extension RuleSet {
  /// Runs every rule that the level allows over the tables; `day` is today as `YYYY-MM-DD`.
  ///
  /// Of one rule the first `limit` findings are kept.
  package func evaluate(
    _ tables: FactTables, level: AuditLevel, hasBaseline: Bool, day: String,
    limit: Int = Rule.rowLimit
  ) throws(FactQueryError) -> Judgement {
    let uses = try LayerUses(tables)
    let roots = try Self.roots(of: tables)
    var findings: [Finding] = []
    var parts = SharedParts()
    var cuts: [FactRow] = []
    let active = rules.filter { $0.applies(at: level, hasBaseline: hasBaseline) }
    for rule in active {
      do throws(FactQueryError) {
        let (kept, found) = try self.findings(
          of: rule, in: tables, uses: uses, roots: roots, limit: limit, sharing: &parts)
        findings += kept
        if found > limit { cuts.append(Self.cut(of: rule, kept: limit, found: found)) }
      } catch {
        // What a store holds may take a rule too long; the other rules judge it all the same.
        guard error.isTooLong else { throw error }
        cuts.append(FactRow(["rule": .text(rule.id.text), "kept": .integer(0)]))
      }
    }
    let review = SuppressionReview(rules: self, active: active, day: day)
    review.mark(&findings)
    let store = try tables.query("SELECT min(store_id) FROM store").rows.first?.first
    findings += try review.findings(on: findings, store: store ?? .null)
    findings += try Self.findings(
      of: active, on: cuts, in: FactSchema.ruleCut, store: store ?? .null)
    findings.sort()
    Fingerprint.number(&findings)
    return Judgement(findings: findings, isWhole: cuts.isEmpty)
  }

  /// The absolute path of every store, by its id.
  private static func roots(
    of tables: FactTables
  ) throws(FactQueryError) -> [String: FactValue] {
    let rows = try tables.query("SELECT store_id, root FROM store").records
    return Dictionary(
      rows.compactMap { row in row["store_id"].text.map { ($0, row["root"]) } },
      uniquingKeysWith: { first, _ in first })
  }

  private static func cut(of rule: Rule, kept: Int, found: Int) -> FactRow {
    FactRow([
      "rule": .text(rule.id.text), "kept": .integer(Int64(kept)),
      "found": .integer(Int64(found)), "is_counted": .integer(found < Rule.countLimit ? 1 : 0),
    ])
  }

  /// What rules say of rows that are known only after the others have run.
  static func findings(
    of active: [Rule], on rows: [FactRow], in table: FactTable, store: FactValue
  ) throws(FactQueryError) -> [Finding] {
    guard !rows.isEmpty else { return [] }
    let tables: FactTables
    do {
      tables = try FactTables()
      try tables.database.insert(
        rows.map { row in
          var row = row
          row.values["store_id"] = store
          return row
        }, into: table)
    } catch {
      throw FactQueryError(message: "\(error)")
    }
    var found: [Finding] = []
    for rule in active where rule.subject == table.name {
      guard let severity = rule.severity else { continue }
      try rule.rows(in: tables) { found.append(rule.finding($0, severity: severity, uses: nil)) }
    }
    return found
  }

  /// The findings of one rule, each by the last of the profile's variants that fits its images, and how
  /// many rows any variant gave.
  private func findings(
    of rule: Rule, in tables: FactTables, uses: LayerUses, roots: [String: FactValue], limit: Int,
    sharing parts: inout SharedParts
  ) throws(FactQueryError) -> (kept: [Finding], found: Int) {
    var kept: [Finding] = []
    var found = 0
    let changed = variants.filter { $0.rules[rule.id] != nil }
    for index in -1..<changed.count {
      let variant = index < 0 ? rule : changed[index].rules[rule.id] ?? rule
      guard let severity = variant.severity else { continue }
      let count = try variant.rows(in: tables, limit: limit) { row in
        var row = row
        row.values["root"] = row["store_id"].text.flatMap { roots[$0] } ?? .null
        var finding = variant.finding(row, severity: severity, uses: uses)
        parts.share(&finding)
        let last = changed.lastIndex { finding.hitsOnly($0.patterns) } ?? -1
        if last == index { kept.append(finding) }
      }
      found = max(found, count)
    }
    return (kept, found)
  }
}

extension Rule {
  /// More findings of one rule help nobody and would fill the memory.
  package static let rowLimit = 100_000

  /// How many of them are counted.
  static let countLimit = 1_000_000

  /// Hands over the first rows that meet the rule's condition, and gives how many do.
  @discardableResult
  func rows(
    in tables: FactTables, limit: Int = rowLimit, _ body: (FactRow) -> Void
  ) throws(FactQueryError) -> Int {
    do {
      return try tables.database.each(
        of: statement, parameters: parameters.mapValues(\.value), upTo: limit,
        counting: Self.countLimit, body)
    } catch {
      throw FactQueryError(
        message: "rule \(id): \(error.message)", rule: id.text, isTooLong: error.isTooLong)
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
      fix: fix.rendered(row, parameters: parameters),
      affects: uses?.affected(by: row, inAll: hitsStore) ?? .init(),
      bytes: bytesColumn.flatMap { row[$0].integer }.map { ByteCount($0) },
      evidence: Dictionary(
        evidence.compactMap { name in row[name].text.map { (name, $0) } },
        uniquingKeysWith: { first, _ in first }),
      repair: repairColumn.flatMap { row[$0].text }.flatMap(Repair.init) ?? repair)
  }

  private func subjectID(_ row: FactRow) -> String {
    let key = FactSchema.table(subject)?.key ?? []
    return key.compactMap { row[$0].text }.joined(separator: " ")
  }

  /// The subject without what differs from host to host, and with whose it is when many can be told
  /// of in one place; `nil` when its id is all of that already.
  private func stableID(_ row: FactRow) -> String? {
    switch subject {
    case FactSchema.store.name:
      [row["kind"].text, row["driver"].text].compactMap { $0 }.joined(separator: "/")
    case FactSchema.oddity.name:
      (row["layer_id"].text ?? row["image_id"].text ?? row["container_id"].text).map {
        "\(subjectID(row)) \($0)"
      }
    default: nil
    }
  }
}
