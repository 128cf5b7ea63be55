internal import LayerModel

/// Indexes, and what of them is here.
extension OCIWalk {
  /// Follows a descriptor of something that is called for its own sake.
  mutating func reach<Source: OCIBlobSource & ~Copyable>(
    _ descriptor: OCIDescriptor, _ kind: DescriptorClaim.Kind, from place: Place, depth: Int,
    mayBeAbsent: Bool = false, in source: borrowing Source
  ) -> Reached {
    guard mayGoOn(place.path) else { return Reached(images: [], state: "unknown") }
    guard let digest = descriptor.digest else {
      isWhole = false
      add(descriptor, kind, from: place, state: "malformed", blob: nil, image: nil)
      return Reached(images: [], state: "malformed")
    }
    let status = source.status(of: digest)
    let state = self.state(of: status, descriptor, mayBeAbsent: mayBeAbsent)
    let row = descriptors.count
    add(descriptor, kind, from: place, state: state, blob: status.path, image: nil)
    var images: [ImageID] = []
    if !status.isThere {
      // What it named may be here, and what it has with it is not looked into.
      if state == "missing" || descriptor.embeddedState == "match" { isWhole = false }
      if state == "missing", descriptor.mayBeImage, place.isTrusted { images = [lose(digest)] }
    } else if descriptor.mayBeImage {
      images = document(digest, status, descriptor, depth: depth, in: source)
    } else {
      need(descriptor, digest)
    }
    if place.isTrusted, row < descriptors.count { descriptors[row].image = images.first }
    return Reached(images: images, state: state)
  }

  /// Notes what is called for its own sake and is no document.
  private mutating func need(_ descriptor: OCIDescriptor, _ digest: BlobDigest) {
    switch descriptor.type.kind {
    case .config: need(digest, .config, descriptor)
    case .layer:
      // What a builder keeps for its next build is an index of layers.
      need(digest, .layer, descriptor)
      if let text = descriptor.annotations[.uncompressed], let diffID = Digest(prefixed: text) {
        needs[digest]?.diffIDs.insert(diffID)
      }
    case .sealedLayer, .index, .manifest, .oldManifest, .other:
      need(digest, .artifact, descriptor)
    }
  }

  /// As ``DescriptorClaim/state``.
  mutating func state(
    of status: OCIBlobStatus, _ descriptor: OCIDescriptor, mayBeAbsent: Bool
  ) -> String {
    if status.state == "symlink" { noteLink(status.path) }
    if status.isThere { return "present" }
    guard status.state == "missing" else { return status.state }
    let isElsewhere =
      !status.isListed
      && (mayBeAbsent || descriptor.isForeign || descriptor.embeddedState == "match")
    return isElsewhere ? "not-fetched" : "missing"
  }

  /// Notes what a blob is to those who name it.
  mutating func need(
    _ digest: BlobDigest, _ role: BlobClaim.Role, _ descriptor: OCIDescriptor? = nil,
    image: ImageID? = nil
  ) {
    needs[digest, default: Need()].roles.insert(role)
    if needs[digest]?.mediaType == nil { needs[digest]?.mediaType = descriptor?.mediaType }
    if let image { needs[digest]?.images.insert(image) }
  }

  /// Reads an index or a manifest, once; gives the images behind it.
  private mutating func document<Source: OCIBlobSource & ~Copyable>(
    _ digest: BlobDigest, _ status: OCIBlobStatus, _ descriptor: OCIDescriptor, depth: Int,
    in source: borrowing Source
  ) -> [ImageID] {
    if let known = reached[digest] {
      judge(descriptor, known, status.path)
      return known.images
    }
    need(digest, descriptor.type.kind == .index ? .index : .manifest, descriptor)
    guard !active.contains(digest) else {
      note("index-circular", status.path, actual: "\(digest)")
      isWhole = false
      return [lose(digest)]
    }
    guard depth < Self.depthLimit else {
      note("index-too-deep", status.path, expected: "at most \(Self.depthLimit) levels")
      isWhole = false
      return [lose(digest)]
    }
    active.insert(digest)
    var known = Known(images: [])
    read(digest, status, descriptor, depth: depth, &known, in: source)
    active.remove(digest)
    if mayKeep(known.images.count, status.path) {
      needs[digest]?.images.formUnion(known.images)
    } else {
      known.images = []
    }
    reached[digest] = known
    return known.images
  }

