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

  /// The images behind each index and manifest that was read.
  var reached: [BlobDigest: [ImageID]] = [:]
  /// Indexes that are being read, to tell a circle.
  var active: Set<BlobDigest> = []
  private var followed = 0

  /// Levels of indexes in indexes.
  static let depthLimit = 16
  /// Descriptors in all documents.
  static let descriptorLimit = 100_000
  /// The size of a manifest, an index or a configuration.
  ///
  /// Registries take 4 MiB; a configuration of 8 MB was seen to load.
  static let documentLimit = ByteCount(16 << 20)

  init(imagePrefix: String = "", layerPrefix: String = "") {
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
      let result = reach(root.descriptor, root.kind, from: place, depth: 0, in: source)
      for image in result.images { images[image]?.claim.names += root.names }
      results.append(result)
    }
    return results
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
    followed += 1
    guard followed > Self.descriptorLimit else { return true }
    if followed == Self.descriptorLimit + 1 {
      problems.append(.tooMany(path, limit: Self.descriptorLimit, things: "descriptors"))
    }
    isWhole = false
    return false
  }
}
