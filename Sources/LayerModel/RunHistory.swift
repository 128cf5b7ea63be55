/// What a report tells of the runs before it.
package struct RunHistory: Hashable, Sendable {
  /// A run that began and never said that it ended.
  package struct Unended: Hashable, Sendable {
    package var runID: String
    package var startedAt: Timestamp

    package init(runID: String, startedAt: Timestamp) {
      self.runID = runID
      self.startedAt = startedAt
    }
  }

  /// Where they are kept.
  package var directory: BytePath
  /// Why nothing is known of them, or nothing of this run is kept; `nil` when all went well.
  package var problem: String?
  /// Runs before this one that were killed, or ended with their host; oldest first.
  package var unended: [Unended] = []
  /// One point a run and store, by ``StoreLocation/id``, oldest first; without this run.
  package var trends: [String: [TrendPoint]] = [:]

  package init(directory: BytePath) { self.directory = directory }
}

/// What one run made of one store.
package struct TrendPoint: Hashable, Sendable {
  package var runID: String
  package var startedAt: Timestamp
  package var level: AuditLevel
  /// What the whole run came to.
  package var verdict: String
  package var isComplete: Bool
  package var errors: Int
  package var warnings: Int
  package var layers: Int
  package var layersVerified: Int
  package var layersDamaged: Int
  /// Bytes that were read of it.
  package var bytesRead: ByteCount
  /// Of the whole run, in seconds.
  package var duration: Double
  /// Allocated bytes by the names that reports use; what was not measured is left out.
  package var sizes: [String: ByteCount]

  package init(runID: String, startedAt: Timestamp, level: AuditLevel, verdict: String) {
    self.runID = runID
    self.startedAt = startedAt
    self.level = level
    self.verdict = verdict
    isComplete = false
    errors = 0
    warnings = 0
    layers = 0
    layersVerified = 0
    layersDamaged = 0
    bytesRead = 0
    duration = 0
    sizes = [:]
  }
}
