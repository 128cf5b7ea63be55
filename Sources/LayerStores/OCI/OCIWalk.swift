internal import LayerModel

/// Follows descriptors from the roots of a store to all blobs that they need.
///
/// Opens nothing: blobs come from an ``OCIBlobSource``. Nothing that a document says ends it; what
/// cannot be followed is told, and ``isWhole`` is `false` then, so that nobody calls a blob
/// unreferenced that an unread document may name.
///
/// Kinds of ``Oddity`` that it emits beyond those of any JSON: `document-digest-differs`,
/// `document-type-differs`, `index-circular`, `index-too-deep`, `layer-count-differs`,
/// `platform-differs`, `rootfs-type`.
struct OCIWalk {
  /// Where a walk begins.
  struct Root {
    var descriptor: OCIDescriptor
    /// The document that names it, and which record of it.
    var path: BytePath
    var record: String
    var kind = DescriptorClaim.Kind.target
    /// What the images behind it are called.
    var names: [String] = []
  }

  /// What the walk found behind a root.
  struct Reached {
    /// In the order of an index; one at most of a manifest.
    var images: [ImageID]
    /// As ``DescriptorClaim/state``.
    var state: String
  }

  /// What those who refer to a blob say of it.
  struct Need {
    var roles: Set<BlobClaim.Role> = []
    var mediaType: String?
    var diffIDs: Set<Digest> = []
    var images: Set<ImageID> = []

    /// Adds what another walk says; the type that was named first stays.
    mutating func add(_ other: Need) {
      roles.formUnion(other.roles)
      if mediaType == nil { mediaType = other.mediaType }
      diffIDs.formUnion(other.diffIDs)
      images.formUnion(other.images)
    }
  }

  /// An image with what its configuration says of each layer.
  struct Image {
    var claim: ImageClaim
    let manifest: BlobDigest
    /// Of its configuration; `nil` for an artifact.
    var config: BlobDigest?
    /// The base first; empty when layers and configuration do not fit.
    var steps: [Step] = []
  }

  /// One layer of an image.
  struct Step: Hashable {
    var layer: LayerID
    var diffID: Digest
    var chainID: Digest
    var blob: BlobDigest
  }

  /// What ids of images and layers begin with: the namespace of a store that has several.
  let imagePrefix: String
  let layerPrefix: String

  var images: [ImageID: Image] = [:]
  /// By ``Step/layer``; the content is a blob.
  var layers: [LayerID: LayerClaim] = [:]
  var needs: [BlobDigest: Need] = [:]
  var descriptors: [DescriptorClaim] = []
  var oddities: [Oddity] = []
  var problems: [ReadProblem] = []
  /// Whether everything that names blobs could be read and believed.
  var isWhole = true

  /// What a document turned out to be, for whoever names it next.
  struct Known {
    /// Those behind it.
    var images: [ImageID]
    /// Kinds by what is in it and by what it says.
    var kinds: [OCIMediaType.Kind] = []
    /// In words.
    var kind: String?
    /// Of the image that it is.
    var platform: OCIPlatform?
  }

  /// Indexes and manifests that were read.
  var reached: [BlobDigest: Known] = [:]
  /// Indexes that are being read, to tell a circle.
  var active: Set<BlobDigest> = []
  /// Followed once everything else was: they are told of there with less.
  var subjects: [(descriptor: OCIDescriptor, place: Place)] = []
  /// The configuration that was read last: many manifests may have one.
  var lastConfiguration: (digest: BlobDigest, value: OCIConfiguration)?
  /// Of each image, by its configuration.
  var platforms: [ImageID: OCIPlatform] = [:]
  /// A store with several walks hands it from one to the next.
  var budget: Budget
  private var told: Set<String> = []

  /// What was followed and kept, of all walks of a store.
  struct Budget {
    var limits = Limits()
    fileprivate var followed = 0
    fileprivate var pairs = 0
    fileprivate var bytesRead = ByteCount(0)
    fileprivate var exceeded: Set<String> = []
  }

  /// What is followed and kept at most, however often documents name each other.
  struct Limits {
    /// Descriptors in all documents.
    var descriptors = 100_000
    /// Images behind indexes, one by one, and their names.
    var pairs = 250_000
    /// Bytes of documents, as often as they are read.
    var bytes: ByteCount = 2_147_483_648
  }

  /// Levels of indexes in indexes.
  static let depthLimit = 16
  /// The size of a manifest, an index or a configuration.
  ///
  /// Registries take 4 MiB; a configuration of 8 MB was seen to load.
  static let documentLimit = ByteCount(16 << 20)

  init(imagePrefix: String = "", layerPrefix: String = "", limits: Limits = Limits()) {
    budget = Budget(limits: limits)
    self.imagePrefix = imagePrefix
    self.layerPrefix = layerPrefix
  }

