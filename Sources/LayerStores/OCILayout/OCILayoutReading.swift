internal import GoJSON
internal import LayerModel

/// The reading of one layout, step by step.
struct OCILayoutReading<Files: ArchiveFiles & ~Copyable>: StoreReading, ~Copyable {
  let files: Files
  var record: StoreRecord
  var blobs: [BlobDigest: BlobClaim] = [:]
  /// Files that only Docker's list names.
  private var others: [BlobClaim] = []
  private var named: Set<BytePath> = []
  /// `false` when a blob may have been overlooked.
  private var isListed: Bool
  /// `false` when someone who needs a blob may have been overlooked.
  private var isWhole: Bool

  private let folder: BytePath = "blobs"
  private let index: BytePath = "index.json"
  private let layout: BytePath = "oci-layout"

  /// Blobs that are listed.
  private var blobLimit: Int { 100_000 }

  init(_ files: consuming Files, _ location: StoreLocation) {
    isListed = files.isWhole
    isWhole = files.isWhole
    self.files = files
    record = StoreRecord(location: location)
  }

  mutating func readEverything() {
    readVersion()
    listBlobs()
    var walk = OCIWalk()
    readIndex(&walk)
    walk.finish()
    take(walk)
    readArchive()
    record.blobs = Array(blobs.values) + others
    listStrays()
  }

  /// The record, sorted.
  consuming func finish() -> StoreRecord {
    record.places = LayoutPlaces.layout
    record.sort()
    return record
  }

  private mutating func readVersion() {
    var document = ArchiveDocument("oci-layout", at: layout, limit: .wordLimit, in: files)
    var version: String?
    let path = layout
    document.parse { (bytes) throws(ReadProblem) in
      let value = try JSONDocument(parsing: bytes, at: path).value
      guard case .object = value else {
        throw .malformed(path, offset: 0, expected: "a JSON object")
      }
      do throws(JSONTypeError) { version = try value.string("imageLayoutVersion") ?? "" } catch {
        throw error.problem(at: path)
      }
    }
    if let version, version != "1.0.0" {
      note("layout-version", layout, expected: "1.0.0", actual: version)
    }
    if document.isTold { record.documents.append(document.claim) }
    report(document.problem)
  }

  private mutating func listBlobs() {
    do {
      guard let names = try files.names(in: folder) else { return }
      var strays: [BytePath] = []
      for name in names {
        let algorithm = BlobDigest.Algorithm(rawValue: String(decoding: name.bytes, as: UTF8.self))
        guard let algorithm else {
          strays.append(name)
          continue
        }
        list(algorithm)
      }
      noteStrays(strays, in: folder)
    } catch {
      isListed = false
      report(error.ofSearchedDirectory)
    }
  }

  private mutating func list(_ algorithm: BlobDigest.Algorithm) {
    let folder = folder.appending(algorithm.rawValue)
    do throws(ReadProblem) {
      var strays: [BytePath] = []
      for name in try files.names(in: folder) ?? [] {
        guard let digest = BlobDigest(algorithm, hex: name.bytes) else {
          strays.append(name)
          continue
        }
        guard blobs.count < blobLimit else {
          throw .tooMany(folder, limit: blobLimit, things: "blobs")
        }
        guard let entry = try files.entry(at: folder.appending(name)) else { continue }
        blobs[digest] = BlobClaim(entry, at: folder.appending(name), digest)
      }
      noteStrays(strays, in: folder)
    } catch {
      isListed = false
      report(error.ofSearchedDirectory)
    }
  }

