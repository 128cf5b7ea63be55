internal import GoJSON
internal import LayerModel

/// What the configuration of an image says: its layers, and how they were made.
///
/// Source: OCI image-spec `config.md`; moby v28.5.2 `image/image.go`.
struct OCIConfiguration {
  private(set) var platform: OCIPlatform
  private(set) var created: Timestamp?
  private(set) var toolVersion: String?
  /// As ``ImageClaim/historyState``.
  private(set) var historyState = "ok"
  private(set) var steps: [LayerDBHistory.Step] = []
  /// What each layer was made by, the base first; shorter than the layers when history is.
  private(set) var layered: [HistoryStep] = []
  /// As written, the base first; `nil` without a `rootfs`.
  private(set) var diffIDTexts: [String]?
  /// Of them, those before the first that is no digest.
  private(set) var diffIDs: [Digest] = []
  /// Whether the first that is none is a digest by another algorithm.
  private(set) var hasOtherDiffIDs = false
  /// Of `rootfs`, where it is not `layers`.
  private(set) var otherType: String?
  private(set) var oddities: [DocumentOddities] = []

  init(_ bytes: [UInt8], at path: BytePath) throws(ReadProblem) {
    let document = try JSONDocument(
      parsing: bytes, at: path, maximumValues: OCIDocument.valueLimit)
    guard case .object = document.value else {
      throw .malformed(path, offset: 0, expected: "a JSON object")
    }
    guard document.trailingBytes == 0 else {
      throw .malformed(path, offset: bytes.count - document.trailingBytes, expected: "the end")
    }
    oddities = DocumentOddities.of(document)
    do throws(JSONTypeError) {
      platform = try OCIPlatform(document.value)
      try take(document.value)
    } catch {
      throw error.problem(at: path)
    }
  }

  private mutating func take(_ json: JSONValue) throws(JSONTypeError) {
    toolVersion = try json.string("docker_version")
    created = try json.string("created").flatMap { Timestamp(rfc3339: $0) }
    let history = try LayerDBHistory(json)
    steps = history.steps
    layered = history.layered
    guard let rootFS = try json.object("rootfs") else { return }
    let type = try rootFS.string("type") ?? ""
    if type != "layers" { otherType = type }
    let texts = try rootFS.strings("diff_ids") ?? []
    diffIDTexts = texts
    for text in texts {
      guard let digest = Digest(prefixed: text) else {
        hasOtherDiffIDs = BlobDigest(text) != nil
        break
      }
      diffIDs.append(digest)
    }
    historyState = history.state(layers: texts.count)
  }

  /// Steps that made the image, the last one first, each with its layer.
  func history(_ chain: [LayerID]) -> [HistoryStep] {
    var rest = chain[...]
    return steps.map { step in
      var placed = step.step
      if !step.isEmptyLayer { placed.layer = rest.popFirst() }
      return placed
    }.reversed()
  }
}
