internal import ArgumentParser
internal import Audit
internal import LayerModel
internal import Reports

/// `layeraudit query SQL`: the fact tables for people with questions of their own.
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Run a SELECT over the fact tables; rules/FACTS.md has them.",
    discussion: """
      For example: layeraudit query "SELECT short_id, recorded_bytes FROM layer ORDER BY 2 DESC"
      """)
  @Argument(help: "One SELECT statement.") var sql: String
  @OptionGroup var stores: StoreOptions
  @Option(help: "How deep to look first: metadata, sizes or content.") var level = AuditLevel.sizes
  @Flag(help: "JSON instead of text.") var json = false

  func run() throws {
    let stores = try stores.measuredStores(level: level)
    let facts = try facts(of: stores)
    let result = try answer(facts)
    try Console.write(
      json
        ? QueryTable.json(result.columns, result.rows)
        : Array(QueryTable.text(result.columns, result.rows).utf8))
    try Incompleteness(of: facts.stores).end()
  }

  private func facts(of stores: [StoreReport]) throws(CommandFailure) -> AuditFacts {
    do {
      return try AuditFacts(of: stores, level: level, now: Clock.now().seconds)
    } catch {
      throw CommandFailure(error)
    }
  }

  private func answer(
    _ facts: AuditFacts
  ) throws(CommandFailure) -> (columns: [String], rows: [[FactValue]]) {
    do {
      return try facts.query(sql)
    } catch {
      throw CommandFailure(status: .usage, message: error.message)
    }
  }
}
