internal import GRDB
package import LayerModel

/// What the runs of many nights made of each store.
extension StateDatabase {
  /// The last runs of each store at or below the paths, oldest first; of all stores without any paths.
  package func trends(
    at paths: [BytePath] = [], limit: Int
  ) throws(StateProblem) -> [String: [TrendPoint]] {
    try read { database in
      var trends: [String: [TrendPoint]] = [:]
      for (id, location) in try Self.stores(in: database)
      where paths.isEmpty || paths.contains(where: { location.root.isWithin($0) }) {
        let rows = try Row.fetchAll(
          database,
          sql: """
            SELECT run.id, run.started, run.level, store_run.verdict, run.is_complete, run.duration,
              store_run.errors, store_run.warnings, store_run.layers, store_run.verified,
              store_run.damaged, store_run.bytes_read
            FROM store_run JOIN run ON run.id = store_run.run
            WHERE store_run.store = ? AND run.ended IS NOT NULL
            ORDER BY run.started DESC, run.id LIMIT ?
            """, arguments: [id, limit])
        let points = try rows.reversed().compactMap { row in
          try row.text("id").flatMap {
            TrendPoint(row, runID: $0, sizes: try Self.sizes(of: $0, id, in: database))
          }
        }
        if !points.isEmpty { trends[location.id] = points }
      }
      return trends
    }
  }

  private static func sizes(
    of run: String, _ store: Int64, in database: Database
  ) throws -> [String: ByteCount] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT class, bytes FROM store_size WHERE run = ? AND store = ?",
      arguments: [run, store])
    return Dictionary(
      rows.compactMap { row in
        guard let name = row.text("class"), let bytes = row.integer("bytes") else { return nil }
        return (name, ByteCount(bytes))
      }, uniquingKeysWith: { first, _ in first })
  }
}

extension TrendPoint {
  fileprivate init?(_ row: Row, runID: String, sizes: [String: ByteCount]) {
    guard let level = row.text("level").flatMap(AuditLevel.init), let started = row.time("started")
    else { return nil }
    self.init(
      runID: runID, startedAt: started, level: level, verdict: row.text("verdict") ?? "")
    isComplete = row.integer("is_complete") == 1
    errors = row.count("errors")
    warnings = row.count("warnings")
    layers = row.count("layers")
    layersVerified = row.count("verified")
    layersDamaged = row.count("damaged")
    bytesRead = ByteCount(row.integer("bytes_read") ?? 0)
    duration = row.number("duration")
    self.sizes = sizes
  }
}

extension StateDatabase {
  /// What is known of each store at or below the paths, of all without any; sorted by id.
  package func statuses(
    at paths: [BytePath], limit: Int
  ) throws(StateProblem) -> [StoreStatus] {
    let trends = try trends(at: paths, limit: limit)
    return try read { database in
      try Self.stores(in: database).compactMap { id, location -> StoreStatus? in
        guard let runs = trends[location.id], let last = runs.last else { return nil }
        let row = try Row.fetchOne(
          database,
          sql: """
            SELECT count(*) AS layers, sum(verdict = 'verified') AS verified,
              sum(verdict = 'damaged') AS damaged, sum(read_at IS NULL) AS never,
              min(read_at) AS oldest
            FROM thing WHERE store = ? AND kind = 'layer' AND last_seen >= ?
            """, arguments: [id, last.startedAt.seconds])
        var status = StoreStatus(location: location, runs: runs)
        status.layers = row?.count("layers") ?? 0
        status.layersVerified = row?.count("verified") ?? 0
        status.layersDamaged = row?.count("damaged") ?? 0
        status.layersNeverRead = row?.count("never") ?? 0
        status.oldestReadAt = row?.time("oldest")
        return status
      }
    }.sorted { $0.location.id < $1.location.id }
  }
}
