internal import Archives
internal import GoJSON
internal import LayerModel

/// How one document names the bytes of another.
///
/// A field that is not there has the value that Go gives it.
/// Source: OCI image-spec `descriptor.md`.
struct OCIDescriptor: Hashable {
  /// Annotations that say what something is or is called; no others are kept.
  enum Annotation: String, CaseIterable {
    case reference = "org.opencontainers.image.ref.name"
    case imageName = "io.containerd.image.name"
    /// `attestation-manifest`: see ``referenceDigest``.
    case referenceType = "vnd.docker.reference.type"
    /// The manifest that an attestation is about.
    case referenceDigest = "vnd.docker.reference.digest"
    case uncompressed = "containerd.io/uncompressed"
  }

  let mediaType: String?
  let type: OCIMediaType
  let digestText: String
  /// `nil` when ``digestText`` is none.
  let digest: BlobDigest?
  let size: Int64
  var platform: OCIPlatform?
  /// As ``DescriptorClaim/embeddedState``.
  var embeddedState: String?
  var hasAddresses = false
  var annotations: [Annotation: String] = [:]

  init(mediaType: String?, digest text: String, size: Int64) {
    self.mediaType = mediaType
    self.size = size
    digestText = text
    type = OCIMediaType(mediaType ?? "")
    digest = BlobDigest(text)
  }

  /// `null` is a descriptor without fields.
  init(_ json: JSONValue) throws(JSONTypeError) {
    switch json {
    case .object, .null: break
    default: throw JSONTypeError(key: "descriptor", expected: "an object")
    }
    self.init(
      mediaType: try json.string("mediaType"), digest: try json.string("digest") ?? "",
      size: try json.int64("size") ?? 0)
    platform = try json.object("platform").map { (value) throws(JSONTypeError) in
      try OCIPlatform(value)
    }
    hasAddresses = try json.strings("urls")?.isEmpty == false
    if let data = try json.string("data"), !data.isEmpty { embeddedState = state(ofEmbedded: data) }
    for member in try json.object("annotations")?.entries ?? [] {
      guard let annotation = Annotation(rawValue: member.key), case .string(let text) = member.value
      else { continue }
      annotations[annotation] = text
    }
  }

  /// Whether the bytes may stay where they came from.
  var isForeign: Bool { type.isForeign || hasAddresses }

  /// Whether it is a statement of a builder about another manifest, not an image.
  var isAttestation: Bool {
    annotations[.referenceType] != nil || platform?.isUnknown == true
  }

  private func state(ofEmbedded text: String) -> String {
    guard let bytes = Base64.decoded(Array(text.utf8).span) else { return "malformed" }
    guard let digest, Int64(bytes.count) == size else { return "differs" }
    return digest.isDigest(of: bytes) ? "match" : "differs"
  }
}

/// What an image runs on.
struct OCIPlatform: Hashable {
  let os: String
  let architecture: String
  let variant: String

  init(_ json: JSONValue) throws(JSONTypeError) {
    os = try json.string("os") ?? ""
    architecture = try json.string("architecture") ?? ""
    variant = try json.string("variant") ?? ""
  }

  /// `os/architecture[/variant]`.
  var text: String { "\(os)/\(architecture)" + (variant.isEmpty ? "" : "/\(variant)") }

  /// As builders call what runs nowhere.
  var isUnknown: Bool { os == "unknown" && architecture == "unknown" }

  /// Whether an image for `other` is none for this; what either leaves out is not compared.
  func contradicts(_ other: OCIPlatform) -> Bool {
    let pairs = [
      (os, other.os), (architecture, other.architecture), (variant, other.variant),
    ]
    return pairs.contains { !$0.isEmpty && !$1.isEmpty && $0 != $1 }
  }
}
