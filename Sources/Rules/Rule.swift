package import Facts
package import LayerModel

/// One rule as its file says, checked.
package struct Rule: Hashable, Sendable {
  /// What must have been measured for the rule to mean anything.
  package enum Need: String, Hashable, Sendable, CaseIterable {
    case metadata, sizes, content, baseline
  }

  package enum Condition: Hashable, Sendable {
    /// A SQL expression over the subject's columns.
    case expression(String)
    /// A whole SELECT that returns the subject's columns.
    case query(String)
  }

  package struct Example: Hashable, Sendable {
    /// Rows by table.
    package var rows: [String: [FactRow]]
    package var fires: Bool
    package var line: Int
  }

  package var id: RuleID
  package var title: String
  /// `nil` when a profile turned the rule off.
  package var severity: Severity?
  package var subject: FactTable.Name
  package var need: Need
  /// The kinds of store that the rule speaks of; empty for all.
  package var stores: [String]
  package var condition: Condition
  package var parameters: [String: RuleParameter]
  package var message: RuleTemplate
  package var expected: RuleTemplate?
  package var actual: RuleTemplate?
  package var why: String
  package var fix: RuleTemplate
  /// What heals it, for `plan`; `nil` when only a person can tell, or ``repairColumn`` does.
  package var repair: Repair?
  /// The column that holds the repair, where it differs from row to row.
  package var repairColumn: String?
  package var pathColumn: String
  package var bytesColumn: String?
  package var evidence: [String]
  /// Whether every image and container of the store is hit, whatever the row names.
  package var hitsStore: Bool
  package var isSuppressible: Bool
  package var examples: [Example]
  /// The file, and who set the severity: shown by `rules explain`.
  package var file: String
  package var severityOrigin: String
  /// The line of `when` or `query`.
  package var conditionLine: Int

  /// Names that texts may use beside the columns: the absolute path of the store.
  static let givenNames: Set<String> = ["root"]

  package var needsLevel: AuditLevel {
    switch need {
    case .metadata: .metadata
    case .sizes: .sizes
    case .content, .baseline: .content
    }
  }

  /// The statement that gives a row for each finding.
  package var statement: String {
    switch condition {
    case .expression(let expression):
      "SELECT * FROM \"\(subject)\" WHERE (\(expression)\n)"
        + (stores.isEmpty ? "" : " AND " + isOfItsStores("\"\(subject)\""))
    case .query(let query):
      stores.isEmpty
        ? query : "SELECT * FROM (\(query)\n) AS found WHERE " + isOfItsStores("found")
    }
  }

  /// True for rows without a store, which examples have.
  private func isOfItsStores(_ table: String) -> String {
    let kinds = stores.map { "'\($0)'" }.joined(separator: ", ")
    return "NOT EXISTS (SELECT 1 FROM store AS owner WHERE owner.store_id = \(table).store_id"
      + " AND owner.kind NOT IN (\(kinds)))"
  }
}

extension FactTable {
  /// A table's name, as rules write it.
  package typealias Name = String
}
