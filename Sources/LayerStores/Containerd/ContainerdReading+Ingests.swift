internal import FileAccess
internal import Hashing
internal import LayerModel

/// Blobs that are being written.
///
/// Source: containerd v2.3.4 `plugins/content/local/store.go`, `writer`, `WalkStatusRefs`;
/// `core/metadata/content.go`, `garbageCollect`.
extension ContainerdReading {
  mutating func readIngests() {
    var rows: [BytePath: (namespace: BytePath, key: BytePath)] = [:]
    for (name, namespace) in meta.namespaces {
      for (key, row) in namespace.ingests {
        if let reference = row.reference { rows[reference] = (name, key) }
      }
    }
    guard let found = listing(of: Self.ingestFolder) else { return }
    for name in found {
      let path = Self.ingestFolder.appending(name)
      guard let reference = readIngest(path) else { continue }
      if let (namespace, key) = rows[reference] {
        var leftover = leftover(.ingest, path)
        leftover.keptUntil =
          mark[namespace, .ingest(key)]?.until
          ?? meta.namespaces[namespace]?.ingests[key]?.expires
        record.leftovers.append(leftover)
      } else {
        record.leftovers.append(leftover(.ingestRemains, path))
      }
    }
    noteLost(Set(found))
  }

  /// Tells of rows whose directories are gone; those are called for the digest of the reference.
  private mutating func noteLost(_ found: Set<BytePath>) {
    for (name, namespace) in meta.namespaces.sorted(by: { $0.key < $1.key }) {
      for (key, row) in namespace.ingests.sorted(by: { $0.key < $1.key }) {
        guard row.expected == nil, let reference = row.reference,
          !found.contains(BytePath(SHA256Hash.digest(of: reference.bytes).hex))
        else { continue }
        let record = name.appending("content/ingests").appending(key)
        note(
          "ingest-without-data", Self.metaPath, expected: "a directory below ingest",
          actual: "\(record.description): none says that it is \(reference.description)")
      }
    }
  }

  /// What an ingest calls itself; `nil` when nothing more is to be said of it.
  private mutating func readIngest(_ path: BytePath) -> BytePath? {
    guard let status = status(path) else { return nil }
    guard status.kind == .directory else {
      record.leftovers.append(leftover(.stray, path))
      return nil
    }
    let file = MetadataFile(path.appending("ref"), in: root, limit: .largeMetadata)
    guard file.problem == nil else {
      if file.isMissing {
        record.leftovers.append(leftover(.ingestUnowned, path))
      } else {
        report(file.problem)
      }
      return nil
    }
    checkLength(path)
    return BytePath(file.bytes)
  }

  private mutating func checkLength(_ path: BytePath) {
    let total = MetadataFile(path.appending("total"), in: root, limit: .wordLimit)
    guard !total.isMissing else { return }
    guard total.problem == nil else { return report(total.problem) }
    let place = path.appending("total")
    guard let due = Int64(String(decoding: total.bytes, as: UTF8.self)) else {
      return report(.malformed(place, offset: 0, expected: "a number of bytes"))
    }
    guard let data = status(path.appending("data")), data.size.value > due else { return }
    note(
      "ingest-too-long", path.appending("data"), expected: "at most \(due) bytes",
      actual: "\(data.size.value) bytes")
  }

  mutating func leftover(
    _ kind: Leftover.Kind, _ path: BytePath, layer: LayerID? = nil
  ) -> Leftover {
    Leftover(
      kind, path: path, layer: layer, changedAt: status(path)?.newestChange,
      ownershipKnown: isMetaKnown)
  }
}
