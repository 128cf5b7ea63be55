internal import GoJSON
internal import LayerModel

/// What one image's JSON says, as Go's decoder would fill the daemon's structure.
///
/// Holds what is kept, not the document.
/// Source: docker 1.7.1 `image/image.go`, `Image`; 1.9.1 `image/image.go`.
struct GraphImageJSON {
  /// `nil` where the key is absent, null or empty: Go does not tell these apart.
  var id: String?
  var parent: String?
  var parentID: String?
  var layerID: String?
  /// Kinds of ``Oddity`` and what was found.
  var oddities: [(kind: String, actual: String?)] = []

  private var claim: LayerClaim

  /// Reads the bytes into a copy of `claim`, which ``filled`` then is.
  ///
  /// - Throws: `malformed` for what the daemon's decoder refuses, `tooLarge` for absurd nesting.
  init(_ bytes: [UInt8], at path: BytePath, for claim: LayerClaim) throws(ReadProblem) {
    self.claim = claim
    let document = try JSONDocument(parsing: bytes, at: path)
    noteOddities(document)
    if document.value == .null {
      self.claim.metadataState = "null"
      return
    }
    guard case .object = document.value else {
      throw .malformed(path, offset: 0, expected: "a JSON object")
    }
    do { try read(document.value) } catch {
      throw .malformed(path, offset: 0, expected: "\(error.key) to be \(error.expected)")
    }
  }

  var filled: LayerClaim { claim }

  private mutating func read(_ json: JSONValue) throws(JSONTypeError) {
    for key in ["container", "architecture", "os"] { _ = try json.string(key) }
    id = try json.string("id").nonEmpty
    parent = try json.string("parent").nonEmpty
    parentID = try json.string("parent_id").nonEmpty
    layerID = try json.string("layer_id").nonEmpty
    claim.declaredID = id
    claim.declaredBlobDigest = layerID
    claim.comment = try json.string("comment").nonEmpty
    claim.author = try json.string("author").nonEmpty
    claim.toolVersion = try json.string("docker_version").nonEmpty
    claim.metadataSize = try json.int64("Size").map { ByteCount($0) }
    readCreated(json)
    if let config = try json.object("container_config") {
      try GraphConfiguration.check(config)
      claim.createdBy = try config.command("Cmd")?.joined(separator: " ")
    }
    if let config = try json.object("config") {
      try GraphConfiguration.check(config)
      claim.configuration = GraphConfiguration.fields(of: config)
    }
  }

  private mutating func readCreated(_ json: JSONValue) {
    switch json.member("created") {
    case nil, .null: claim.createdState = "missing"
    case .string(let text):
      claim.created = Timestamp(rfc3339: text)
      claim.createdState = claim.created == nil ? "malformed" : "ok"
    default: claim.createdState = "malformed"
    }
  }

  private mutating func noteOddities(_ document: JSONDocument) {
    oddities = DocumentOddities.of(document).map { oddity in
      switch oddity.ambiguousPath?.lowercased() {
      case "id": ("ambiguous-id", oddity.actual)
      case "parent", "parent_id": ("ambiguous-parent", oddity.actual)
      default: (oddity.kind, oddity.actual)
      }
    }
  }
}

extension Optional where Wrapped == String {
  /// Go's zero value for a string is the empty one.
  fileprivate var nonEmpty: String? { self?.isEmpty == true ? nil : self }
}
