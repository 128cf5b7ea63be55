internal import Bolt
internal import LayerModel

extension BuildKitSnapshot {
  /// Every snapshot of `snapshots.db` by its key; what newer versions may add is passed over.
  static func readAll<Failure>(
    _ transaction: BoltTransaction<Failure>
  ) throws(BoltError<Failure>) -> [BytePath: BuildKitSnapshot] {
    var snapshots: [BytePath: BuildKitSnapshot] = [:]
    var entries = try transaction.entries(of: transaction.root)
    while let entry = try entries.next() {
      guard let bucket = entry.bucket else { continue }
      let key = BytePath(entry.key)
      let snapshot = try BuildKitSnapshot(SnapshotValues(bucket: bucket, transaction: transaction))
      if snapshot.directory(key: key) == key, !key.isFileName {
        throw .damaged(entry.place.damage("the name of a directory as key"))
      }
      snapshots[key] = snapshot
    }
    return snapshots
  }

  private init<Failure>(_ values: SnapshotValues<Failure>) throws(BoltError<Failure>) {
    parent = try values.text("parent")?.text
    isCommitted = try values.text("iscommitted") != nil
    committed = try values.directory("committed")
    chain = try values.chain("chainid")
  }
}

/// The values of one snapshot's bucket.
private struct SnapshotValues<Failure: Error> {
  let bucket: BoltBucket
  let transaction: BoltTransaction<Failure>

  /// Keys and chain ids are far shorter.
  private static var longestText: Int { 4_096 }

  func text(_ name: String) throws(BoltError<Failure>) -> (text: BytePath, place: BoltPlace)? {
    guard let value = try transaction.value(name, in: bucket) else { return nil }
    guard value.count <= Self.longestText else {
      throw .damaged(value.place.damage("at most \(Self.longestText) bytes as \(name)"))
    }
    return (BytePath(try transaction.bytes(of: value)), value.place)
  }

  /// A name that is given to a driver; empty is none, as for BuildKit.
  func directory(_ name: String) throws(BoltError<Failure>) -> BytePath? {
    guard let (text, place) = try text(name), !text.isEmpty else { return nil }
    guard text.isFileName else {
      throw .damaged(place.damage("the name of a directory as \(name)"))
    }
    return text
  }

  func chain(_ name: String) throws(BoltError<Failure>) -> Digest? {
    guard let (text, place) = try text(name), !text.isEmpty else { return nil }
    guard let digest = Digest(prefixed: text.bytes) else {
      throw .damaged(place.damage("sha256: and 64 hexadecimal digits as \(name)"))
    }
    return digest
  }
}

extension BytePath {
  /// Whether a directory can be called this.
  fileprivate var isFileName: Bool {
    !isEmpty && self != "." && self != ".." && !bytes.contains(0) && lastComponent == self
  }
}
