internal import LayerModel

extension ContainerdReading {
  /// Tells of each lease what it alone keeps.
  mutating func readLeases() {
    var held: [GarbageMark.LeaseName: ByteCount] = [:]
    let sizes = Dictionary(
      record.layers.map { ($0.id, $0.recordedSize) }, uniquingKeysWith: { first, _ in first })
    var writable: [GarbageMark.LeaseName: [LayerID]] = [:]
    let kinds = Dictionary(
      record.layers.map { ($0.id, $0.snapshotKind) }, uniquingKeysWith: { first, _ in first })
    var lasting: Set<BytePath> = []
    for (node, keep) in mark.kept where keep.lease == nil {
      if case .content(let digest) = node.thing { lasting.insert(digest) }
    }
    // The bytes of a blob are there once, whoever lists it.
    var counted: Set<BytePath> = []
    for (node, keep) in mark.kept.sorted(by: { $0.key.namespace < $1.key.namespace }) {
      guard let lease = keep.lease else { continue }
      switch node.thing {
      case .content(let digest):
        guard !lasting.contains(digest), let blob = blobs[digest], counted.insert(digest).inserted
        else {
          continue
        }
        held[lease, default: 0].add(blob.size ?? 0)
      case .snapshot(let name):
        let id = Self.layerID(node.namespace, name.snapshotter, name.key)
        held[lease, default: 0].add((sizes[id] ?? nil) ?? 0)
        if kinds[id] == "active" { writable[lease, default: []].append(id) }
      case .ingest, .image, .container: continue
      }
    }
    for (name, namespace) in meta.namespaces {
      let isProven = isDockerProven(namespace)
      for (id, row) in namespace.leases {
        let missing =
          row.contents.count { namespace.blobs[$0] == nil }
          + row.snapshots.count { namespace.snapshots[$0.snapshotter]?[$0.key] == nil }
          + row.ingests.count { namespace.ingests[$0] == nil }
          + row.images.count { namespace.images[$0] == nil }
        let lease = GarbageMark.LeaseName(namespace: name, id: id)
        var claim = LeaseClaim(
          namespace: EscapedText.utf8(name.bytes), id: EscapedText.utf8(id.bytes),
          path: Self.metaPath, created: row.created, expires: ContainerdLabel.expiry(row.labels),
          resources: row.contents.count + row.snapshots.count + row.ingests.count
            + row.images.count,
          missing: missing, held: held[lease, default: 0])
        claim.writable = writable[lease, default: []].sorted()
        let owner = dockerOwner(of: id, in: name, isProven: isProven)
        claim.owner = owner?.owner
        claim.ownerState = owner?.state
        record.leases.append(claim)
      }
    }
  }
}
