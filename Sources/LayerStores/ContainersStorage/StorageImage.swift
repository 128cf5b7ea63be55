internal import FileAccess
internal import GoJSON
internal import LayerModel

/// One record of `images.json` and the data that belongs to it.
///
/// Source: containers/storage `images.go`, `Image`.
struct StorageImage {
  var claim: ImageClaim
  let digest: String
  /// All that it was ever called here, the first one last.
  private let formerNames: [String]
  /// `nil` for an image without layers.
  let top: LayerID?
  /// Copies of the top layer for other owners.
  let mapped: [LayerID]
  let bigData: BigData
  private(set) var pieces: [BigData.Piece] = []
  private(set) var manifest: StorageManifest?
  private(set) var diffIDs: [Digest] = []
  private(set) var isUnderstood = false
  private(set) var problem: ReadProblem?
  var layered: [HistoryStep] = []
  private var steps: [LayerDBHistory.Step] = []

  /// `nil` in a record whose id is none.
  init?(_ json: JSONValue) throws(JSONTypeError) {
    let id = ImageID(try json.string("id") ?? "")
    claim = ImageClaim(
      id: id, names: (try json.strings("names") ?? []).map { EscapedText.utf8($0.utf8) }.sorted(),
      layers: [], isComplete: false, created: try json.time("created"))
    digest = try json.string("digest") ?? ""
    formerNames = (try json.strings("names-history") ?? []).map { EscapedText.utf8($0.utf8) }
    let top = try json.string("layer") ?? ""
    self.top = top.isEmpty ? nil : LayerID(top)
    mapped = (try json.strings("mapped-layers") ?? []).map { LayerID($0) }
    bigData = try BigData(json)
    claim.recordedDataSize = bigData.recordedSize
    guard id.isHex64 else { return nil }
  }

  /// The layers on which its containers are made.
  var tops: [LayerID] { [top].compactMap(\.self) + mapped }

  /// Steps of its history, as far as the configuration tells them.
  var stepCount: Int { steps.count }

  /// Reads the files in the image's folder; returns what is odd about them.
  mutating func read(in folder: BytePath, root: borrowing Directory) -> [BigData.Found] {
    let (pieces, found) = bigData.read(in: folder, root: root)
    self.pieces = pieces
    if let piece = pieces.first(where: { $0.key == "manifest" }), piece.file.problem == nil {
      manifest = StorageManifest(piece.file.bytes, at: piece.path)
    }
    defer {
      claim.pulledAs = pulledAs
      claim.manifestForm = manifest?.form(unpackingTo: diffIDs)
    }
    guard let config = configPiece else {
      // An index has none.
      if manifest?.config == nil, manifest != nil { isUnderstood = true }
      return found
    }
    readConfig(config)
    if length > ChainListing.longest {
      forgetLayers()
      problem = .tooMany(folder, limit: ChainListing.longest, things: "layers and steps")
    }
    return found
  }

  /// Of its layers by either document, or of the steps that made it, whichever are most.
  var length: Int { max(diffIDs.count, steps.count, manifest?.layers?.count ?? 0) }

  /// Frees what would be too much to keep: as if the documents had not been read.
  mutating func forgetLayers() {
    diffIDs = []
    steps = []
    layered = []
    manifest?.layers = nil
    isUnderstood = false
    claim.historyState = nil
    if claim.configState == "ok" { claim.configState = "too-large" }
  }

  /// By the first name that it had and that is one of a registry.
  ///
  /// Source: containers/storage `images.go`, `addNameToHistory`.
  private var pulledAs: String? {
    guard manifest?.isFetched(unpackingTo: diffIDs) == true, Digest(prefixed: digest) != nil else {
      return nil
    }
    let name = (claim.names + formerNames).last { !$0.hasPrefix("localhost/") }
    return name.map { "\(ImageClaim.repository($0))@\(digest)" }
  }

  /// Frees what was looked into.
  mutating func forgetBytes() {
    for index in pieces.indices { pieces[index].file.bytes = [] }
  }

  /// The manifest names it; without one it is the only piece that is called for a digest.
  private var configPiece: BigData.Piece? {
    if let digest = manifest?.config {
      return pieces.first { $0.key == digest.description }
    }
    return pieces.first { $0.key == "sha256:" + claim.id.description }
      ?? pieces.first { $0.key.hasPrefix("sha256:") }
  }

  private mutating func readConfig(_ piece: BigData.Piece) {
    claim.configPath = piece.path
    claim.configState = piece.state
    guard let digest = piece.digest else {
      if piece.file.problem?.leavesUnknown == true { problem = piece.file.problem }
      return
    }
    if "\(digest)" != piece.key {
      claim.configState = piece.file.bytes.isEmpty ? "empty" : "digest-mismatch"
      claim.actualDigest = digest
    }
    do throws(ReadProblem) {
      try parse(piece.file.bytes, piece.path)
    } catch {
      if claim.configState == "ok" { claim.configState = error.cause }
      problem = error
    }
  }

  private mutating func parse(_ bytes: [UInt8], _ path: BytePath) throws(ReadProblem) {
    guard !bytes.isEmpty else { return }
    let document = try JSONDocument(parsing: bytes, at: path)
    guard case .object = document.value else {
      throw .malformed(path, offset: 0, expected: "a JSON object")
    }
    do { try take(document.value) } catch {
      throw .malformed(path, offset: 0, expected: "\(error.key) to be \(error.expected)")
    }
  }

  private mutating func take(_ json: JSONValue) throws(JSONTypeError) {
    claim.architecture = try json.string("architecture")
    claim.os = try json.string("os")
    claim.toolVersion = try json.string("docker_version")
    claim.created = try json.string("created").flatMap { Timestamp(rfc3339: $0) } ?? claim.created
    let history = try LayerDBHistory(json)
    steps = history.steps
    layered = history.layered
    guard let rootFS = try json.object("rootfs") else {
      if claim.configState == "ok" { claim.configState = "no-rootfs" }
      return
    }
    let texts = try rootFS.strings("diff_ids") ?? []
    diffIDs = texts.compactMap { Digest(prefixed: $0) }
    isUnderstood = diffIDs.count == texts.count
    claim.historyState = history.state(layers: texts.count)
  }

  /// Gives each step its layer, from the top one on, and has the last step first.
  mutating func placeHistory(_ chain: [LayerID]) {
    var rest = chain[...]
    claim.history = steps.reversed().map { step in
      var placed = step.step
      if !step.isEmptyLayer { placed.layer = rest.popFirst() }
      return placed
    }
    if !claim.history.isEmpty { claim.history[0].image = claim.id }
  }
}