  /// Follows the roots; gives what is behind each.
  mutating func follow<Source: OCIBlobSource & ~Copyable>(
    _ roots: [Root], in source: borrowing Source
  ) -> [Reached] {
    var results: [Reached] = []
    for root in roots {
      let place = Place(path: root.path, record: root.record)
      let row = descriptors.count
      var result = reach(root.descriptor, root.kind, from: place, depth: 0, in: source)
      let isFollowed = ["present", "not-fetched"].contains(result.state)
      if result.images.isEmpty, !isFollowed, !root.names.isEmpty,
        let digest = root.descriptor.digest
      {
        result.images = [lose(digest)]
        if row < descriptors.count { descriptors[row].image = result.images[0] }
      }
      results.append(result)
      guard mayKeep(result.images.count * root.names.count, root.path) else { continue }
      for image in result.images { images[image]?.claim.names += root.names }
    }
    while let subject = subjects.popLast() {
      // A subject need not be here, and is no part of what names it; but it is not left over either.
      _ = reach(
        subject.descriptor, .subject, from: subject.place, depth: 0, mayBeAbsent: true, in: source)
    }
    return results
  }

  /// Lists an image of which not even the manifest can be followed, for whoever names it to be told.
  mutating func lose(_ digest: BlobDigest) -> ImageID {
    let id = ImageID(imagePrefix + digest.hex)
    if images[id] == nil {
      images[id] = Image(
        claim: ImageClaim(id: id, names: [], layers: [], isComplete: false, created: nil),
        manifest: digest)
    }
    needs[digest, default: Need()].images.insert(id)
    return id
  }

  /// Sorts what came in the order of the walk, and drops attestations' mentions of images that are
  /// not here.
  mutating func finish() {
    for id in images.keys {
      guard let names = images[id]?.claim.names, !names.isEmpty else { continue }
      images[id]?.claim.names = Set(names).sorted()
    }
    for digest in needs.keys {
      needs[digest]?.images.formIntersection(images.keys)
    }
    for index in descriptors.indices {
      guard let image = descriptors[index].image, images[image] == nil else { continue }
      descriptors[index].image = nil
    }
  }

  /// A record of a document, for rows and oddities.
  struct Place {
    var path: BytePath
    var record: String
    /// Whether the document is what it is called for.
    var isTrusted = true
  }

  mutating func note(
    _ kind: String, _ path: BytePath, layer: LayerID? = nil, image: ImageID? = nil,
    expected: String? = nil, actual: String? = nil
  ) {
    oddities.append(
      Oddity(kind, path: path, layer: layer, image: image, expected: expected, actual: actual))
  }

  /// Adds the row of a descriptor, unless there are too many.
  mutating func add(
    _ descriptor: OCIDescriptor, _ kind: DescriptorClaim.Kind, from place: Place, state: String,
    blob: BytePath?, image: ImageID?
  ) {
    guard place.isTrusted else { return }
    var claim = DescriptorClaim(
      kind, path: place.path, record: place.record, digestText: descriptor.digestText, state: state)
    claim.blob = blob
    claim.mediaType = descriptor.mediaType
    claim.size = ByteCount(descriptor.size)
    claim.platform = descriptor.platform?.text
    claim.embeddedState = descriptor.embeddedState
    claim.image = image
    descriptors.append(claim)
  }

  /// Whether another descriptor can be followed; tells once when not.
  mutating func mayGoOn(_ path: BytePath) -> Bool {
    budget.followed += 1
    return isWithin(budget.followed, budget.limits.descriptors, "descriptors", path)
  }

  /// Whether so many more images can be noted behind something; tells once when not.
  mutating func mayKeep(_ count: Int, _ path: BytePath) -> Bool {
    budget.pairs += count
    return isWithin(budget.pairs, budget.limits.pairs, "images and names behind indexes", path)
  }

  /// Whether another document can be read; tells once when not.
  mutating func mayRead(_ size: ByteCount?, _ path: BytePath) -> Bool {
    budget.bytesRead.add(size ?? Self.documentLimit)
    let (read, limit) = (budget.bytesRead.value, budget.limits.bytes.value)
    return isWithin(Int(clamping: read), Int(clamping: limit), "bytes of documents", path)
  }

  private mutating func isWithin(
    _ count: Int, _ limit: Int, _ things: String, _ path: BytePath
  ) -> Bool {
    guard count > limit else { return true }
    isWhole = false
    if budget.exceeded.insert(things).inserted {
      problems.append(.tooMany(path, limit: limit, things: things))
    }
    return false
  }

  /// Tells of a document once, however many descriptors say the same of it.
  mutating func noteOnce(_ oddity: Oddity) {
    let key = "\(oddity.kind) \(oddity.path) \(oddity.expected ?? "")"
    if told.insert(key).inserted { oddities.append(oddity) }
  }

  /// Tells once of a blob that is a link.
  mutating func noteLink(_ path: BytePath) {
    guard told.insert("link \(path)").inserted else { return }
    problems.append(.notEntered(path, reason: "it is a symbolic link, which is not followed"))
  }
}
