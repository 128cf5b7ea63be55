internal import LayerModel

/// What lies on what, by both databases.
extension ContainerdReading {
  /// Gives each snapshot its place in a chain.
  mutating func linkSnapshots() {
    let positions = Dictionary(
      record.layers.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var parents: [LayerID: LayerID] = [:]
    for layer in record.layers { parents[layer.id] = layer.parent }
    var cycles = ParentCycles.layers(in: parents)
    for snapshotter in snapshotters.values { cycles.formUnion(cyclic(snapshotter)) }
    var depths: [LayerID: Int?] = [:]
    for index in record.layers.indices {
      let layer = record.layers[index]
      record.layers[index].depth = Self.depth(of: layer.id, parents, positions, cycles, &depths)
      if cycles.contains(layer.id) {
        record.layers[index].parentState = layer.parent == layer.id ? "self" : "cycle"
      } else if let parent = layer.parent {
        record.layers[index].parentState = positions[parent] == nil ? "missing" : "present"
      } else {
        record.layers[index].parentState = "root"
      }
      guard record.layers[index].content?.shape == .wholeTree, let parent = layer.parent,
        let position = positions[parent]
      else { continue }
      let root = record.layers[position].content?.root
      record.layers[index].content?.parentRoot = root
    }
    compareParents(positions)
  }

  /// Ancestors to the root; `nil` where the chain is broken, which `depths` remembers of all on the way.
  private static func depth(
    of layer: LayerID, _ parents: [LayerID: LayerID], _ known: [LayerID: Int],
    _ cycles: Set<LayerID>, _ depths: inout [LayerID: Int?]
  ) -> Int? {
    var path: [LayerID] = []
    var next: LayerID? = layer
    var base: Int? = -1
    while let current = next {
      if let depth = depths[current] {
        base = depth
        break
      }
      guard known[current] != nil, !cycles.contains(current) else {
        base = nil
        break
      }
      path.append(current)
      next = parents[current]
    }
    for (distance, id) in path.reversed().enumerated() {
      depths[id] = .some(base.map { $0 + 1 + distance })
    }
    return depths[layer] ?? nil
  }

  /// The layers whose rows of the snapshotter are on a cycle.
  private func cyclic(_ snapshotter: Snapshotter) -> Set<LayerID> {
    guard let rows = snapshotter.database?.rows else { return [] }
    var parents: [LayerID: LayerID] = [:]
    for (name, row) in rows { parents[LayerID(name)] = row.parent.map { LayerID($0) } }
    let names = named[snapshotter.name, default: [:]]
    return Set(ParentCycles.layers(in: parents).compactMap { names[$0.name] })
  }

  /// Holds the parent that the snapshotter knows against that of `meta.db`.
  private mutating func compareParents(_ positions: [LayerID: Int]) {
    for (name, namespace) in meta.namespaces {
      for (snapshotter, rows) in namespace.snapshots {
        guard let own = snapshotters[snapshotter], let database = own.database else { continue }
        for (key, row) in rows {
          guard let backend = row.name.flatMap({ database.rows[$0] }),
            let position = positions[Self.layerID(name, snapshotter, key)]
          else { continue }
          let due = row.parent.flatMap { rows[$0]?.name }
          // What is above a parent that is gone has a finding of its own.
          guard row.parent == nil || due != nil else { continue }
          record.layers[position].chainPath = own.databasePath
          record.layers[position].chainExpected = due?.description ?? "none"
          record.layers[position].chainActual = backend.parent?.description ?? "none"
          let isThere = backend.parent.map { database.rows[$0] != nil } ?? true
          record.layers[position].chainState =
            !isThere ? "missing" : due == backend.parent ? "match" : "differs"
        }
      }
    }
  }

  /// Checks each snapshotter's rows by themselves.
  mutating func checkDatabases() {
    for name in snapshotters.keys.sorted() {
      guard let snapshotter = snapshotters[name], let database = snapshotter.database else {
        continue
      }
      checkIDs(database, snapshotter)
      checkKinds(database, snapshotter)
      checkIndex(database, snapshotter)
    }
  }

  private func layer(_ name: BytePath, _ snapshotter: Snapshotter) -> LayerID? {
    named[snapshotter.name]?[name]
  }

  private mutating func checkIDs(_ database: SnapshotterDatabase, _ snapshotter: Snapshotter) {
    var owners: [UInt64: [BytePath]] = [:]
    for (name, row) in database.rows {
      guard let id = row.id else { continue }
      owners[id, default: []].append(name)
    }
    // A number of the whole bucket, so that one that is wrong is told once.
    if let id = owners.keys.max(), id > database.sequence, let name = owners[id]?.min() {
      note(
        "snapshot-id-ahead", snapshotter.databasePath, layer: layer(name, snapshotter),
        expected: "an id of at most \(database.sequence), the last that was given out",
        actual: "\(id)")
    }
    let shared = owners.filter { $0.value.count > 1 }
    guard !shared.isEmpty else { return }
    var other: [LayerID: LayerID] = [:]
    for names in shared.values {
      let layers = names.compactMap { layer($0, snapshotter) }.sorted()
      for id in layers { other[id] = layers.first { $0 != id } ?? id }
    }
    for index in record.layers.indices {
      guard let rival = other[record.layers[index].id] else { continue }
      record.layers[index].cacheIDState = "duplicate"
      record.layers[index].cacheIDText = rival.description
      // Whose files they are is not known: each would be held against the other's tar.
      record.layers[index].content?.tarSplit = nil
    }
  }

  private mutating func checkKinds(_ database: SnapshotterDatabase, _ snapshotter: Snapshotter) {
    for (name, row) in database.rows {
      if row.kind == nil {
        note(
          "snapshot-kind-unknown", snapshotter.databasePath, layer: layer(name, snapshotter),
          expected: "1, 2 or 3", actual: row.kindByte.map(String.init) ?? "nothing")
      }
      guard let parent = row.parent.flatMap({ database.rows[$0] }), let kind = parent.kind,
        kind != .committed
      else { continue }
      note(
        "snapshot-parent-active", snapshotter.databasePath, layer: layer(name, snapshotter),
        expected: "a committed snapshot below it", actual: "one that is \(kind)")
    }
  }

  /// The index by which the snapshotter counts what lies on a snapshot.
  ///
  /// Source: containerd v2.3.4 `core/snapshots/storage/bolt.go`, `Remove`.
  private mutating func checkIndex(_ database: SnapshotterDatabase, _ snapshotter: Snapshotter) {
    var due: [SnapshotterDatabase.Link: BytePath] = [:]
    for (name, row) in database.rows {
      guard let id = row.id, let parent = row.parent.flatMap({ database.rows[$0] })?.id else {
        continue
      }
      due[SnapshotterDatabase.Link(parent: parent, child: id)] = name
    }
    for (link, name) in due where database.links[link] != name {
      note(
        "snapshot-index-differs", snapshotter.databasePath, layer: layer(name, snapshotter),
        expected: "an entry for \(link.child) on \(link.parent)",
        actual: database.links[link].map { "one that names \($0)" } ?? "none")
    }
    for (link, name) in database.links where due[link] == nil {
      // The row has lost its parent, which has a finding of its own.
      if let row = database.rows[name], row.id == link.child, let parent = row.parent,
        database.rows[parent] == nil
      {
        continue
      }
      note(
        "snapshot-index-differs", snapshotter.databasePath, layer: layer(name, snapshotter),
        expected: "no entry for \(link.child) on \(link.parent)",
        actual: "one that names \(name)")
    }
  }

  /// Tells of each snapshotter with snapshots that cannot be looked into.
  mutating func tellWhatIsClosed() {
    var used: Set<BytePath> = []
    for namespace in meta.namespaces.values {
      used.formUnion(namespace.snapshots.filter { !$0.value.isEmpty }.keys)
    }
    for name in used.union(snapshotters.keys).subtracting(closedSnapshotters).sorted() {
      guard let own = snapshotters[name] else {
        let reason = "the snapshotter is a program of its own, with a directory elsewhere"
        report(.notEntered(Snapshotter(name).folder, reason: reason))
        continue
      }
      let isUsed = used.contains(name) || own.database?.rows.isEmpty == false
      if isUsed, case .closed(let reason) = own.style {
        report(.notEntered(own.snapshots, reason: reason))
      }
    }
  }
}
