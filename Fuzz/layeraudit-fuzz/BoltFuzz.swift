import Bolt

/// Any bytes as a database, whose meta pages get sound checksums: no mutation would find them.
enum BoltFuzz {
  /// The bytes are all there.
  private struct NoFailure: Error {}
  private typealias Transaction = BoltTransaction<NoFailure>

  static func run(_ bytes: [UInt8]) {
    let file = checksummed(bytes)
    func source(_ offset: Int, _ count: Int) throws(NoFailure) -> [UInt8] {
      Array(file.dropFirst(max(0, offset)).prefix(max(0, count)))
    }
    do throws(BoltError<NoFailure>) {
      try Transaction.read(from: source, attempts: 1) {
        (transaction) throws(BoltError<NoFailure>) in
        try transaction.check()
      }
    } catch {
      // That is what a reader reports.
    }
    do throws(BoltError<NoFailure>) {
      try Transaction.read(from: source, attempts: 1) {
        (transaction) throws(BoltError<NoFailure>) in
        try read(transaction)
      }
    } catch {
      // As above.
    }
  }

  /// Every key, down to buckets in buckets, and each value, once.
  private static func read(_ transaction: Transaction) throws(BoltError<NoFailure>) {
    var buckets = [transaction.root]
    var left = 10_000
    while let bucket = buckets.popLast() {
      var cursor = try transaction.entries(of: bucket)
      while let entry = try cursor.next() {
        left -= 1
        guard left > 0 else { return }
        if let bucket = entry.bucket { buckets.append(bucket) }
        if let value = entry.value { _ = try transaction.bytes(of: value) }
        _ = try transaction.entry(entry.key, in: bucket)
      }
    }
  }

  /// Source: bbolt `db.go`, `meta.sum64`: FNV-1a over all of the meta before its checksum.
  private static func checksummed(_ bytes: [UInt8]) -> [UInt8] {
    var file = bytes
    guard file.count >= 80 else { return file }
    let pageSize = file[24..<28].reversed().reduce(0) { $0 << 8 | Int($1) }
    for start in [0, pageSize] where start <= file.count - 80 {
      let sum = file[(start + 16)..<(start + 72)].reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01B3
      }
      for index in 0..<8 {
        file[start + 72 + index] = UInt8(truncatingIfNeeded: sum >> (8 * index))
      }
    }
    return file
  }
}
