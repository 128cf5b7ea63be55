import FileAccess
import Foundation
import GRDB
import History
import LayerModel
import Testing

/// A directory of one test, and the database in it.
final class Place {
  private let folder: String
  var directory: String { folder + "/state" }
  var file: String { directory + "/state.sqlite" }

  init() throws {
    folder = NSTemporaryDirectory() + "/layeraudit-history-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func open(_ damaged: (String) -> Void = { _ in }) throws -> StateDatabase {
    try StateDatabase.open(
      PrivateDirectory(making: BytePath(directory)), patience: 0.05, damaged: damaged)
  }

  /// Changes the database behind the program's back.
  func edit(_ sql: String) throws {
    try DatabaseQueue(path: file).writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  func count(_ table: String) throws -> Int {
    try DatabaseQueue(path: file).read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0
    }
  }

  func write(_ text: String) throws {
    _ = try PrivateDirectory(making: BytePath(directory)).file("state.sqlite")
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    chmod(file, 0o600)
  }

  var bytes: [UInt8] { get throws { [UInt8](try Data(contentsOf: URL(fileURLWithPath: file))) } }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: directory).sorted() }
  }

  func mode(_ name: String) throws -> UInt32 {
    var found = stat()
    try #require(lstat(folder + "/" + name, &found) == 0)
    return found.st_mode & 0o777
  }
}

/// Runs of one store with a sound layer, a damaged one and one that was not read.
enum Sample {
  static let location = StoreLocation(
    kind: .dockerLayerDB, driver: "overlay2", root: "/var/lib/docker")
  static let soundLayer = LayerID(String(repeating: "aa", count: 32))
  static let damagedLayer = LayerID(String(repeating: "bb", count: 32))
  static let unreadLayer = LayerID(BytePath([0xFF, 0x0A]))
  static let digest = Digest(words: [1, 2, 3, 4])

  static func time(_ number: Int) -> Timestamp {
    Timestamp(seconds: 1_764_000_000 + Int64(number))
  }

  static func beginning(_ number: Int) -> StateDatabase.Beginning {
    .init(runID: "run \(number)", startedAt: time(number), level: .content)
  }

  static func end(loud: Set<LayerID> = []) -> RunEnd {
    RunEnd(
      verdict: "fail", storeVerdict: { _ in "fail" }, status: 1,
      loud: [location.id: Set(loud.map(PastReadings.Subject.layer))],
      sizes: { [("disk_used", $0.ledger.diskUsed), ("orphan", nil)] })
  }

  static func report(_ number: Int) -> AuditReport {
    var record = StoreRecord(location: location)
    record.layers = [soundLayer, damagedLayer, unreadLayer].map {
      LayerClaim(id: $0, role: .image, contentPath: "x", contentState: "directory")
    }
    var measurements = StoreMeasurements()
    for (id, verification, reason) in [
      (soundLayer, Verification.verified, "reproduced"), (damagedLayer, .damaged, "differs"),
    ] {
      var found = LayerMeasurement()
      found.verification = verification
      found.verificationReason = reason
      found.reading.readAt = time(number)
      if id == soundLayer { found.reading.statusDigest = digest }
      measurements.layers[id] = found
    }
    var ledger = Ledger()
    ledger.classes[.unique] = DiskSize(
      apparent: 0, allocated: ByteCount(Int64(1_000 * number)))
    return AuditReport(
      toolVersion: "0", rulesDigest: "0", runID: "run \(number)", host: "h",
      startedAt: time(number), endedAt: time(number), level: .content, isComplete: true,
      stores: [StoreReport(record: record, measurements: measurements, ledger: ledger)],
      findings: [], bytesRead: 5, duration: 1)
  }
}
