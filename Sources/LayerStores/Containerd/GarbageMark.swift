internal import LayerModel

/// A thing that containerd's garbage collector keeps or deletes.
struct GCNode: Hashable, Sendable {
  enum Thing: Hashable, Sendable {
    case content(BytePath)
    case snapshot(SnapshotName)
    case ingest(BytePath)
    case image(BytePath)
    case container(BytePath)
  }

  var namespace: BytePath
  var thing: Thing

  init(_ namespace: BytePath, _ thing: Thing) {
    self.namespace = namespace
    self.thing = thing
  }
}

/// What the next run of the garbage collector would keep, and for how long.
///
/// Follows labels of every version: a thing that only a label of a newer daemon keeps is taken to be
/// kept. Nothing is judged by the clock: of each thing is told when the last root that keeps it
/// expires.
///
/// Source: containerd v2.3.4 `core/metadata/gc.go`, `scanRoots`, `references`.
struct GarbageMark: Sendable {
  struct Keep: Hashable, Sendable {
    /// `nil` for good.
    var until: Timestamp?
    /// The lease that alone keeps it, when no image, container or label does.
    var lease: LeaseName?
  }

  struct LeaseName: Hashable, Sendable, Comparable {
    var namespace: BytePath
    var id: BytePath

    static func < (left: Self, right: Self) -> Bool {
      (left.namespace, left.id) < (right.namespace, right.id)
    }
  }

  private struct Root {
    var node: GCNode
    var isFlat = false
    var keep = Keep()
  }

  private(set) var kept: [GCNode: Keep] = [:]

  private let database: MetaDatabase
  /// Whom each thing keeps by a label of theirs.
  private var keptBy: [GCNode: [GCNode]] = [:]
  /// Flat roots keep themselves, and nothing by labels.
  private var followed: Set<GCNode> = []

  init(_ database: MetaDatabase) {
    self.database = database
    noteBackReferences()
    for root in roots() { mark(root) }
  }

  subscript(_ namespace: BytePath, _ thing: GCNode.Thing) -> Keep? {
    kept[GCNode(namespace, thing)]
  }

  /// Those that keep longest first, so that the first that reaches a thing decides.
  private func roots() -> [Root] {
    var roots: [Root] = []
    for (name, namespace) in database.namespaces {
      roots += Self.roots(of: namespace, name, database.version ?? 3)
    }
    return roots.sorted { left, right in
      switch (left.keep.until, right.keep.until) {
      case (nil, nil):
        guard let other = right.keep.lease else { return false }
        return left.keep.lease.map { $0 < other } ?? true
      case (nil, _): return true
      case (_, nil): return false
      case (let mine?, let other?):
        if mine != other { return mine > other }
        guard let other = right.keep.lease else { return false }
        return left.keep.lease.map { $0 < other } ?? true
      }
    }
  }

  private static func roots(
    of namespace: MetaDatabase.Namespace, _ name: BytePath, _ version: Int64
  ) -> [Root] {
    var roots: [Root] = []
    for (id, lease) in namespace.leases {
      let keep = Keep(
        until: ContainerdLabel.expiry(lease.labels), lease: LeaseName(namespace: name, id: id))
      let isFlat = lease.labels[ContainerdLabel.flat] != nil
      func add(_ thing: GCNode.Thing) {
        roots.append(Root(node: GCNode(name, thing), isFlat: isFlat, keep: keep))
      }
      for digest in lease.contents { add(.content(digest)) }
      for snapshot in lease.snapshots { add(.snapshot(snapshot)) }
      for ingest in lease.ingests { add(.ingest(ingest)) }
      for image in lease.images { add(.image(image)) }
    }
    for (image, row) in namespace.images {
      // Before schema 4 nothing looks at the label of an image.
      let until = version < 4 ? nil : ContainerdLabel.expiry(row.labels)
      roots.append(Root(node: GCNode(name, .image(image)), keep: Keep(until: until)))
    }
    for container in namespace.containers.keys {
      roots.append(Root(node: GCNode(name, .container(container))))
    }
    for (digest, row) in namespace.blobs where ContainerdLabel.isRoot(row.labels) {
      roots.append(Root(node: GCNode(name, .content(digest))))
    }
    for (snapshotter, rows) in namespace.snapshots {
      for (key, row) in rows where ContainerdLabel.isRoot(row.labels) {
        let snapshot = SnapshotName(snapshotter: snapshotter, key: key)
        roots.append(Root(node: GCNode(name, .snapshot(snapshot))))
      }
    }
    for (ingest, row) in namespace.ingests {
      // One without a time is kept by a lease, or not at all.
      guard let expires = row.expires else { continue }
      roots.append(Root(node: GCNode(name, .ingest(ingest)), keep: Keep(until: expires)))
    }
    for labels in namespace.sandboxes.values {
      roots += ContainerdLabel.references(labels, in: name).map { Root(node: $0) }
    }
    return roots
  }

