internal import FileAccess
internal import LayerModel

/// Snapshots: the rows of `meta.db`, those of each snapshotter, and the directories.
extension ContainerdReading {
  static func layerID(
    _ namespace: BytePath, _ snapshotter: BytePath, _ key: BytePath
  ) -> LayerID {
    LayerID(namespace.appending(snapshotter).appending(key))
  }

  /// The layer of a snapshot; `nil` when there is no row of it.
  func snapshot(
    _ key: BytePath, of snapshotter: BytePath, in namespace: BytePath
  ) -> LayerID? {
    guard meta.namespaces[namespace]?.snapshots[snapshotter]?[key] != nil else { return nil }
    return Self.layerID(namespace, snapshotter, key)
  }

  mutating func readSnapshots() {
    for (name, namespace) in meta.namespaces {
      for (snapshotter, rows) in namespace.snapshots {
        for (key, row) in rows { addSnapshot(key, row, snapshotter, name) }
        checkChildren(rows, snapshotter, name)
      }
    }
    record.layers.sort { $0.id < $1.id }
    linkSnapshots()
    checkDatabases()
    tellWhatIsClosed()
    let count = record.layers.count
    search("snapshots", Self.metaPath, owners: isMetaKnown ? count : nil)
  }

  private mutating func addSnapshot(
    _ key: BytePath, _ row: MetaDatabase.Snapshot, _ snapshotter: BytePath, _ namespace: BytePath
  ) {
    let id = Self.layerID(namespace, snapshotter, key)
    // Only a key without a byte, which bbolt refuses, makes an id that another row has.
    guard layerIDs.insert(id).inserted else { return }
    let own = snapshotters[snapshotter]
    let backend = row.name.flatMap { own?.database?.rows[$0] }
    let chain = Digest(prefixed: key.bytes)
    let isImage = backend?.kind.map { $0 == .committed } ?? (chain != nil)
    var claim = LayerClaim(
      id: id, role: isImage ? .image : .container,
      contentPath: own?.snapshots ?? Snapshotter(snapshotter).snapshots, contentState: "unknown")
    claim.metadataPath = Self.metaPath
    claim.metadataState = "ok"
    claim.namespace = EscapedText.utf8(namespace.bytes)
    claim.snapshotter = EscapedText.utf8(snapshotter.bytes)
    claim.parent = row.parent.map { Self.layerID(namespace, snapshotter, $0) }
    claim.created = row.created
    claim.createdState = row.created == nil ? "missing" : "ok"
    claim.keptUntil =
      mark[namespace, .snapshot(SnapshotName(snapshotter: snapshotter, key: key))]?.until
    describe(&claim, row, backend, own)
    name(&claim, chain, row, snapshotter, namespace)
    if let own, let backend { locate(&claim, backend, own, row) }
    let shared = sharedSnapshot(key, row, snapshotter, namespace)
    if let other = row.name.flatMap({ named[snapshotter, default: [:]][$0] }) {
      if shared == nil || shared != row.name.flatMap({ self.shared[snapshotter, default: [:]][$0] })
      {
        note(
          "snapshot-named-twice", Self.metaPath, layer: max(id, other),
          expected: "a snapshot of its own", actual: "that of \(min(id, other))")
      }
    } else if let backendName = row.name {
      named[snapshotter, default: [:]][backendName] = id
      self.shared[snapshotter, default: [:]][backendName] = shared
    }
    record.layers.append(claim)
  }

  /// What a snapshot that the snapshotter had already was found by, which several namespaces name
  /// then; `nil` for any other.
  ///
  /// Source: containerd v2.3.4 `core/metadata/snapshot.go`, `createSnapshot`.
  private func sharedSnapshot(
    _ key: BytePath, _ row: MetaDatabase.Snapshot, _ snapshotter: BytePath, _ namespace: BytePath
  ) -> SharedSnapshot? {
    guard row.labels[ContainerdLabel.snapshotReference] == key else { return nil }
    let below = row.parent.flatMap { meta.namespaces[namespace]?.snapshots[snapshotter]?[$0]?.name }
    return SharedSnapshot(key: key, parent: below)
  }

  /// What the snapshotter's row says.
  private func describe(
    _ claim: inout LayerClaim, _ row: MetaDatabase.Snapshot, _ backend: SnapshotterDatabase.Row?,
    _ snapshotter: Snapshotter?
  ) {
    guard let snapshotter, snapshotter.database != nil else {
      claim.cacheIDState = "unknown"
      return
    }
    claim.cacheIDPath = snapshotter.databasePath
    guard let backend else {
      // A database that is lost as a whole is told once.
      claim.cacheIDState = "missing"
      claim.cacheIDText = row.name?.description
      return
    }
    claim.cacheID = backend.id.map { LayerID(String($0)) }
    claim.cacheIDState = backend.id == nil ? "malformed" : "ok"
    claim.snapshotKind = backend.kind.map { "\($0)" } ?? "unknown"
    claim.recordedSizePath = snapshotter.databasePath
    guard backend.kind == .committed else { return }
    claim.recordedSize = backend.size.map { ByteCount($0) }
    claim.recordedSizeState = backend.size.map { $0 < 0 ? "negative" : "ok" } ?? "missing"
    claim.recordedInodes = backend.inodes.flatMap { Int(exactly: $0) }
  }

