internal import LayerModel

extension ContainerdReading {
  /// What nothing owns.
  mutating func collectLeftovers() {
    listBlobs()
    collectSnapshots()
    for name in snapshotters.keys.sorted() {
      if let snapshotter = snapshotters[name] { collectRemains(snapshotter) }
    }
    for name in names(in: "tmpmounts") ?? [] {
      record.leftovers.append(leftover(.temporary, BytePath("tmpmounts").appending(name)))
    }
  }

  /// Snapshots that the next run of the garbage collector deletes.
  private mutating func collectSnapshots() {
    let layers = Dictionary(
      record.layers.map { ($0.id, $0.contentPath) }, uniquingKeysWith: { first, _ in first })
    for (name, namespace) in meta.namespaces {
      for (snapshotter, rows) in namespace.snapshots {
        for key in rows.keys {
          let snapshot = SnapshotName(snapshotter: snapshotter, key: key)
          let id = Self.layerID(name, snapshotter, key)
          guard mark[name, .snapshot(snapshot)] == nil, let path = layers[id] else { continue }
          record.leftovers.append(leftover(.orphanSnapshot, path, layer: id))
        }
      }
    }
  }

  /// Rows that no namespace names, and directories without a row.
  private mutating func collectRemains(_ snapshotter: Snapshotter) {
    guard let database = snapshotter.database, let entries = snapshotter.entries else { return }
    let names = named[snapshotter.name, default: [:]]
    let reachable = Self.reachable(in: database)
    for (name, row) in database.rows where isMetaKnown && names[name] == nil {
      guard let id = row.id else { continue }
      record.leftovers.append(
        leftover(
          reachable.contains(name) ? .unlistedSnapshot : .unreachableSnapshot,
          snapshotter.content(id)))
    }
    noteForgotten(database, names, snapshotter)
    let owned = Set(database.rows.values.compactMap { $0.id.map { BytePath(String($0)) } })
    for entry in entries where !owned.contains(entry) {
      let isKnown = ["new-", "rm-"].contains { entry.hasPrefix($0) }
      let isNumber = !entry.isEmpty && entry.bytes.allSatisfy { 48...57 ~= $0 }
      let kind: Leftover.Kind = isKnown || isNumber ? .snapshotRemains : .stray
      record.leftovers.append(leftover(kind, snapshotter.snapshots.appending(entry)))
    }
  }

  /// Tells of snapshots with numbers that `meta.db` has not given out: it is not the one in which
  /// they were made.
  ///
  /// A daemon that was killed may have given out one that it forgot.
  /// Source: containerd v2.3.4 `core/metadata/snapshot.go`, `createKey`.
  private mutating func noteForgotten(
    _ database: SnapshotterDatabase, _ names: [BytePath: LayerID], _ snapshotter: Snapshotter
  ) {
    var forgotten: [BytePath: (given: UInt64, seen: UInt64, count: Int, writable: Int)] = [:]
    for (name, row) in database.rows where isMetaKnown && names[name] == nil {
      let parts = name.bytes.split(separator: UInt8(ascii: "/"), maxSplits: 2)
      guard parts.count == 3, let text = String(validating: parts[1], as: UTF8.self),
        let number = UInt64(text)
      else { continue }
      let namespace = BytePath(parts[0])
      let given = meta.namespaces[namespace]?.sequences[snapshotter.name] ?? 0
      guard number > given.addingReportingOverflow(1).partialValue else { continue }
      var found = forgotten[namespace] ?? (given, 0, 0, 0)
      found.seen = max(found.seen, number)
      found.count += 1
      if row.kind == .active { found.writable += 1 }
      forgotten[namespace] = found
    }
    for (namespace, found) in forgotten {
      note(
        "snapshots-forgotten", snapshotter.databasePath,
        expected: "numbers up to \(found.given), which meta.db has given out in \(namespace)",
        actual:
          "\(found.count.counted("snapshot")) that it does not know, \(found.writable) of them "
          + "writable, with numbers up to \(found.seen)")
    }
  }

  /// The rows that a walk from those without a parent comes to, as the daemon's sweep does.
  ///
  /// Source: containerd v2.3.4 `core/metadata/snapshot.go`, `walkTree`.
  private static func reachable(in database: SnapshotterDatabase) -> Set<BytePath> {
    var children: [BytePath: [BytePath]] = [:]
    var waiting: [BytePath] = []
    for (name, row) in database.rows {
      if let parent = row.parent {
        children[parent, default: []].append(name)
      } else {
        waiting.append(name)
      }
    }
    var reached: Set<BytePath> = []
    while let name = waiting.popLast() {
      guard reached.insert(name).inserted else { continue }
      waiting += children[name, default: []]
    }
    return reached
  }
}
