internal import FileAccess
internal import LayerModel

/// What the images of a store say of one layer.
struct ContainerdStep: Hashable {
  var diffID: Digest
  /// The ChainID of what it lies on.
  var parent: Digest?
  /// Who made it, as the image tells.
  var made: LayerClaim
}

extension ContainerdReading {
  /// What every id of a namespace begins with.
  static func prefix(_ namespace: BytePath) -> String { EscapedText.utf8(namespace.bytes) + "/" }

  static func imageID(_ namespace: BytePath, _ digest: BytePath) -> ImageID {
    ImageID(namespace.appending(digest))
  }

  /// Follows the images of all namespaces to their blobs.
  mutating func readImages() {
    var needs: [BlobDigest: OCIWalk.Need] = [:]
    for (name, namespace) in meta.namespaces.sorted(by: { $0.key < $1.key }) {
      guard !namespace.images.isEmpty else { continue }
      do {
        // A directory of its own, for problems to name files by the store's root.
        let root = try Directory.openRoot(record.location.root, stop: root.stop)
        let source = ContainerdBlobSource(root: root, rows: namespace.blobs, blobs: blobs)
        follow(name, namespace, in: source)
        for (digest, need) in walks[name]?.needs ?? [:] {
          needs[digest, default: OCIWalk.Need()].add(need)
        }
      } catch {
        report(error)
      }
    }
    take(needs)
  }

  private mutating func follow(
    _ name: BytePath, _ namespace: MetaDatabase.Namespace, in source: borrowing ContainerdBlobSource
  ) {
    let prefix = Self.prefix(name) + "sha256:"
    var walk = OCIWalk(imagePrefix: prefix, layerPrefix: prefix)
    walk.budget = budget
    var roots: [OCIWalk.Root] = []
    for (key, row) in namespace.images.sorted(by: { $0.key < $1.key }) {
      let record = name.appending("images").appending(key)
      guard let digest = row.digest, BlobDigest(digest.bytes) != nil else {
        let image = ImageID(record)
        self.record.references.append(
          ReferenceClaim(
            name: EscapedText.utf8(key.bytes), path: Self.metaPath, target: image.description,
            targetState: "unknown", nameState: "ok"))
        note(
          "row-value-malformed", Self.metaPath, image: image, expected: "a digest",
          actual: "\(record.description)/target/digest: "
            + (row.digest.map { "\($0.description.prefix(100))" } ?? "nothing"))
        continue
      }
      let descriptor = OCIDescriptor(
        mediaType: row.mediaType.map { EscapedText.utf8($0.bytes) },
        digest: EscapedText.utf8(digest.bytes), size: row.size?.value ?? 0)
      roots.append(
        OCIWalk.Root(
          descriptor: descriptor, path: Self.metaPath, record: EscapedText.utf8(record.bytes),
          names: [EscapedText.utf8(key.bytes)]))
    }
    let reached = walk.follow(roots, in: source)
    walk.finish()
    budget = walk.budget
    for (root, found) in zip(roots, reached) {
      refer(root, found, name)
    }
    note(walk, name)
    walks[name] = walk
  }

  /// Takes the name into the record.
  private mutating func refer(
    _ root: OCIWalk.Root, _ found: OCIWalk.Reached, _ namespace: BytePath
  ) {
    let target =
      found.images.first
      ?? Self.imageID(namespace, BytePath(root.descriptor.digestText))
    record.references.append(
      ReferenceClaim(
        name: root.names.first ?? "", path: Self.metaPath, target: target.description,
        targetState: found.state == "present" ? "present" : found.state, nameState: "ok"))
  }

