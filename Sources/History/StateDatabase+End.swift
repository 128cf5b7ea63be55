internal import GRDB
package import LayerModel

/// Keeps what a run found.
extension StateDatabase {
  /// So many runs are kept: more than a year of nights.
  static let runLimit = 400
  /// What no run has seen for so long is forgotten, in seconds: 90 days.
  static let memory: Int64 = 90 * 86_400
  /// Of so many stores something is told, those last that were seen first.
  static let storeLimit = 10_000
  /// Of one store no more things are kept, so that no store can fill the disk.
  static let thingLimit = 200_000

  /// Keeps all of it, or nothing.
  package func end(_ report: AuditReport, as end: RunEnd) throws(StateProblem) {
    try write { database in
      try Self.insert(
        Beginning(runID: report.runID, startedAt: report.startedAt, level: report.level),
        in: database)
      try database.execute(
        sql: """
          UPDATE run SET ended = ?, verdict = ?, status = ?, is_complete = ?, bytes_read = ?,
            duration = ? WHERE id = ?
          """,
        arguments: [
          report.endedAt.seconds, end.verdict, end.status, report.isComplete,
          report.bytesRead.value, report.duration, report.runID,
        ])
      for store in report.stores {
        let id = try Self.id(of: store.record.location, in: database)
        try Self.insert(store, id, of: report, as: end, in: database)
        try Self.insertThings(
          of: store, id, now: report.startedAt.seconds,
          loud: end.loud[store.record.location.id] ?? [], in: database)
      }
      try Self.forget(now: report.startedAt.seconds, in: database)
    }
  }

  private static func id(of store: StoreLocation, in database: Database) throws -> Int64 {
    let key: StatementArguments = [
      store.kind.rawValue, store.driver, store.root.bytes.databaseBlob,
    ]
    try database.execute(
      sql: "INSERT OR IGNORE INTO store (kind, driver, root) VALUES (?, ?, ?)", arguments: key)
    let found = try Int64.fetchOne(
      database, sql: "SELECT id FROM store WHERE kind = ? AND driver = ? AND root = ?",
      arguments: key)
    guard let found else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
    return found
  }

  private static func insert(
    _ store: StoreReport, _ id: Int64, of report: AuditReport, as end: RunEnd,
    in database: Database
  ) throws {
    let findings = report.findings.filter {
      $0.store == store.record.location.id && $0.status != .suppressed
    }
    func layers(_ verification: Verification) -> Int {
      store.measurements.layers.values.count { $0.verification == verification }
    }
    try database.execute(
      sql: "INSERT OR REPLACE INTO store_run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        report.runID, id, end.storeVerdict(store), findings.count { $0.severity == .error },
        findings.count { $0.severity == .warning }, store.record.layers.count, layers(.verified),
        layers(.damaged), store.measurements.bytesRead.value,
      ])
    for (name, count) in end.sizes(store) {
      guard let count else { continue }
      try database.execute(
        sql: "INSERT OR REPLACE INTO store_size VALUES (?, ?, ?, ?)",
        arguments: [report.runID, id, name, count.value])
    }
  }

  private static func forget(now: Int64, in database: Database) throws {
    try database.execute(
      sql: """
        DELETE FROM run WHERE ended IS NOT NULL AND id NOT IN
          (SELECT id FROM run ORDER BY started DESC, id LIMIT \(runLimit));
        DELETE FROM run WHERE ended IS NULL AND started < ?;
        DELETE FROM thing WHERE last_seen < ?;
        DELETE FROM store WHERE id NOT IN (SELECT store FROM store_run)
          AND id NOT IN (SELECT store FROM thing);
        """, arguments: [now - memory, now - memory])
  }
}