  private mutating func mark(_ root: Root) {
    var waiting = [(node: root.node, isFlat: root.isFlat)]
    while let (node, isFlat) = waiting.popLast() {
      if kept[node] == nil { kept[node] = root.keep }
      if isFlat {
        // A flat snapshot still needs what it lies on.
        guard !followed.contains(node), case .snapshot(let name) = node.thing,
          let parent = snapshot(name, node.namespace)?.parent
        else { continue }
        let below = GCNode(
          node.namespace, .snapshot(SnapshotName(snapshotter: name.snapshotter, key: parent)))
        if kept[below] == nil { waiting.append((below, true)) }
        continue
      }
      guard followed.insert(node).inserted else { continue }
      for next in references(of: node) where !followed.contains(next) {
        waiting.append((next, false))
      }
      for next in keptBy[node] ?? [] where !followed.contains(next) {
        waiting.append((next, false))
      }
    }
  }

  private func references(of node: GCNode) -> [GCNode] {
    guard let namespace = database.namespaces[node.namespace] else { return [] }
    func other(_ thing: GCNode.Thing) -> GCNode { GCNode(node.namespace, thing) }
    func labelled(_ labels: [BytePath: BytePath]) -> [GCNode] {
      ContainerdLabel.references(labels, in: node.namespace)
    }
    switch node.thing {
    case .content(let digest): return labelled(namespace.blobs[digest]?.labels ?? [:])
    case .snapshot(let name):
      guard let row = snapshot(name, node.namespace) else { return [] }
      let parent = row.parent.map {
        other(.snapshot(SnapshotName(snapshotter: name.snapshotter, key: $0)))
      }
      return labelled(row.labels) + [parent].compactMap(\.self)
    case .ingest(let key):
      return [namespace.ingests[key]?.expected].compactMap { $0.map { other(.content($0)) } }
    case .image(let name):
      guard let image = namespace.images[name] else { return [] }
      return labelled(image.labels) + [image.digest].compactMap { $0.map { other(.content($0)) } }
    case .container(let id):
      guard let container = namespace.containers[id] else { return [] }
      guard let snapshotter = container.snapshotter, let key = container.snapshotKey else {
        return labelled(container.labels)
      }
      let own = other(.snapshot(SnapshotName(snapshotter: snapshotter, key: key)))
      return labelled(container.labels) + [own]
    }
  }

  private func snapshot(_ name: SnapshotName, _ namespace: BytePath) -> MetaDatabase.Snapshot? {
    database.namespaces[namespace]?.snapshots[name.snapshotter]?[name.key]
  }

  private mutating func noteBackReferences() {
    for (name, namespace) in database.namespaces {
      for (digest, row) in namespace.blobs {
        note(ContainerdLabel.backReferences(row.labels, in: name), GCNode(name, .content(digest)))
      }
      for (snapshotter, rows) in namespace.snapshots {
        for (key, row) in rows {
          let snapshot = SnapshotName(snapshotter: snapshotter, key: key)
          note(
            ContainerdLabel.backReferences(row.labels, in: name), GCNode(name, .snapshot(snapshot)))
        }
      }
    }
  }

  private mutating func note(_ owners: [GCNode], _ node: GCNode) {
    for owner in owners { keptBy[owner, default: []].append(node) }
  }
}