  /// Adds to blobs what all walks tell of them, once: many namespaces may need one blob.
  private mutating func take(_ needs: [BlobDigest: OCIWalk.Need]) {
    for (digest, need) in needs {
      let key = BytePath(digest.description)
      guard var blob = blobs[key] else { continue }
      blob.roles.formUnion(need.roles)
      if blob.mediaType == nil { blob.mediaType = need.mediaType }
      blob.diffIDs = need.diffIDs.sorted()
      blob.images = need.images.sorted()
      blobs[key] = blob
      guard need.roles.contains(.layer), blob.state == "present" else { continue }
      for diffID in need.diffIDs {
        packed[diffID] = packed[diffID].map { min($0, blob.path) } ?? blob.path
      }
    }
  }

  /// Adds to layers what a walk tells of them.
  private mutating func note(_ walk: OCIWalk, _ namespace: BytePath) {
    for image in walk.images.values {
      var parent: Digest?
      for step in image.steps {
        if let made = walk.layers[step.layer] {
          steps[step.chainID] = ContainerdStep(diffID: step.diffID, parent: parent, made: made)
        }
        parent = step.chainID
      }
    }
    record.oddities += walk.oddities
    for problem in walk.problems {
      // What vanished since it was listed is read again with whatever else is accused.
      if case .missing = problem { continue }
      // One blob may be needed in several namespaces.
      if case .notEntered(let path, _) = problem, !notEntered.insert(path).inserted { continue }
      report(problem)
    }
  }