  /// What its key, its labels and images say of what it should be.
  private mutating func name(
    _ claim: inout LayerClaim, _ chain: Digest?, _ row: MetaDatabase.Snapshot,
    _ snapshotter: BytePath, _ namespace: BytePath
  ) {
    let labelled = row.labels[ContainerdLabel.diffID].flatMap { Digest(prefixed: $0.bytes) }
    claim.recordedDiffID = labelled
    claim.diffIDState = labelled == nil ? nil : "ok"
    guard let chain, claim.role == .image else { return }
    if let step = steps[chain] {
      claim.isNamedByImage = true
      claim.imageDiffID = step.diffID
      claim.imageParent = step.parent.map {
        Self.layerID(namespace, snapshotter, BytePath("\($0)"))
      }
      claim.createdBy = step.made.createdBy
      claim.comment = step.made.comment
      claim.author = step.made.author
      claim.recordedDiffID = labelled ?? step.diffID
    }
    guard let diff = claim.recordedDiffID else { return }
    takeBlob(&claim, diff)
    let below = row.labels[ContainerdLabel.parentChainID].flatMap { label in
      label.isEmpty ? nil : Digest(prefixed: label.bytes)
    }
    // The label first: the parent has a check of its own.
    let parent = labelled == nil ? row.parent.flatMap { Digest(prefixed: $0.bytes) } : below
    guard labelled != nil || row.parent == nil || parent != nil else { return }
    let computed = ChainID.of(parent: parent, diff: diff)
    claim.computedChainID = computed
    claim.contentAddressState = computed == chain ? "match" : "mismatch"
  }

  /// Finds the blob that holds the layer.
  private mutating func takeBlob(_ claim: inout LayerClaim, _ diffID: Digest) {
    if let path = packed[diffID] {
      claim.blob = path
      claim.blobState = "present"
    } else if let step = steps.isEmpty ? nil : claim.imageDiffID, step == diffID {
      claim.blobState = "discarded"
    }
  }

  /// Finds its files.
  private mutating func locate(
    _ claim: inout LayerClaim, _ backend: SnapshotterDatabase.Row, _ snapshotter: Snapshotter,
    _ row: MetaDatabase.Snapshot
  ) {
    guard let id = backend.id else { return }
    claim.contentPath = snapshotter.content(id)
    guard row.labels[ContainerdLabel.remote] == nil, backend.labels[ContainerdLabel.remote] == nil
    else {
      claim.contentState = "remote"
      return
    }
    switch snapshotter.style {
    case .overlay:
      let directory = LayerContent(
        snapshotter.directory(id), shape: .ownEntriesWithWhiteoutDevices, in: root)
      guard directory.state == "directory" else {
        directory.apply(to: &claim)
        report(directory.problem, layer: claim.id)
        return
      }
      place(
        &claim, LayerContent(claim.contentPath, shape: .ownEntriesWithWhiteoutDevices, in: root))
      if backend.kind == .active { checkWork(claim, snapshotter.directory(id)) }
    case .native: place(&claim, LayerContent(claim.contentPath, shape: .wholeTree, in: root))
    case .closed: claim.contentState = "not-plain-files"
    }
  }

  private mutating func place(_ claim: inout LayerClaim, _ content: LayerContent) {
    content.apply(to: &claim)
    report(content.problem, layer: claim.id)
    claim.content?.keepsOwnRoot = true
    claim.content?.keepsFractions = true
    guard claim.role == .image, claim.blobState == "present" else { return }
    claim.content?.tarSplit = claim.blob
    claim.content?.tarForm = .blob
  }

  /// Overlay is mounted for writing with a directory to work in.
  private mutating func checkWork(_ claim: LayerClaim, _ directory: BytePath) {
    let path = directory.appending("work")
    do {
      guard try root.statusIfPresent(path)?.kind != .directory else { return }
      note("work-missing", path, layer: claim.id, expected: "a directory", actual: "none")
    } catch {
      report(error, layer: claim.id)
    }
  }

  /// The second record of who lies on whom, by which removal is refused.
  ///
  /// Source: containerd v2.3.4 `core/metadata/snapshot.go`, `Remove`.
  private mutating func checkChildren(
    _ rows: [BytePath: MetaDatabase.Snapshot], _ snapshotter: BytePath, _ namespace: BytePath
  ) {
    var due: [BytePath: Set<BytePath>] = [:]
    for (key, row) in rows { if let parent = row.parent { due[parent, default: []].insert(key) } }
    for (key, row) in rows where row.children != due[key, default: []] {
      let id = Self.layerID(namespace, snapshotter, key)
      let extra = row.children.subtracting(due[key, default: []])
      let lost = due[key, default: []].subtracting(row.children)
      if !extra.isEmpty {
        note(
          "snapshot-child-dangling", Self.metaPath, layer: id,
          expected: "only what lies on it", actual: Self.list(extra))
      }
      if !lost.isEmpty {
        note(
          "snapshot-child-unlisted", Self.metaPath, layer: id,
          expected: Self.list(lost), actual: "not in the list of its children")
      }
    }
  }

  static func list(_ keys: Set<BytePath>) -> String {
    let shown = keys.sorted().prefix(3).map { String($0.description.prefix(80)) }
    return shown.joined(separator: ", ") + (keys.count > 3 ? " and \(keys.count - 3) more" : "")
  }
}
