internal import GRDB
package import LayerModel

/// The fact tables of one audit, in memory, that rules and people query.
package final class FactTables: Sendable {
  package let database: FactDatabase

  package init() throws {
    database = try FactDatabase()
  }

  init(database: FactDatabase) { self.database = database }

  /// Adds everything that is known of one store.
  ///
  /// `now` is in seconds since the epoch.
  package func insert(
    _ record: StoreRecord, _ measurements: StoreMeasurements, level: AuditLevel, now: Int64
  ) throws {
    let rows = StoreRows(record: record, measurements: measurements, level: level, now: now)
    for (table, tableRows) in rows.all { try database.insert(tableRows, into: table) }
  }

  /// Adds how the stores' images differ in size from a base.
  package func insert(_ comparison: SizeComparison) throws {
    for (table, rows) in ChangeRows(comparison: comparison).all {
      try database.insert(rows, into: table)
    }
  }

  /// Rows of any statement that only reads.
  package func query(_ sql: String) throws(FactQueryError) -> FactQueryResult {
    try database.query(sql)
  }
}
