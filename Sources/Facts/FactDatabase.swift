internal import Dispatch
internal import GRDB
package import LayerModel

/// The SQLite database in memory behind the fact tables.
package final class FactDatabase: Sendable {
  private let queue: DatabaseQueue

  package init() throws {
    var configuration = Configuration()
    configuration.prepareDatabase { database in
      for function in FactFunctions.all { database.add(function: function) }
    }
    queue = try DatabaseQueue(configuration: configuration)
    try queue.write { database in
      for table in FactSchema.tables { try database.execute(sql: table.createStatement) }
    }
  }

  /// Inserts rows; a column that a row does not name is null.
  package func insert(_ rows: [FactRow], into table: FactTable) throws {
    try queue.write { database in
      let statement = try database.makeStatement(sql: table.insertStatement)
      for row in rows {
        try statement.execute(
          arguments: StatementArguments(table.columns.map { row[$0.name].databaseValue }))
      }
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

  /// Runs one statement that only reads, for at most a minute.
  package func query(
    _ sql: String, parameters: [String: FactValue] = [:]
  ) throws(FactQueryError) -> FactQueryResult {
    let limit = DispatchWorkItem { [queue] in queue.interrupt() }
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.timeLimit, execute: limit)
    defer { limit.cancel() }
    return try run { database in
      let statement = try Self.statement(sql, parameters: parameters, in: database)
      let columns = statement.columnNames
      let rows = try Row.fetchAll(statement).map { row in
        Array(row.databaseValues).map(FactValue.init)
      }
      return FactQueryResult(columns: columns, rows: rows)
    }
  }

  private static let timeLimit = DispatchTimeInterval.seconds(60)

  private func run<Result>(
    _ body: (Database) throws -> Result
  ) throws(FactQueryError) -> Result {
    do {
      return try queue.read(body)
    } catch let error as FactQueryError {
      throw error
    } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
      throw FactQueryError(message: "took longer than a minute and was stopped")
    } catch let error as DatabaseError {
      throw FactQueryError(message: error.message ?? "SQLite error \(error.resultCode.rawValue)")
    } catch {
      throw FactQueryError(message: "\(error)")
    }
  }

  /// Only a single statement that begins as a query and that SQLite knows to change nothing: no
  /// ATTACH, no PRAGMA, no write, whoever wrote the rule.
  private static func statement(
    _ sql: String, parameters: [String: FactValue], in database: Database
  ) throws -> Statement {
    let verb = sql.drop { $0.isWhitespace || $0 == "(" }.prefix { $0.isLetter }.uppercased()
    guard ["SELECT", "WITH", "VALUES"].contains(verb) else {
      throw FactQueryError(message: "only SELECT, WITH and VALUES are allowed")
    }
    let statement = try database.makeStatement(sql: sql)
    guard statement.isReadonly else { throw FactQueryError(message: "only reading is allowed") }
    try statement.setArguments(
      StatementArguments(
        parameters.mapValues { $0.databaseValue as (any DatabaseValueConvertible)? }))
    return statement
  }
}

/// Why a statement was refused or failed.
package struct FactQueryError: Error, Hashable, Sendable {
  package let message: String

  package init(message: String) { self.message = message }
}

package struct FactQueryResult: Hashable, Sendable {
  package let columns: [String]
  package let rows: [[FactValue]]

  /// The rows by column name.
  package var records: [FactRow] {
    rows.map { FactRow(Dictionary(zip(columns, $0), uniquingKeysWith: { first, _ in first })) }
  }
}

/// One row, by column name; a column that is not there is null.
package struct FactRow: Hashable, Sendable {
  package var values: [String: FactValue]

  package init(_ values: [String: FactValue] = [:]) { self.values = values }

  package subscript(_ column: String) -> FactValue { values[column] ?? .null }
}

extension FactValue {
  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let bytes): self = .text(Digest(bytes: Array(bytes))?.description ?? "")
    }
  }

  var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .real(let number): number.databaseValue
    case .text(let text): text.databaseValue
    }
  }
}
