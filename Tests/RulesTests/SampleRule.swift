import LayerModel

@testable import Facts
@testable import Rules

/// A small rule that works, to be changed line by line.
enum SampleRule {
  static let text = """
    id: sample
    title: A sample
    severity: error
    subject: layer
    needs: sizes
    when: abs(recorded_bytes - size_by_walk) > :tolerance
    params: {tolerance: 0B}
    message: "layer {short_id} records {recorded_bytes:bytes}, not {size_by_walk:bytes}"
    expected: "{recorded_bytes}"
    actual: "{size_by_walk}"
    bytes: size_by_walk
    evidence: [driver]
    why: Because.
    fix: Mend it.
    examples:
      bad: [{recorded_bytes: 3, size_by_walk: 2}]
      good: [{recorded_bytes: 2, size_by_walk: 2}]

    """

  /// The sample with one line replaced.
  static func changing(_ old: String, to new: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return lines.map { $0.hasPrefix(old) ? new : $0 }.joined(separator: "\n")
  }

  static func rules(
    _ text: String = text, settings: [String] = [], profile: String = "title: x",
    suppressions: String? = nil
  ) throws(RuleFileError) -> RuleSet {
    try RuleSet(
      extra: [("mine/sample.yml", text)], profile: Profile(("profiles/test.yml", profile)),
      named: "test", settings: settings, suppressions: suppressions.map { ("s.yml", $0) })
  }

  static func tables(_ rows: [String: [[String: FactValue]]]) throws -> FactTables {
    let tables = try FactTables()
    for (name, rows) in rows {
      guard let table = FactSchema.table(name) else { continue }
      let full = rows.map { FactRow($0.merging(["store_id": .text("s")]) { old, _ in old }) }
      try tables.database.insert(full, into: table)
    }
    return tables
  }
}
