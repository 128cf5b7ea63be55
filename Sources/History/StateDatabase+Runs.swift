internal import FileAccess
internal import GRDB
package import LayerModel

/// A run from its beginning to its end.
extension StateDatabase {
  /// What is known of a run when it begins.
  package struct Beginning: Hashable, Sendable {
    package var runID: String
    package var startedAt: Timestamp
    package var level: AuditLevel

    package init(runID: String, startedAt: Timestamp, level: AuditLevel) {
      (self.runID, self.startedAt, self.level) = (runID, startedAt, level)
    }
  }

  /// Notes that a run begins.
  ///
  /// - Returns: the runs that never ended and that nobody was told of yet, oldest first.
  package func begin(
    _ beginning: Beginning
  ) throws(StateProblem) -> [RunHistory.Unended] {
    try write { database in
      let unended = try Self.unended(in: database)
      for run in unended {
        try database.execute(sql: "UPDATE run SET told = 1 WHERE id = ?", arguments: [run.runID])
      }
      try Self.insert(beginning, in: database)
      return unended
    }
  }

  static func insert(_ beginning: Beginning, in database: Database) throws {
    try database.execute(
      sql: "INSERT OR IGNORE INTO run (id, process, started, level) VALUES (?, ?, ?, ?)",
      arguments: [
        beginning.runID, ProcessIdentity.current(), beginning.startedAt.seconds,
        beginning.level.rawValue,
      ])
  }

  /// Those that neither ended nor still run.
  private static func unended(in database: Database) throws -> [RunHistory.Unended] {
    let rows = try Row.fetchAll(
      database,
      sql: "SELECT id, process, started FROM run WHERE ended IS NULL AND told = 0 "
        + "ORDER BY started, id LIMIT \(Self.runLimit)")
    return rows.compactMap { row in
      guard let id = row.text("id"), let process = row.text("process"),
        let started = row.time("started"), !ProcessIdentity.isAlive(process)
      else { return nil }
      return .init(runID: id, startedAt: started)
    }
  }
}

/// What is kept of a run beside its report.
package struct RunEnd: Sendable {
  /// The word that the report has for it.
  package var verdict: String
  /// The same of one of its stores.
  package var storeVerdict: @Sendable (StoreReport) -> String
  /// What the process ends with.
  package var status: Int32
  /// The layers and blobs of which reading told more than a verdict, by ``StoreLocation/id``.
  package var loud: [String: Set<PastReadings.Subject>]
  /// Allocated bytes of a store by the names that reports use.
  package var sizes: @Sendable (StoreReport) -> [(name: String, count: ByteCount?)]

  package init(
    verdict: String, storeVerdict: @escaping @Sendable (StoreReport) -> String, status: Int32,
    loud: [String: Set<PastReadings.Subject>],
    sizes: @escaping @Sendable (StoreReport) -> [(name: String, count: ByteCount?)]
  ) {
    self.verdict = verdict
    self.storeVerdict = storeVerdict
    self.status = status
    self.loud = loud
    self.sizes = sizes
  }
}
