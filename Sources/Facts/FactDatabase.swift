internal import GRDB
package import LayerModel
internal import SQLiteLimits

/// The SQLite database in memory behind the fact tables.
package final class FactDatabase: Sendable {
  private let queue: DatabaseQueue
  private let stepLimit: Int
  private let rowLimit: Int

  /// Makes the empty tables.
  ///
  /// `stepLimit` is in instructions of SQLite's machine, a billion of
  /// which take about ten seconds; `rowLimit` bounds the rows of one answer.
  package init(stepLimit: Int = 1_000_000_000, rowLimit: Int = FactTables.defaultRowLimit) throws {
    self.stepLimit = stepLimit
    self.rowLimit = rowLimit
    var configuration = Configuration()
    configuration.prepareDatabase { database in
      // A sort that outgrows its buffer must not write to the disk that we audit.
      try database.execute(sql: "PRAGMA temp_store = MEMORY")
      // Makes the virtual table, which no statement may do once the guard stands.
      try database.execute(sql: "SELECT 1 FROM json_each('[]')")
      for function in FactFunctions.all { database.add(function: function) }
    }
    queue = try DatabaseQueue(configuration: configuration)
    try queue.write { database in
      for table in FactSchema.tables {
        for statement in [table.createStatement] + table.indexStatements {
          try database.execute(sql: statement)
        }
      }
    }
  }

  /// Inserts rows; a column that a row does not name is null.
  ///
  /// The table gets no more than `limit` rows in all.
  ///
  /// - Returns: whether there was room for every row.
  @discardableResult
  package func insert(
    _ rows: some Sequence<FactRow>, into table: FactTable, upTo limit: Int = .max
  ) throws -> Bool {
    try queue.write { database in
      let statement = try database.makeStatement(sql: table.insertStatement)
      // Nothing is ever deleted.
      var count = try Int.fetchOne(database, sql: "SELECT max(rowid) FROM \"\(table.name)\"") ?? 0
      for row in rows {
        guard count < limit else { return false }
        count += 1
        try statement.execute(
          arguments: StatementArguments(table.columns.map { row[$0.name].databaseValue }))
      }
      return true
    }
  }

  /// Checks that a statement can run, without running it; gives its columns.
  package func prepare(
    _ sql: String, parameters: [String: FactValue] = [:]
  ) throws(FactQueryError) -> [String] {
    try run { database in
      try Self.statement(sql, parameters: parameters, in: database).columnNames
    }
  }

  /// Runs one statement that only reads.
  ///
  /// `rows` bounds the answer; the database's own limit if left out.
  ///
  /// - Throws: what is wrong with it, or which limit it reached.
  package func query(
    _ sql: String, parameters: [String: FactValue] = [:], rows limit: Int? = nil
  ) throws(FactQueryError) -> FactQueryResult {
    let rowLimit = min(limit ?? rowLimit, rowLimit)
    return try run { database in
      let statement = try Self.statement(sql, parameters: parameters, in: database)
      var result = FactQueryResult(columns: statement.columnNames, rows: [])
      let cursor = try Row.fetchCursor(statement)
      while let row = try cursor.next() {
        guard result.rows.count < rowLimit else {
          throw FactQueryError(message: "gives more than \(rowLimit) rows")
        }
        result.rows.append(Array(row.databaseValues).map(FactValue.init))
      }
      return result
    }
  }

  /// Runs one statement that only reads, hands over its first rows one by one and counts all of them.
  ///
  /// No more than `most` are counted.
  ///
  /// - Returns: how many there are.
  /// - Throws: what is wrong with it, or that it took too many steps.
  @discardableResult
  package func each(
    of sql: String, parameters: [String: FactValue] = [:], upTo limit: Int = .max,
    counting most: Int = .max, _ body: (FactRow) -> Void
  ) throws(FactQueryError) -> Int {
    try run { database in
      let statement = try Self.statement(sql, parameters: parameters, in: database)
      let columns = statement.columnNames
      let cursor = try Row.fetchCursor(statement)
      var count = 0
      while count < most, let row = try cursor.next() {
        count += 1
        guard count <= limit else { continue }
        let values = zip(columns, row.databaseValues).map { ($0, FactValue($1)) }
        body(FactRow(Dictionary(values, uniquingKeysWith: { first, _ in first })))
      }
      return count
    }
  }

  private func run<Result>(_ body: (Database) throws -> Result) throws(FactQueryError) -> Result {
    do {
      return try queue.read { database in
        try StatementGuard.reading(database, steps: stepLimit) { try body(database) }
      }
    } catch let error as FactQueryError {
      throw error
    } catch let error as DatabaseError {
      throw FactQueryError(error, stepLimit: stepLimit)
    } catch {
      throw FactQueryError(message: "\(error)")
    }
  }

  private static func statement(
    _ sql: String, parameters: [String: FactValue], in database: Database
  ) throws -> Statement {
    let statement = try database.makeStatement(sql: sql)
    guard statement.isReadonly else { throw FactQueryError(message: "only reading is allowed") }
    try statement.setArguments(
      StatementArguments(
        parameters.mapValues { $0.databaseValue as (any DatabaseValueConvertible)? }))
    return statement
  }
}

/// Why a statement was refused or failed.
package struct FactQueryError: Error, Hashable, Sendable, CustomStringConvertible {
  package let message: String
  /// The rule whose statement it is; `nil` for a statement of ours or of a person.
  package let rule: String?
  /// Whether it was stopped for taking too long, and nothing else is wrong with it.
  package let isTooLong: Bool

  package init(message: String, rule: String? = nil, isTooLong: Bool = false) {
    self.message = message
    self.rule = rule
    self.isTooLong = isTooLong
  }

  package var description: String { message }

  init(_ error: DatabaseError, stepLimit: Int) {
    let text = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    rule = nil
    isTooLong = error.resultCode == .SQLITE_INTERRUPT
    switch error.resultCode {
    case .SQLITE_INTERRUPT:
      message = "took more than \(stepLimit) steps and was stopped: join on ids, or narrow it"
    case .SQLITE_AUTH:
      message = "\(text): only SELECT over the fact tables is allowed"
    // GRDB names functions of its own here, which mean nothing to who wrote the statement.
    case .SQLITE_MISUSE where text.hasPrefix("Multiple statements"): message = "one statement only"
    default: message = text
    }
  }
}

package struct FactQueryResult: Hashable, Sendable {
  package let columns: [String]
  package fileprivate(set) var rows: [[FactValue]]

  /// The rows by column name.
  package var records: some Collection<FactRow> {
    rows.lazy.map { [columns] in
      FactRow(Dictionary(zip(columns, $0), uniquingKeysWith: { first, _ in first }))
    }
  }
}

/// One row, by column name; a column that is not there is null.
package struct FactRow: Hashable, Sendable {
  package var values: [String: FactValue]

  package init(_ values: [String: FactValue] = [:]) { self.values = values }

  package subscript(_ column: String) -> FactValue { values[column] ?? .null }
}
