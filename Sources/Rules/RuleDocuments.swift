internal import Facts
internal import LayerModel

/// The documents that are generated from the rules and the tables; tests hold them equal.
package enum RuleDocuments {
  /// `rules/FACTS.md`.
  package static var facts: String {
    var text = """
      # Fact tables

      Generated from the schema; do not edit. A rule's `when` is a SQL expression over one of these
      tables, and `layeraudit query` runs any SELECT over them. What was not measured is null; ids
      and paths that are not UTF-8 are BLOBs of their exact bytes. *Names the row* marks the columns
      that name a finding's subject.

      """
    for table in FactSchema.tables {
      text += "\n## \(table.name)\n\n\(table.summary)\n\n"
      text += "| column | type | unit | from level | meaning | source |\n"
      text += "| --- | --- | --- | --- | --- | --- |\n"
      for column in table.columns { text += line(column, of: table) }
    }
    return text
  }

  private static func line(_ column: FactColumn, of table: FactTable) -> String {
    let key = table.key.contains(column.name) ? " *Names the row.*" : ""
    let cells = [
      "`\(column.name)`", column.type.rawValue.lowercased(), column.unit ?? "",
      column.level.rawValue, column.meaning + key, column.source,
    ]
    return "| " + cells.joined(separator: " | ") + " |\n"
  }

  /// `rules/CATALOGUE.md`.
  package static func catalogue(_ rules: RuleSet) -> String {
    var text = """
      # Rules

      Generated from the rule files; do not edit. `layeraudit rules explain ID` shows one with the
      values in force.

      | rule | severity | subject | needs | title |
      | --- | --- | --- | --- | --- |

      """
    for rule in rules.rules {
      let cells = [
        "[\(rule.id)](#\(rule.id))", rule.severity?.rawValue ?? "off", rule.subject,
        rule.need.rawValue, rule.title,
      ]
      text += "| " + cells.joined(separator: " | ") + " |\n"
    }
    for rule in rules.rules { text += section(rule) }
    return text
  }

  private static func section(_ rule: Rule) -> String {
    var text = "\n## \(rule.id)\n\n\(rule.title) ([\(rule.file)](\(rule.file))).\n\n"
    text += "\(rule.why)\n\n**What to do.** \(rule.fix.source)\n"
    if !rule.stores.isEmpty {
      text += "\nFor \(rule.stores.joined(separator: ", ")) only.\n"
    }
    if rule.hitsStore { text += "\nHits every image and container of its store.\n" }
    if !rule.isSuppressible { text += "\nCannot be suppressed.\n" }
    for (name, value) in rule.parameters.sorted(by: { $0.key < $1.key }) {
      text += "\nParameter `\(name)`: \(value.kind.rawValue), \(value.text) by default.\n"
    }
    return text
  }
}
