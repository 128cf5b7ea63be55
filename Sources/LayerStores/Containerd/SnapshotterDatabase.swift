internal import Bolt
internal import LayerModel

/// What a snapshotter's `metadata.db` says.
///
/// Source: containerd v2.3.4 `core/snapshots/storage/bolt.go`.
struct SnapshotterDatabase: Sendable {
  enum Kind: UInt8, Sendable {
    case view = 1
    case active, committed
  }

  struct Row: Hashable, Sendable {
    /// What its directory is called; `nil` when the row says none.
    var id: UInt64?
    /// `nil` for what is none.
    var kind: Kind?
    var kindByte: UInt8?
    /// The name of another row.
    var parent: BytePath?
    /// Blocks of its files when it was committed.
    var size: Int64?
    var inodes: Int64?
    var labels: [BytePath: BytePath] = [:]
  }

  /// One entry of the index by which children are counted.
  struct Link: Hashable, Sendable {
    var parent: UInt64
    var child: UInt64
  }

  /// By what the daemon calls each: `<namespace>/<number>/<key>`.
  var rows: [BytePath: Row] = [:]
  /// What each entry of the index names.
  var links: [Link: BytePath] = [:]
  /// The last id that was given out.
  var sequence: UInt64 = 0
  var faults: [RowFault] = []

  static func read<Failure>(
    _ transaction: BoltTransaction<Failure>
  ) throws(BoltError<Failure>) -> SnapshotterDatabase {
    var database = SnapshotterDatabase()
    var rows = BoltRows(transaction)
    // Neither is there before the first snapshot.
    if let snapshots = try transaction.bucket("v1", "snapshots") {
      database.sequence = snapshots.sequence
      try rows.each(in: snapshots) { (rows, name, bucket) throws(BoltError<Failure>) in
        database.rows[name] = try row(bucket, BytePath("snapshots").appending(name), &rows)
      }
    }
    if let parents = try transaction.bucket("v1", "parents") {
      try database.readLinks(parents, &rows)
    }
    database.faults = rows.faults
    return database
  }

  private static func row<Failure>(
    _ bucket: BoltBucket, _ record: BytePath, _ rows: inout BoltRows<Failure>
  ) throws(BoltError<Failure>) -> Row {
    let values = try rows.row(
      bucket, record, ["id", "kind", "parent", "size", "inodes", "createdat", "updatedat"])
    var row = Row()
    row.id = rows.parsed("id", values, "an unsigned varint") { GoVarint.unsigned($0)?.value }
    if values.values["id"] == nil { rows.note(record.appending("id"), "an id", "nothing") }
    row.kindByte = values.values["kind"]?.first
    row.kind = row.kindByte.flatMap { Kind(rawValue: $0) }
    row.parent = values.values["parent"].flatMap { $0.isEmpty ? nil : BytePath($0) }
    row.size = rows.number("size", values)
    row.inodes = rows.number("inodes", values)
    _ = rows.time("createdat", values)
    _ = rows.time("updatedat", values)
    row.labels = try rows.labels(in: values.buckets["labels"], record)
    return row
  }

  /// The keys are two numbers with a zero between them.
  ///
  /// Source: `parentKey`, `parentPrefixKey`.
  private mutating func readLinks<Failure>(
    _ bucket: BoltBucket, _ rows: inout BoltRows<Failure>
  ) throws(BoltError<Failure>) {
    var entries = try rows.transaction.entries(of: bucket)
    while let entry = try entries.next() {
      guard let value = entry.value else { continue }
      let record = BytePath("parents").appending(BytePath(entry.key))
      guard let (parent, rest) = GoVarint.unsigned(entry.key), rest.first == 0,
        let (child, end) = GoVarint.unsigned(rest.dropFirst()), end.isEmpty,
        value.count <= 32_768
      else {
        rows.note(record, "two ids with a zero between them", "\(entry.key.count) bytes")
        continue
      }
      try rows.keep(value.count)
      let name = BytePath(try rows.transaction.bytes(of: value))
      links[Link(parent: parent, child: child)] = name
    }
  }
}
