internal import FileAccess
internal import LayerModel

/// `graph/<id>/`: one image layer, before anything is known of its parent and its files.
///
/// Source: docker 1.7.1 `image/image.go`, `LoadImage`; 1.9.1 `graph/graph.go`, `loadImage`.
struct GraphImage {
  var claim: LayerClaim
  var oddities: [Oddity] = []
  var problems: [AttributedProblem] = []
  /// The parent as the daemon takes it, `nil` for a base layer or unknown.
  var parentText: String?
  /// Whether ``parentText`` is what the metadata says; `false` when no metadata could be read.
  var isParentKnown = false
  /// The strong id of content-addressed JSON, whatever its directory is called.
  var strongID: Digest?
  /// `parent_id` of content-addressed JSON.
  var declaredParentID: Digest?
  /// Whether the daemon's reading of this directory succeeds; `nil` when that cannot be told.
  var isAccepted: Bool?

  private let folder: BytePath
  /// Set by what only Docker 1.8.3 and later write.
  private var isModern = false

  init(_ id: LayerID, in root: borrowing Directory) {
    folder = BytePath("graph").appending(id.name)
    claim = LayerClaim(
      id: id, role: .image, contentPath: BytePath([]), contentState: "missing")
    claim.metadataPath = folder.appending("json")
    do {
      try checkNames(root.directory(folder))
    } catch {
      claim.metadataState = error.cause
      report(error)
      isAccepted = Self.isUndecided(error) ? nil : false
      return
    }
    readMetadata(root)
    readSize(root)
    readChecksum(root)
    readParentFile(root)
    findTarSplit(root)
    readMigration(root)
    isAccepted = acceptance()
  }

  private var id: LayerID { claim.id }

  private mutating func report(_ problem: ReadProblem?) {
    problem.map { problems.append(AttributedProblem($0, layer: id)) }
  }

  private mutating func note(
    _ kind: String, _ path: BytePath, expected: String? = nil, actual: String? = nil
  ) {
    oddities.append(
      Oddity(kind, path: path, layer: id, expected: expected, actual: actual))
  }

  private mutating func checkNames(_ directory: borrowing Directory) throws(ReadProblem) {
    for name in try directory.names() {
      let path = folder.appending(name)
      guard !name.hasPrefix(".migration-") else { continue }
      guard Self.knownFiles.contains(name) else {
        note("unknown-file", path)
        continue
      }
      if name == "v1Compatibility" || name == "parent" { isModern = true }
      checkMode(of: name, in: directory)
    }
  }

  private mutating func checkMode(of name: BytePath, in directory: borrowing Directory) {
    do {
      let status = try directory.status(name)
      let mode = status.mode & 0o777
      guard status.kind == .regular, mode != 0o600 else { return }
      note("mode-drift", folder.appending(name), expected: "600", actual: String(mode, radix: 8))
    } catch {
      // Told when the file itself is read.
    }
  }

  private static let knownFiles: Set<BytePath> = [
    "json", "layersize", "checksum", "tar-data.json.gz", "v1Compatibility", "parent",
  ]

  private mutating func readMetadata(_ root: borrowing Directory) {
    let path = folder.appending("json")
    let file = MetadataFile(path, in: root, limit: .metadataLimit)
    claim.metadataState = file.state
    if let status = file.status, status.size > .largeMetadata {
      note("large-metadata", path, actual: status.size.description)
    }
    guard file.problem == nil else { return report(file.problem) }
    guard !file.bytes.isEmpty else {
      claim.metadataState = "empty"
      return
    }
    do {
      let json = try GraphImageJSON(file.bytes, at: path, for: claim)
      take(json, path, file.bytes)
    } catch {
      claim.metadataState = error.cause
      report(error)
    }
  }

  private mutating func take(_ json: GraphImageJSON, _ path: BytePath, _ bytes: [UInt8]) {
    claim = json.filled
    json.oddities.forEach { note($0.kind, path, actual: $0.actual) }
    guard claim.metadataState == "ok" else { return }
    isModern = isModern || json.layerID != nil || json.parentID != nil
    isParentKnown = true
    claim.declaredIDState = idState(json.id)
    parentText = json.parent ?? json.parentID
    if let digest = json.parentID.flatMap({ Digest(prefixed: $0) }) {
      declaredParentID = digest
      if json.parent == nil { parentText = digest.hex }
    }
    guard isModern, json.id == nil else { return }
    let strongID = ContentAddress.digest(of: bytes)
    self.strongID = strongID
    claim.contentAddressState = ContentAddress.state(of: id, strongID: strongID)
    claim.tarSplitState = "missing"
  }

