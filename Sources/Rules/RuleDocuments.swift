internal import Facts
internal import LayerModel

/// The documents that are generated from the rules and the tables; tests hold them equal.
package enum RuleDocuments {
  /// `rules/FACTS.md`.
  package static var facts: String {
    var text = """
      # Fact tables

      Generated from the schema; do not edit. A rule's `when` is a SQL expression over one of these
      tables, and `layeraudit query` runs any SELECT over them. Byte counts are integers, ages are
      seconds, flags are 0 or 1, and what was not measured is null.

      """
    for table in FactSchema.tables {
      text += "\n## \(table.name)\n\n\(table.summary)\n\n"
      text += "| column | type | from level | meaning |\n| --- | --- | --- | --- |\n"
      for column in table.columns {
        let key = table.key.contains(column.name) ? " (names the row)" : ""
        text +=
          "| `\(column.name)` | \(column.type.rawValue.lowercased()) | \(column.level.rawValue) "
          + "| \(column.meaning)\(key) |\n"
      }
    }
    return text
  }

  /// `rules/CATALOGUE.md`.
  package static func catalogue(_ rules: RuleSet) -> String {
    var text = """
      # Rules

      Generated from the rule files; do not edit. `layeraudit rules explain ID` shows one with the
      values in force.

      | rule | severity | needs | what it says |
      | --- | --- | --- | --- |

      """
    for rule in rules.rules {
      text +=
        "| [\(rule.id)](\(rule.file)) | \(rule.severity?.rawValue ?? "off") | \(rule.need.rawValue) "
        + "| \(rule.title) |\n"
    }
    return text
  }
}
