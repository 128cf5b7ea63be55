internal import FileAccess
internal import GoJSON
internal import Hashing
internal import LayerModel

/// `imagedb/content/sha256/<id>`: one image's configuration, called for the digest of its bytes.
///
/// Source: moby v28.5.2 `image/fs.go`, `get`; `image/image.go`, `NewFromJSON`.
struct LayerDBImage {
  var claim: ImageClaim
  var oddities: [Oddity] = []
  var problem: ReadProblem?
  var diffIDs: [Digest] = []
  /// The first of `diff_ids` that is no digest; the chain cannot go beyond it.
  var badDiffID: String?
  var layered: [HistoryStep] = []
  /// Whether the layers it needs are known.
  var isUnderstood = false
  private var steps: [LayerDBHistory.Step] = []

  init(_ id: ImageID, at path: BytePath, in root: borrowing Directory) {
    claim = ImageClaim(
      id: id, names: [], layers: [], isComplete: false, created: nil, configPath: path)
    let file = MetadataFile(path, in: root, limit: .metadataLimit)
    problem = file.problem
    claim.configState = file.state
    if let size = file.status?.size, size > .largeMetadata {
      note("large-metadata", actual: size.description)
    }
    guard file.problem == nil else { return }
    let digest = SHA256Hash.digest(of: file.bytes)
    if ImageID(digest.hex) != id {
      claim.configState = file.bytes.isEmpty ? "empty" : "digest-mismatch"
      claim.actualDigest = digest
    }
    do {
      try read(file.bytes, path)
    } catch {
      if claim.configState == "ok" { claim.configState = error.cause }
      problem = error
    }
  }

  private mutating func note(_ kind: String, actual: String? = nil) {
    guard let path = claim.configPath else { return }
    oddities.append(Oddity(kind, path: path, image: claim.id, actual: actual))
  }

  private mutating func read(_ bytes: [UInt8], _ path: BytePath) throws(ReadProblem) {
    guard !bytes.isEmpty else { return }
    let document = try JSONDocument(parsing: bytes, at: path)
    DocumentOddities.of(document).forEach { note($0.kind, actual: $0.actual) }
    guard case .object = document.value else {
      throw .malformed(path, offset: 0, expected: "a JSON object")
    }
    do { try take(document.value) } catch {
      throw .malformed(path, offset: 0, expected: "\(error.key) to be \(error.expected)")
    }
    guard length <= ChainListing.longest else {
      forgetLayers()
      throw .tooMany(path, limit: ChainListing.longest, things: "layers and steps")
    }
  }

  /// Of its layers or of the steps that made it, whichever are more.
  var length: Int { max(diffIDs.count, steps.count) }

  /// Frees what would be too much to keep: as if the configuration had not been read.
  mutating func forgetLayers() {
    diffIDs = []
    badDiffID = nil
    steps = []
    layered = []
    isUnderstood = false
    claim.historyState = nil
    if claim.configState == "ok" { claim.configState = "too-large" }
  }

  private mutating func take(_ json: JSONValue) throws(JSONTypeError) {
    claim.architecture = try json.string("architecture")
    claim.os = try json.string("os")
    claim.toolVersion = try json.string("docker_version")
    claim.created = try json.string("created").flatMap { Timestamp(rfc3339: $0) }
    let history = try LayerDBHistory(json)
    steps = history.steps
    layered = history.layered
    guard let rootFS = try json.object("rootfs") else {
      if claim.configState == "ok" { claim.configState = "no-rootfs" }
      return
    }
    let type = try rootFS.string("type") ?? ""
    if type != "layers" { note("rootfs-type", actual: type) }
    let texts = try rootFS.strings("diff_ids") ?? []
    for text in texts {
      guard let digest = Digest(prefixed: text) else {
        badDiffID = text
        break
      }
      diffIDs.append(digest)
    }
    isUnderstood = badDiffID == nil
    claim.historyState = history.state(layers: texts.count)
  }

  /// Gives each step its layer and turns them round: the last one first.
  mutating func placeHistory(_ chain: [LayerID]) {
    var rest = chain[...]
    let placed = steps.map { step in
      var placed = step.step
      if !step.isEmptyLayer { placed.layer = rest.popFirst() }
      return placed
    }
    claim.history = placed.reversed()
  }
}
