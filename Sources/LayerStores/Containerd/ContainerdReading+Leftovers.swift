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
      uniqueKeysWithValues: record.layers.map { ($0.id, $0.contentPath) })
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
    let owned = Set(database.rows.values.compactMap { $0.id.map { BytePath(String($0)) } })
    for entry in entries where !owned.contains(entry) {
      let isKnown = ["new-", "rm-"].contains { entry.hasPrefix($0) }
      let isNumber = !entry.isEmpty && entry.bytes.allSatisfy { 48...57 ~= $0 }
      let kind: Leftover.Kind = isKnown || isNumber ? .snapshotRemains : .stray
      record.leftovers.append(leftover(kind, snapshotter.snapshots.appending(entry)))
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