  private func idState(_ declared: String?) -> String {
    guard let declared else { return "absent" }
    let declaredID = LayerID(declared)
    if !declaredID.isHex64 { return "malformed" }
    return declaredID == id ? "match" : "differs"
  }

  private mutating func readSize(_ root: borrowing Directory) {
    let path = folder.appending("layersize")
    let file = MetadataFile(path, in: root, limit: .wordLimit)
    if !file.isMissing { report(file.problem) }
    let size = GraphLayerSize(file)
    claim.recordedSizePath = path
    claim.recordedSize = size.size
    claim.recordedSizeText = size.text
    claim.recordedSizeState = size.state
    isSizeAccepted = size.state == "unreadable" ? nil : size.isAccepted
  }

  private var isSizeAccepted: Bool?

  private mutating func readChecksum(_ root: borrowing Directory) {
    let path = folder.appending("checksum")
    let file = MetadataFile(path, in: root, limit: .wordLimit)
    if !file.isMissing { report(file.problem) }
    let checksum = GraphChecksum(file)
    claim.checksumText = checksum.text
    claim.checksumState = checksum.state
    if let recorded = checksum.digest, let declared = claim.declaredBlobDigest,
      declared != recorded.description
    {
      note("blob-digest-differs", path, expected: declared, actual: recorded.description)
    }
  }

  /// The file that overrides whatever parent the JSON has.
  private mutating func readParentFile(_ root: borrowing Directory) {
    let path = folder.appending("parent")
    let file = MetadataFile(path, in: root, limit: .wordLimit)
    guard !file.isMissing else { return }
    report(file.problem)
    guard file.problem == nil, !file.bytes.isEmpty else {
      let found = file.problem == nil ? "empty" : file.state
      note("parent-file-malformed", path, expected: "64 hexadecimal digits", actual: found)
      return
    }
    let text = EscapedText.utf8(file.bytes.prefix(128))
    if Digest(hex: file.bytes) == nil {
      note("parent-file-malformed", path, expected: "64 hexadecimal digits", actual: text)
    } else if isParentKnown, declaredParentID == nil, parentText != text {
      note("parent-file-differs", path, expected: parentText ?? "no parent", actual: text)
    }
    parentText = text
    hasParentFile = true
  }

  /// Whether ``parentText`` comes from the file `parent`.
  private(set) var hasParentFile = false

  /// `tar-data.json.gz`, which every layer must have whose JSON only Docker 1.8.3 and later write.
  private mutating func findTarSplit(_ root: borrowing Directory) {
    let path = folder.appending("tar-data.json.gz")
    do {
      guard let status = try root.statusIfPresent(path) else { return }
      claim.tarSplitPath = path
      claim.tarSplitState = status.kind == .regular ? "present" : "wrong-kind"
    } catch {
      report(error)
    }
  }

  private mutating func readMigration(_ root: borrowing Directory) {
    let path = folder.appending(".migration-diffid")
    let file = MetadataFile(path, in: root, limit: .wordLimit)
    guard !file.isMissing else { return }
    report(file.problem)
    guard file.problem == nil else { return }
    claim.recordedDiffID = Digest(prefixed: file.bytes)
    guard claim.recordedDiffID == nil else { return }
    report(.malformed(path, offset: 0, expected: "sha256: and 64 hexadecimal digits"))
  }

  private func acceptance() -> Bool? {
    switch claim.metadataState {
    case "ok": break
    case "missing", "empty", "malformed", "null": return false
    default: return problems.contains { Self.isUndecided($0.problem) } ? nil : false
    }
    switch claim.declaredIDState {
    case "match": break
    case "absent" where isModern: break
    default: return false
    }
    guard claim.createdState != "malformed" else { return false }
    return isSizeAccepted
  }

  /// Whether a daemon that runs as root and follows links may fare better than we do.
  private static func isUndecided(_ problem: ReadProblem) -> Bool {
    switch problem {
    case .wrongKind(_, .symlink, _): true
    default: problem.leavesUnknown
    }
  }
}