  private mutating func readIndex(_ walk: inout OCIWalk) {
    var document = ArchiveDocument("oci-index", at: index, limit: OCIWalk.documentLimit, in: files)
    var parsed: OCIDocument?
    let path = index
    document.parse { (bytes) throws(ReadProblem) in
      let found = try OCIDocument(bytes, at: path)
      guard found.hasList else {
        throw .malformed(path, offset: 0, expected: "an index with a list of manifests")
      }
      parsed = found
    }
    if document.isTold { record.documents.append(document.claim) }
    report(document.problem)
    for oddity in parsed?.oddities ?? [] { note(oddity.kind, index, actual: oddity.actual) }
    let roots = (parsed?.manifests ?? []).enumerated().map { position, descriptor in
      OCIWalk.Root(
        descriptor: descriptor, path: path, record: "manifests[\(position)]",
        names: descriptor.name.map { [$0] } ?? [])
    }
    isWhole = isWhole && parsed != nil
    let reached = walk.follow(roots, in: self)
    refer(roots, reached)
    record.searchedRoots.append(
      SearchedRoot(name: "index", path: index, owners: parsed.map(\.manifests.count)))
  }

  /// Notes the names that images have here.
  private mutating func refer(_ roots: [OCIWalk.Root], _ reached: [OCIWalk.Reached]) {
    var owners: [String: [OCIDescriptor]] = [:]
    var images: [String: ImageID] = [:]
    for (root, found) in zip(roots, reached) {
      guard let name = root.names.first else { continue }
      let isKnown = owners[name, default: []].contains { $0.digest == root.descriptor.digest }
      owners[name, default: []].append(root.descriptor)
      images[name] = images[name] ?? found.images.first
      guard !isKnown else { continue }
      let target = found.images.first?.description ?? root.descriptor.digest?.hex
      record.references.append(
        ReferenceClaim(
          name: name, path: index, target: target ?? root.descriptor.digestText,
          targetState: found.images.isEmpty ? "unknown" : "present",
          nameState: ReferenceNames.isLayoutName(name) ? "ok" : "illegal-annotation"))
    }
    for (name, descriptors) in owners.sorted(by: { $0.key < $1.key }) {
      let digests = Set(descriptors.map(\.digestText))
      // One name for an image of each platform is as good as an index.
      let platforms = descriptors.compactMap(\.platform)
      guard digests.count > 1,
        platforms.count < descriptors.count || Set(platforms).count < platforms.count
      else { continue }
      note(
        "name-duplicate", index, image: images[name], expected: "one image called \(name)",
        actual: "\(digests.count) images")
    }
  }

  /// Takes over what the walk found.
  private mutating func take(_ walk: OCIWalk) {
    isWhole = isWhole && walk.isWhole
    record.images = walk.images.values.map(\.claim)
    record.layers = Array(walk.layers.values)
    record.descriptors = walk.descriptors
    record.oddities += walk.oddities
    record.problems += walk.problems.map { AttributedProblem($0) }
    for (digest, need) in walk.needs {
      blobs[digest]?.take(need)
    }
    addMissing(walk)
  }

  /// Reads what Docker puts beside a layout for those who know none.
  private mutating func readArchive() {
    let claims = DockerArchiveClaims(files, isDue: false)
    isWhole = isWhole && claims.isWhole
    record.documents += claims.documents
    record.descriptors += claims.descriptors
    record.problems += claims.problems.map { AttributedProblem($0) }
    let told = Set(record.oddities.map { [$0.kind, "\($0.path)"] })
    record.oddities += claims.oddities.filter { !told.contains([$0.kind, "\($0.path)"]) }
    // Both sorts of document tell of one image, which its manifest names here.
    var known: [ImageID: [Int]] = [:]
    for (index, image) in record.images.enumerated() {
      guard let path = image.configPath, let digest = DockerArchiveClaims.digest(in: path) else {
        continue
      }
      known[ImageID(digest.hex), default: []].append(index)
    }
    for image in claims.images {
      guard let own = known[image.id] else {
        record.images.append(image)
        continue
      }
      for index in own {
        record.images[index].names = Set(record.images[index].names + image.names).sorted()
      }
    }
    let byManifest = known.mapValues { $0.map { record.images[$0].id } }
    for index in record.descriptors.indices {
      guard let image = record.descriptors[index].image else { continue }
      record.descriptors[index].image = byManifest[image]?.first ?? image
    }
    record.references += claims.references.map { reference in
      var reference = reference
      reference.target =
        byManifest[ImageID(reference.target)]?.first?.description ?? reference.target
      return reference
    }
    let listed = Set(record.layers.map(\.id))
    record.layers += claims.layers.values.filter { !listed.contains($0.id) }
    take(claims, byManifest)
    for digest in blobs.keys where blobs[digest]?.roles.isEmpty == true {
      blobs[digest]?.use = isWhole ? "unreferenced" : "unknown"
    }
  }

