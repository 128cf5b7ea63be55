internal import GRDB
package import LayerModel

/// The fact tables of one audit, in memory, that rules and people query.
package final class FactTables: Sendable {
  package let database: FactDatabase
  private let rowLimit: Int

  /// Makes the empty tables; each gets no more than `rowLimit` rows, of which a million take up to a
  /// gigabyte.
  package init(rowLimit: Int = defaultRowLimit) throws {
    database = try FactDatabase()
    self.rowLimit = rowLimit
  }

  package static let defaultRowLimit = 1_000_000

  init(database: FactDatabase) {
    self.database = database
    rowLimit = Self.defaultRowLimit
  }

  /// Adds everything that is known of one store.
  ///
  /// `now` is in seconds since the epoch.
  ///
  /// - Returns: which tables had no room for all of it; they say so, too.
  @discardableResult
  package func insert(
    _ record: StoreRecord, _ measurements: StoreMeasurements, level: AuditLevel, now: Int64
  ) throws -> [AttributedProblem] {
    var rows = StoreRows(record: record, measurements: measurements, level: level, now: now)
    for (table, tableRows) in rows.things
    where try !database.insert(tableRows, into: table, upTo: rowLimit) {
      let things = "rows for the table \(table.name)"
      rows.leftOut.append(
        AttributedProblem(.tooMany(BytePath([]), limit: rowLimit, things: things)))
    }
    if try !database.insert(rows.problems(rows.known), into: FactSchema.problem, upTo: rowLimit) {
      let things = "things that cannot be read"
      rows.leftOut.append(
        AttributedProblem(.tooMany(BytePath([]), limit: rowLimit, things: things)))
    }
    // These must not be left out, too.
    try database.insert(rows.problems(rows.leftOut), into: FactSchema.problem)
    try database.insert([rows.store], into: FactSchema.store)
    return rows.leftOut
  }

  /// Adds how the stores' images differ in size from a base.
  package func insert(_ comparison: SizeComparison) throws {
    for (table, rows) in ChangeRows(comparison: comparison).all {
      try database.insert(rows, into: table)
    }
  }

  /// Adds the runs that never ended, which are told of one store.
  ///
  /// `now` is in seconds since the epoch.
  package func insert(_ history: RunHistory, of store: StoreLocation, now: Int64) throws {
    let rows = history.unended.map { run in
      FactRow([
        "store_id": .text(store.id), "run_id": .text(run.runID),
        "started_at": .text(run.startedAt.text),
        "age_seconds": .integer(max(0, now.subtractingReportingOverflow(run.startedAt.seconds).0)),
      ])
    }
    try database.insert(rows, into: FactSchema.unendedRun)
  }

  /// Rows of any statement that only reads.
  package func query(_ sql: String) throws(FactQueryError) -> FactQueryResult {
    try database.query(sql)
  }
}