  /// Gives images their layers, once it is known what is unpacked, and lists them.
  mutating func placeImages() {
    let digests = Dictionary(
      blobs.map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
    for name in walks.keys.sorted() {
      guard var walk = walks[name] else { continue }
      letGo(&walk, name, digests)
      var unpacked: Set<ImageID> = []
      let chains = snapshottersByKey(in: name)
      var absent: [ImageID: Set<String>] = [:]
      for descriptor in walk.descriptors where descriptor.state != "present" {
        if let image = descriptor.image { absent[image, default: []].insert(descriptor.state) }
      }
      for (id, image) in walk.images {
        let copies = image.steps.last.flatMap { chains[BytePath("\($0.chainID)")] } ?? []
        if place(image, name, walk, absent[id] ?? [], copies) { unpacked.insert(id) }
      }
      list(walk, unpacked)
      checkLabels(walk, name, digests, unpacked: unpacked)
    }
    walks = [:]
  }

  /// Counts layers that no row lists and no label keeps as gone: once they are unpacked, clients may
  /// take the labels away, the garbage collector the rows, and its next sweep the files.
  ///
  /// Source: containerd v2.3.4 `core/images/handlers.go`, `ChildGCLabelsFilterLayers`;
  /// `ctr content prune references` [M 1.6.20].
  private func letGo(
    _ walk: inout OCIWalk, _ namespace: BytePath, _ digests: [BytePath: BytePath]
  ) {
    var kept: [BytePath: Set<BytePath>] = [:]
    for index in walk.descriptors.indices {
      let descriptor = walk.descriptors[index]
      guard descriptor.kind == .layer, descriptor.state == "unlisted",
        let manifest = digests[descriptor.path],
        let row = meta.namespaces[namespace]?.blobs[manifest]
      else { continue }
      let own = kept[manifest] ?? Set(ContainerdLabel.contents(row.labels).map(\.digest))
      kept[manifest] = own
      guard !own.contains(BytePath(descriptor.digestText)) else { continue }
      walk.descriptors[index].state = ContainerdBlobSource.absent
    }
  }

  /// Whether the image is unpacked.
  private mutating func place(
    _ image: OCIWalk.Image, _ name: BytePath, _ walk: OCIWalk, _ absent: Set<String>,
    _ copies: [BytePath]
  ) -> Bool {
    var claim = image.claim
    claim.namespace = EscapedText.utf8(name.bytes)
    let manifest = claim.id.name.lastComponent
    claim.registries =
      meta.namespaces[name]?.blobs[manifest].map { ContainerdLabel.registries($0.labels) } ?? []
    if copies.isEmpty {
      for step in image.steps where packedLayers.insert(step.layer).inserted {
        guard layerIDs.insert(step.layer).inserted, var layer = walk.layers[step.layer] else {
          continue
        }
        layer.namespace = claim.namespace
        record.layers.append(layer)
      }
    } else {
      let chains = copies.map { snapshotter in
        image.steps.reversed().compactMap { step in
          snapshot(BytePath("\(step.chainID)"), of: snapshotter, in: name)
        }
      }
      claim.layers = chains[0]
      claim.copies = chains.dropFirst().flatMap(\.self)
      let ids = Dictionary(
        zip(image.steps.reversed().map(\.layer), chains[0]), uniquingKeysWith: { first, _ in first }
      )
      if chains[0].count == image.steps.count {
        for index in claim.history.indices {
          claim.history[index].layer = claim.history[index].layer.flatMap { ids[$0] }
        }
      }
      // Its layers may be dropped once they are unpacked.
      if absent.isSubset(of: [ContainerdBlobSource.absent, "not-fetched"]),
        claim.configState == "ok", claim.chainState == "complete"
      {
        claim.isComplete = true
      }
    }
    record.images.append(claim)
    return !copies.isEmpty
  }

  /// The snapshotters that have a snapshot, that with plain files first.
  private func snapshottersByKey(in namespace: BytePath) -> [BytePath: [BytePath]] {
    var found: [BytePath: [BytePath]] = [:]
    let snapshots = meta.namespaces[namespace]?.snapshots ?? [:]
    let names = snapshots.keys.sorted {
      ($0 == "overlayfs" ? 0 : 1, $0) < ($1 == "overlayfs" ? 0 : 1, $1)
    }
    for name in names {
      for key in (snapshots[name] ?? [:]).keys where key.hasPrefix("sha256:") {
        found[key, default: []].append(name)
      }
    }
    return found
  }

  /// Images of indexes of which only the documents are here, while another image of the index is
  /// here as a whole: a pull may fetch the documents of every platform.
  ///
  /// Source: containerd v2.3.4 `core/images/handlers.go`, `core/remotes/handlers.go`,
  /// `FilterManifestByPlatformHandler`.
  private func bareImages(of walk: OCIWalk, _ unpacked: Set<ImageID>) -> Set<ImageID> {
    let layers = walk.descriptors.filter { $0.kind == .layer && $0.image != nil }
    let there = Set(
      layers.filter { $0.state != ContainerdBlobSource.absent }.compactMap(\.image))
    let absent = Set(layers.compactMap(\.image)).subtracting(there)
    guard !absent.isEmpty else { return [] }
    var bare: Set<ImageID> = []
    for images in walk.reached.values.map(\.images) where images.count > 1 {
      let isOneHere = images.contains {
        unpacked.contains($0) || walk.images[$0]?.claim.isComplete == true
      }
      if isOneHere { bare.formUnion(absent.intersection(images)) }
    }
    return bare
  }

  /// Takes a walk's rows, with words for what is not there.
  private mutating func list(_ walk: OCIWalk, _ unpacked: Set<ImageID>) {
    let bare = bareImages(of: walk, unpacked)
    let indexes = Set(
      walk.descriptors.filter { $0.kind == .manifest && $0.state == "present" }.map(\.path))
    for var descriptor in walk.descriptors {
      if descriptor.state == ContainerdBlobSource.absent {
        let file = blobs[BytePath(descriptor.digestText)]
        let missing = file == nil || file?.state == "missing" ? "missing" : "unlisted"
        switch descriptor.kind {
        case .target: descriptor.state = "dangling"
        case .manifest:
          descriptor.state = indexes.contains(descriptor.path) ? "not-fetched" : missing
        case .subject: descriptor.state = "not-fetched"
        case .layer:
          let image = descriptor.image
          let isUnpacked = image.map { unpacked.contains($0) } == true
          let isBare = image.map { bare.contains($0) } == true
          descriptor.state = isUnpacked ? "discarded" : isBare ? "not-fetched" : missing
        case .config: descriptor.state = missing
        }
      }
      record.descriptors.append(descriptor)
    }
  }
}
