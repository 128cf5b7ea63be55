internal import Bolt
internal import LayerModel

/// A value in a database that its reader cannot use.
struct RowFault: Hashable, Sendable {
  /// The keys on the way to it, joined by `/`.
  var record: BytePath
  var expected: String
  var actual: String
}

/// Reads rows that are buckets of a few values, and counts what it keeps.
struct BoltRows<Failure: Error> {
  let transaction: BoltTransaction<Failure>
  private(set) var faults: [RowFault] = []
  private var kept = 0

  /// Keys, values and labels of a node with ten thousand images are a tenth of it.
  private static var mostKept: Int { 128 << 20 }
  /// What a row costs beyond its texts.
  private static var rowCost: Int { 64 }
  /// The longest key that bbolt takes; values that are read are keys of others, or shorter.
  private static var longestValue: Int { 32_768 }
  private static var mostFaults: Int { 1_000 }

  init(_ transaction: BoltTransaction<Failure>) { self.transaction = transaction }

  /// One row: its values, and the buckets in it.
  struct Row {
    var values: [String: [UInt8]] = [:]
    var buckets: [String: BoltBucket] = [:]
    /// The keys on the way to it.
    let record: BytePath
  }

  /// Calls `body` for each bucket in `bucket`; what else is there is passed over.
  mutating func each(
    in bucket: BoltBucket?,
    _ body: (inout Self, _ key: BytePath, _ bucket: BoltBucket) throws(BoltError<Failure>) -> Void
  ) throws(BoltError<Failure>) {
    guard let bucket else { return }
    var entries = try transaction.entries(of: bucket)
    while let entry = try entries.next() {
      guard let child = entry.bucket else { continue }
      try keep(entry.key.count)
      try body(&self, BytePath(entry.key), child)
    }
  }

  /// The keys in a bucket that have values.
  mutating func keys(in bucket: BoltBucket?) throws(BoltError<Failure>) -> [BytePath] {
    guard let bucket else { return [] }
    var keys: [BytePath] = []
    var entries = try transaction.entries(of: bucket)
    while let entry = try entries.next() {
      guard entry.value != nil else { continue }
      try keep(entry.key.count)
      keys.append(BytePath(entry.key))
    }
    return keys
  }

  /// Reads the values of a row that are called one of `names`.
  mutating func row(
    _ bucket: BoltBucket, _ record: BytePath, _ names: Set<String>
  ) throws(BoltError<Failure>) -> Row {
    var row = Row(record: record)
    var entries = try transaction.entries(of: bucket)
    while let entry = try entries.next() {
      guard let name = String(validating: entry.key, as: UTF8.self) else { continue }
      if let child = entry.bucket {
        try keep(entry.key.count)
        row.buckets[name] = child
      }
      guard let value = entry.value, names.contains(name) else { continue }
      guard value.count <= Self.longestValue else {
        note(record.appending(name), "at most \(Self.longestValue) bytes", "\(value.count) bytes")
        continue
      }
      try keep(value.count)
      row.values[name] = try transaction.bytes(of: value)
    }
    return row
  }

  /// The labels in a bucket that begin with `prefix`.
  mutating func labels(
    in bucket: BoltBucket?, _ record: BytePath, prefix: String = "containerd.io/"
  ) throws(BoltError<Failure>) -> [BytePath: BytePath] {
    guard let bucket else { return [:] }
    var labels: [BytePath: BytePath] = [:]
    var entries = try transaction.entries(of: bucket)
    while let entry = try entries.next() {
      guard let value = entry.value, entry.key.starts(with: prefix.utf8) else { continue }
      let key = BytePath(entry.key)
      guard value.count <= Self.longestValue else {
        let place = record.appending("labels").appending(key)
        note(place, "at most \(Self.longestValue) bytes", "\(value.count) bytes")
        continue
      }
      try keep(entry.key.count + value.count)
      labels[key] = BytePath(try transaction.bytes(of: value))
    }
    return labels
  }

  /// Whether a key can be the name of what ids of rows begin with; tells of one that cannot.
  ///
  /// With a slash in it, two rows could have one id.
  /// Source: containerd v2.3.4 `pkg/identifiers/validate.go`, which refuses much more.
  mutating func isName(_ key: BytePath, of thing: String, in record: BytePath) -> Bool {
    guard key.isEmpty || key.bytes.contains(UInt8(ascii: "/")) else { return true }
    note(
      record.appending(key), "the name of \(thing)",
      key.isEmpty ? "a name without a byte" : "a name with a slash")
    return false
  }

  mutating func note(_ record: BytePath, _ expected: String, _ actual: String) {
    guard faults.count < Self.mostFaults else { return }
    faults.append(RowFault(record: record, expected: expected, actual: actual))
  }

  // Values of a row; one that is not there is `nil`, as is one that is none, which is told.

  mutating func time(_ name: String, _ row: Row) -> Timestamp? {
    parsed(name, row, GoTime.expectation, GoTime.parse)
  }

  mutating func number(_ name: String, _ row: Row) -> Int64? {
    parsed(name, row, "a signed varint", GoVarint.signed)
  }

  mutating func parsed<Value>(
    _ name: String, _ row: Row, _ expected: String, _ parse: ([UInt8]) -> Value?
  ) -> Value? {
    guard let bytes = row.values[name] else { return nil }
    if let value = parse(bytes) { return value }
    note(row.record.appending(name), expected, Self.shown(bytes))
    return nil
  }

  private static func shown(_ bytes: [UInt8]) -> String {
    guard !bytes.isEmpty else { return "no byte" }
    let digits = bytes.prefix(20).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return "the bytes " + digits.joined() + (bytes.count > 20 ? "..." : "")
  }

  /// Counts what is kept of a row.
  mutating func keep(_ count: Int) throws(BoltError<Failure>) {
    kept += count + Self.rowCost
    guard kept <= Self.mostKept else { throw .tooLarge(limit: Self.mostKept) }
  }
}
