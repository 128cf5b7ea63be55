/// All that one audit found, ready for any writer.
///
/// Arrays are sorted: stores, layers, images and
/// containers by id, findings by ``Finding``'s order.
package struct AuditReport: Hashable, Sendable {
  package var toolVersion: String
  /// First 16 hexadecimal digits of SHA-256 over the rules in force.
  package var rulesDigest: String
  package var runID: String
  package var host: String
  package var startedAt: Timestamp
  package var endedAt: Timestamp
  package var level: AuditLevel
  /// Whether everything that the level asks for was read.
  package var isComplete: Bool
  package var stores: [StoreReport]
  package var findings: [Finding]
  /// How the images differ in size from a base; `nil` unless asked for.
  package var comparison: SizeComparison?
  package var bytesRead: ByteCount
  /// Seconds, to the millisecond: as exact as any report tells it.
  package var duration: Double
  /// What of the content was to be read.
  package var goal = ReadingGoal()
  /// What is known of the runs before; `nil` when nothing was to be known.
  package var history: RunHistory?

  package init(
    toolVersion: String, rulesDigest: String, runID: String, host: String, startedAt: Timestamp,
    endedAt: Timestamp, level: AuditLevel, isComplete: Bool, stores: [StoreReport],
    findings: [Finding], bytesRead: ByteCount, duration: Double
  ) {
    self.toolVersion = toolVersion
    self.rulesDigest = rulesDigest
    self.runID = runID
    self.host = host
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.level = level
    self.isComplete = isComplete
    self.stores = stores
    self.findings = findings
    self.bytesRead = bytesRead
    self.duration = (duration * 1_000).rounded() / 1_000
  }
}

package struct StoreReport: Hashable, Sendable {
  package var record: StoreRecord
  package var measurements: StoreMeasurements
  package var ledger: Ledger
  /// `nil` for a store that was read in this run.
  package var told: ToldStore?

  package init(record: StoreRecord, measurements: StoreMeasurements, ledger: Ledger) {
    self.record = record
    self.measurements = measurements
    self.ledger = ledger
  }

  /// The problems that leave something unknown.
  package var unread: [AttributedProblem] {
    (record.problems + measurements.problems).filter(\.problem.leavesUnknown)
  }

  /// Whether the store was read as far as was asked.
  package var isComplete: Bool { measurements.left == 0 && unread.isEmpty }
}

/// What an earlier report says of a store and what follows from more than a report has.
package struct ToldStore: Hashable, Sendable {
  /// In the order of the record.
  package var imageSizes: [ImageSize]
  package var repairs: StoreRepairs

  package init(imageSizes: [ImageSize], repairs: StoreRepairs) {
    self.imageSizes = imageSizes
    self.repairs = repairs
  }
}