  private mutating func read<Source: OCIBlobSource & ~Copyable>(
    _ digest: BlobDigest, _ status: OCIBlobStatus, _ descriptor: OCIDescriptor, depth: Int,
    _ known: inout Known, in source: borrowing Source
  ) {
    guard let bytes = bytes(of: digest, status, in: source) else {
      isWhole = false
      known.images = [lose(digest)]
      return
    }
    let isTrusted = judge(bytes, digest, status.path)
    let document: OCIDocument
    do {
      document = try OCIDocument(bytes, at: status.path)
    } catch {
      // Of bytes that are not those of the name, the name tells enough.
      if isTrusted { problems.append(error) }
      isWhole = false
      known.images = [lose(digest)]
      return
    }
    if isTrusted {
      for oddity in document.oddities { note(oddity.kind, status.path, actual: oddity.actual) }
      known.describe(document)
      judge(descriptor, known, status.path)
    }
    guard document.isIndex, !document.isManifest || descriptor.type.kind == .index else {
      known.images = manifest(
        document, digest, status.path, descriptor, isTrusted: isTrusted, in: source)
      known.platform = known.images.first.flatMap { platforms[$0] }
      return
    }
    needs[digest]?.roles = [.index]
    let isAnyHere = document.manifests.contains { manifest in
      manifest.digest.map { source.status(of: $0).isThere } == true
    }
    var seen: Set<ImageID> = []
    for (position, manifest) in document.manifests.enumerated() {
      let place = Place(
        path: status.path, record: "manifests[\(position)]", isTrusted: isTrusted)
      let found = reach(
        manifest, .manifest, from: place, depth: depth + 1, mayBeAbsent: isAnyHere, in: source)
      known.images += found.images.filter { seen.insert($0).inserted }
    }
    noteSubject(of: document, from: status.path, isTrusted)
  }

  mutating func noteSubject(of document: OCIDocument, from path: BytePath, _ isTrusted: Bool) {
    guard let subject = document.subject else { return }
    subjects.append((subject, Place(path: path, record: "subject", isTrusted: isTrusted)))
  }

  /// The bytes of a document; `nil` when they cannot be had, which is told here unless the blob's
  /// own state tells it.
  mutating func bytes<Source: OCIBlobSource & ~Copyable>(
    of digest: BlobDigest, _ status: OCIBlobStatus, in source: borrowing Source
  ) -> [UInt8]? {
    guard status.state == "present" || status.state == "unreadable",
      mayRead(status.size, status.path)
    else { return nil }
    do {
      return try source.bytes(of: digest, limit: Self.documentLimit)
    } catch {
      problems.append(error)
      return nil
    }
  }

  /// Whether a document is the one that its name tells.
  mutating func judge(_ bytes: [UInt8], _ digest: BlobDigest, _ path: BytePath) -> Bool {
    guard !digest.isDigest(of: bytes) else { return true }
    isWhole = false
    note("document-digest-differs", path, expected: "\(digest)")
    return false
  }

  /// Holds what a descriptor says of a document against what that is, be it read now or before.
  private mutating func judge(_ descriptor: OCIDescriptor, _ known: Known, _ path: BytePath) {
    let due = Self.documentKind(descriptor.type) ?? known.kinds.first
    if known.kinds.contains(where: { $0 != due }) {
      noteOnce(
        Oddity(
          "document-type-differs", path: path, expected: descriptor.mediaType, actual: known.kind))
    }
    guard let platform = descriptor.platform, let image = known.images.first,
      let found = known.platform, platform.contradicts(found),
      let path = images[image]?.claim.configPath
    else { return }
    noteOnce(
      Oddity(
        "platform-differs", path: path, image: image, expected: platform.text, actual: found.text))
  }

  fileprivate static func documentKind(_ type: OCIMediaType) -> OCIMediaType.Kind? {
    switch type.kind {
    case .index: .index
    case .manifest, .oldManifest: .manifest
    case .config, .layer, .sealedLayer, .other: nil
    }
  }
}

extension OCIDescriptor {
  /// Whether it names an index or a manifest, as far as it says what it names.
  fileprivate var mayBeImage: Bool {
    switch type.kind {
    case .index, .manifest, .oldManifest: true
    case .other: (mediaType ?? "").isEmpty
    case .config, .layer, .sealedLayer: false
    }
  }
}

extension OCIWalk.Known {
  mutating func describe(_ document: OCIDocument) {
    kinds = [
      document.isIndex ? OCIMediaType.Kind.index : nil, document.isManifest ? .manifest : nil,
      document.mediaType.flatMap { OCIWalk.documentKind(OCIMediaType($0)) },
    ].compactMap(\.self)
    kind =
      document.isIndex && document.isManifest
      ? "an index and a manifest in one"
      : document.mediaType ?? (document.isIndex ? "an index" : "a manifest")
  }
}
