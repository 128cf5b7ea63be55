internal import GRDB
package import LayerModel

/// Layers and blobs, and when they were read.
extension StateDatabase {
  /// Of content the digest of the first reading is kept: what differs from it is told every night.
  static func insertThings(
    of store: StoreReport, _ id: Int64, now: Int64, loud: Set<PastReadings.Subject>,
    in database: Database
  ) throws {
    let seen = try database.makeStatement(
      sql: """
        INSERT INTO thing (store, kind, name, first_seen, last_seen) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET last_seen = excluded.last_seen
        """)
    let read = try database.makeStatement(
      sql: """
        UPDATE thing SET read_at = ?, verdict = ?, reason = ?, status_digest = ?,
          content_digest = coalesce(content_digest, ?), has_findings = ? WHERE store = ? AND kind = ? AND name = ?
        """)
    for thing in things(of: store).prefix(thingLimit) {
      let name = thing.subject.name.databaseBlob
      try seen.execute(arguments: [id, thing.subject.kind, name, now, now])
      guard thing.verification != .notRead, !thing.reading.isEarlier else { continue }
      try read.execute(
        arguments: [
          thing.reading.readAt?.seconds ?? now, thing.verification.rawValue, thing.reason,
          thing.reading.statusDigest?.bytes.databaseBlob, thing.content?.bytes.databaseBlob,
          loud.contains(thing.subject), id, thing.subject.kind, name,
        ])
    }
  }

  private struct Thing {
    let subject: PastReadings.Subject
    let verification: Verification
    let reason: String?
    let reading: ContentReading
    let content: Digest?
  }

  private static func things(of store: StoreReport) -> [Thing] {
    let layers = store.record.layers.map { layer in
      let found = store.measurements.layers[layer.id] ?? LayerMeasurement()
      return Thing(
        subject: .layer(layer.id), verification: found.verification,
        reason: found.verificationReason, reading: found.reading, content: found.contentDigest)
    }
    let blobs = store.record.blobs.map { blob in
      let found = store.measurements.blobs[blob.path] ?? BlobMeasurement()
      return Thing(
        subject: .blob(blob.path), verification: found.verification,
        reason: found.verificationReason, reading: found.reading, content: found.digest?.sha256)
    }
    return layers + blobs
  }

  /// What is known of the content of stores at or below the paths.
  package func pastReadings(at paths: [BytePath]) throws(StateProblem) -> PastReadings {
    try read { database in
      var past = PastReadings()
      for (id, location) in try Self.stores(in: database)
      where paths.contains(where: { location.root.isWithin($0) }) {
        let rows = try Row.fetchCursor(
          database,
          sql: """
            SELECT kind, name, first_seen, read_at, verdict, reason, status_digest, content_digest,
              has_findings
            FROM thing WHERE store = ?
            """, arguments: [id])
        var things: [PastReadings.Subject: PastReadings.Thing] = [:]
        while let row = try rows.next() {
          guard let subject = PastReadings.Subject(row), let first = row.time("first_seen")
          else { continue }
          things[subject] = PastReadings.Thing(
            firstSeenAt: first, reading: PastReadings.Reading(row))
        }
        past.stores[location.id] = things
      }
      return past
    }
  }

  static func stores(in database: Database) throws -> [(id: Int64, location: StoreLocation)] {
    try Row.fetchAll(
      database, sql: "SELECT id, kind, driver, root FROM store ORDER BY id DESC LIMIT \(storeLimit)"
    ).compactMap { row in
      guard let id = row.integer("id"), let kind = row.text("kind").flatMap(StoreKind.init),
        let driver = row.text("driver"), let root = row.bytes("root")
      else { return nil }
      return (id, StoreLocation(kind: kind, driver: driver, root: BytePath(root)))
    }
  }
}

extension PastReadings.Subject {
  fileprivate var kind: String {
    switch self {
    case .layer: "layer"
    case .blob: "blob"
    }
  }

  fileprivate var name: [UInt8] {
    switch self {
    case .layer(let id): id.name.bytes
    case .blob(let path): path.bytes
    }
  }

  fileprivate init?(_ row: Row) {
    guard let name = row.bytes("name") else { return nil }
    let path = BytePath(name)
    switch row.text("kind") {
    case "layer": self = .layer(LayerID(path))
    case "blob": self = .blob(path)
    default: return nil
    }
  }
}

extension PastReadings.Reading {
  /// `nil` when it was never read.
  fileprivate init?(_ row: Row) {
    guard let at = row.time("read_at"),
      let verification = row.text("verdict").flatMap(Verification.init)
    else { return nil }
    self.init(
      at: at, verification: verification, reason: row.text("reason"),
      statusDigest: row.bytes("status_digest").flatMap { Digest(bytes: $0) },
      contentDigest: row.bytes("content_digest").flatMap { Digest(bytes: $0) },
      hasFindings: row.integer("has_findings") != 0)
  }
}
