internal import GoJSON
internal import LayerModel

/// An index or a manifest, of OCI or of Docker's second schema.
///
/// Source: OCI image-spec `image-index.md`, `manifest.md`; distribution
/// `docs/spec/manifest-v2-2.md`; containerd `core/images/image.go`, `validateMediaType`.
struct OCIDocument {
  /// What an index lists, in its order.
  private(set) var manifests: [OCIDescriptor] = []
  private(set) var config: OCIDescriptor?
  /// The base first.
  private(set) var layers: [OCIDescriptor] = []
  /// What a manifest of the first schema lists, the top first, as often as it is used.
  private(set) var oldLayers: [String] = []
  private(set) var subject: OCIDescriptor?
  /// By itself; `nil` when it does not say.
  private(set) var mediaType: String?
  private(set) var oddities: [DocumentOddities] = []
  /// By what is in it: an index has manifests, a manifest a configuration or layers.
  private(set) var isIndex = false
  /// Whether it has a list of manifests, be it `null`, as in a layout that is still empty.
  private(set) var hasList = false
  private(set) var isManifest = false

  /// Descriptors of one list that are kept.
  static let descriptorLimit = 30_000
  /// JSON values of one descriptor of an index, or of a whole manifest.
  static let valueLimit = 100_000

  init(_ bytes: [UInt8], at path: BytePath) throws(ReadProblem) {
    var manifests: [OCIDescriptor] = []
    let document = try JSONDocument(
      parsing: bytes, at: path, maximumValues: Self.valueLimit, list: "manifests"
    ) { (json) throws(ReadProblem) in
      guard manifests.count < Self.descriptorLimit else {
        throw .tooMany(path, limit: Self.descriptorLimit, things: "descriptors")
      }
      do throws(JSONTypeError) { manifests.append(try OCIDescriptor(json)) } catch {
        throw error.problem(at: path, of: "manifests[\(manifests.count)]")
      }
    }
    guard case .object = document.value else {
      throw .malformed(path, offset: 0, expected: "a JSON object")
    }
    guard document.trailingBytes == 0 else {
      throw .malformed(path, offset: bytes.count - document.trailingBytes, expected: "the end")
    }
    self.manifests = manifests
    oddities = DocumentOddities.of(document)
    do throws(JSONTypeError) { try take(document.value) } catch { throw error.problem(at: path) }
  }

  private mutating func take(_ json: JSONValue) throws(JSONTypeError) {
    mediaType = try json.string("mediaType")
    hasList = json.member("manifests") != nil
    if let value = json.member("manifests"), value != .null {
      guard case .array = value else { throw JSONTypeError(key: "manifests", expected: "an array") }
      isIndex = true
    }
    config = try json.object("config").map { (value) throws(JSONTypeError) in
      try OCIDescriptor(value)
    }
    subject = try json.object("subject").map { (value) throws(JSONTypeError) in
      try OCIDescriptor(value)
    }
    layers = try Self.descriptors("layers", in: json) ?? []
    // The manifest of artifacts that OCI tried and dropped.
    if layers.isEmpty { layers = try Self.descriptors("blobs", in: json) ?? [] }
    isManifest = config != nil || !layers.isEmpty
    guard case .array(let old) = json.member("fsLayers") else { return }
    isManifest = true
    for element in old { oldLayers.append(try element.string("blobSum") ?? "") }
  }

  private static func descriptors(
    _ key: String, in json: JSONValue
  ) throws(JSONTypeError) -> [OCIDescriptor]? {
    switch json.member(key) {
    case nil, .null: return nil
    case .array(let elements):
      var descriptors: [OCIDescriptor] = []
      for element in elements { descriptors.append(try OCIDescriptor(element)) }
      return descriptors
    default: throw JSONTypeError(key: key, expected: "an array")
    }
  }
}

extension JSONTypeError {
  /// The problem of a document that Go would refuse for this.
  func problem(at path: BytePath, of record: String? = nil) -> ReadProblem {
    let place = record.map { "\($0)." } ?? ""
    return .malformed(path, offset: 0, expected: "\(place)\(key) to be \(expected)")
  }
}