  private mutating func take(
    _ claims: DockerArchiveClaims, _ images: [ImageID: [ImageID]]
  ) {
    for var blob in claims.blobs {
      blob.images = Set(blob.images.flatMap { images[$0] ?? [$0] }).sorted()
      guard let digest = blob.digest, var own = blobs[digest], own.path == blob.path else {
        others.append(blob)
        continue
      }
      own.use = "used"
      own.roles.formUnion(blob.roles)
      own.diffIDs = Set(own.diffIDs + blob.diffIDs).sorted()
      own.images = Set(own.images + blob.images).sorted()
      blobs[digest] = own
    }
    named = claims.known
  }

  /// Blobs of images that are not here; documents that are gone are told by who names them.
  private mutating func addMissing(_ walk: OCIWalk) {
    for descriptor in walk.descriptors
    where descriptor.state == "missing" && [.config, .layer].contains(descriptor.kind) {
      guard let digest = BlobDigest(descriptor.digestText), blobs[digest] == nil,
        let path = descriptor.blob, let need = walk.needs[digest]
      else { continue }
      var blob = BlobClaim(path: path, place: .file, digest: digest, state: "missing")
      blob.take(need)
      blobs[digest] = blob
    }
  }

  private mutating func listStrays() {
    do {
      let known: Set<BytePath> = [folder, index, layout, "manifest.json", "repositories"]
      let named = Set(named.compactMap(\.components.first))
      let names = try files.names(in: BytePath([])) ?? []
      noteStrays(
        names.filter { !known.contains($0) && !named.contains($0) }, in: BytePath([]))
    } catch {
      report(error.ofSearchedDirectory)
    }
  }

  /// What lies beside the parts of the format, one note a directory.
  private mutating func noteStrays(_ names: [BytePath], in folder: BytePath) {
    guard let first = names.first else { return }
    note(
      "member-unlisted", folder.appending(first),
      actual: names.count > 1 ? "and \(names.count - 1) more beside it" : nil)
  }
}

extension OCILayoutReading: OCIBlobSource where Files: ~Copyable {
  func status(of digest: BlobDigest) -> OCIBlobStatus {
    guard let blob = blobs[digest] else {
      return OCIBlobStatus(
        path: folder.appending(digest.algorithm.rawValue).appending(digest.hex),
        state: isListed ? "missing" : "unknown")
    }
    return OCIBlobStatus(path: blob.path, state: blob.state, size: blob.size)
  }

  func bytes(of digest: BlobDigest, limit: ByteCount) throws(ReadProblem) -> [UInt8] {
    try files.read(status(of: digest).path, limit: limit)
  }
}

extension BlobClaim {
  /// A blob that is there.
  init(_ entry: ArchiveEntry, at path: BytePath, _ digest: BlobDigest?) {
    self.init(path: path, place: entry.place, digest: digest, state: entry.blobState)
    size = entry.size
    allocated = entry.allocated
    changedAt = entry.changedAt
  }

  /// Adds what those who refer to it say.
  mutating func take(_ need: OCIWalk.Need) {
    use = "used"
    roles.formUnion(need.roles)
    if mediaType == nil { mediaType = need.mediaType }
    diffIDs = need.diffIDs.union(diffIDs).sorted()
    images = need.images.union(images).sorted()
  }
}

extension OCIDescriptor {
  /// What an entry of `index.json` is called; containerd writes whole names beside the tag.
  var name: String? {
    let text = annotations[.imageName] ?? annotations[.reference]
    return text?.isEmpty == false ? text : nil
  }
}
