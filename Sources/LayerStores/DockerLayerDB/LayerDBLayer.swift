internal import FileAccess
internal import GoJSON
internal import LayerModel

/// `layerdb/sha256/<chain>/`: one registered layer, before anything is known of those around it.
///
/// Source: moby v28.5.2 `layer/filestore.go`; `layer/layer_store.go`, `loadLayer`.
struct LayerDBLayer {
  var claim: LayerClaim
  var oddities: [Oddity] = []
  var problems: [AttributedProblem] = []
  /// `nil` for a base layer or when ``isParentKnown`` is not set.
  var parent: Digest?
  /// Whether the file `parent` says something, or is not there.
  private(set) var isParentKnown = false
  /// Whether the daemon loads the layer, its parent aside; `nil` when that cannot be told.
  private(set) var isAccepted: Bool?

  private let folder: BytePath

  init(_ id: LayerID, at folder: BytePath, in root: borrowing Directory) {
    self.folder = folder
    claim = LayerClaim(id: id, role: .image, contentPath: BytePath([]), contentState: "unknown")
    claim.metadataPath = folder
    claim.metadataState = "ok"
    claim.cacheIDState = "unreadable"
    do {
      try checkNames(root.directory(folder))
    } catch {
      claim.metadataState = error.cause
      problems.append(AttributedProblem(error, layer: id))
      isAccepted = error.leavesUnknown ? nil : false
      return
    }
    readSize(root)
    readDiff(root)
    readParent(root)
    readCacheID(root)
    findTarSplit(root)
    let accepts = [isSizeAccepted, claim.diffIDState == "ok", isParentAccepted]
    isAccepted = accepts.allSatisfy { $0 } && isCacheIDAccepted && isDescriptorAccepted(root)
    if problems.contains(where: \.problem.leavesUnknown) { isAccepted = nil }
    computeChain()
  }

  private mutating func report(_ problem: ReadProblem?) {
    guard let problem, problem.leavesUnknown else { return }
    problems.append(AttributedProblem(problem, layer: claim.id))
  }

  private mutating func note(
    _ kind: String, _ path: BytePath, expected: String? = nil, actual: String? = nil
  ) {
    oddities.append(
      Oddity(kind, path: path, layer: claim.id, expected: expected, actual: actual))
  }

  private static let knownFiles: Set<BytePath> = [
    "size", "diff", "parent", "cache-id", "tar-split.json.gz", "descriptor.json",
  ]

  private mutating func checkNames(_ directory: borrowing Directory) throws(ReadProblem) {
    for name in try directory.names() where !Self.knownFiles.contains(name) {
      note("unknown-file", folder.appending(name))
    }
  }

  private var isSizeAccepted = false

  private mutating func readSize(_ root: borrowing Directory) {
    let path = folder.appending("size")
    let file = MetadataFile(path, in: root, limit: .wordLimit)
    report(file.problem)
    let size = GraphLayerSize(file)
    claim.recordedSizePath = path
    claim.recordedSize = size.size
    claim.recordedSizeText = size.text
    claim.recordedSizeState = size.state
    // Unlike a graph store's, a size that is not there loses the layer.
    isSizeAccepted = size.isAccepted && size.state != "missing"
  }

  private mutating func read(_ name: String, _ root: borrowing Directory) -> TrimmedFile {
    let file = TrimmedFile(folder.appending(name), in: root)
    report(file.problem)
    if file.isPadded, file.fault == nil { note("padded-word", file.path, actual: file.text) }
    return file
  }

  private mutating func readDiff(_ root: borrowing Directory) {
    let file = read("diff", root)
    claim.recordedDiffID = Digest(prefixed: file.bytes)
    claim.diffIDState = file.fault ?? (claim.recordedDiffID == nil ? "malformed" : "ok")
  }

  private var isParentAccepted = false

  private mutating func readParent(_ root: borrowing Directory) {
    let file = read("parent", root)
    if file.isMissing {
      isParentKnown = true
      isParentAccepted = true
      return
    }
    parent = Digest(prefixed: file.bytes)
    isParentKnown = parent != nil
    isParentAccepted = isParentKnown
    guard parent == nil, file.fault != "unreadable" else { return }
    claim.parentState = "malformed"
    claim.parentText = file.fault.map { $0 == "malformed" ? file.text : "(\($0))" } ?? file.text
  }

  private var isCacheIDAccepted = false

  private mutating func readCacheID(_ root: borrowing Directory) {
    let file = read("cache-id", root)
    let cacheID = CacheID(file)
    claim.cacheIDPath = file.path
    claim.cacheIDState = cacheID.state
    claim.cacheID = cacheID.id
    let isWord = file.fault == nil || file.fault == "malformed"
    if cacheID.id == nil, isWord { claim.cacheIDText = file.text }
    isCacheIDAccepted = file.fault == nil
  }

  private mutating func findTarSplit(_ root: borrowing Directory) {
    let path = folder.appending("tar-split.json.gz")
    claim.tarSplitPath = path
    do {
      switch try root.statusIfPresent(path)?.kind {
      case nil: claim.tarSplitState = "missing"
      case .regular?: claim.tarSplitState = "present"
      default: claim.tarSplitState = "wrong-kind"
      }
    } catch {
      report(error)
    }
  }

  /// Foreign layers of Windows have it; where it is it must be understood.
  private mutating func isDescriptorAccepted(_ root: borrowing Directory) -> Bool {
    let path = folder.appending("descriptor.json")
    let file = MetadataFile(path, in: root, limit: .metadataLimit)
    if file.isMissing { return true }
    report(file.problem)
    do {
      if file.problem == nil, case .object = try JSONDocument(parsing: file.bytes, at: path).value {
        return true
      }
    } catch {
      note("descriptor-malformed", path, expected: "a JSON object", actual: error.detail)
      return false
    }
    note("descriptor-malformed", path, expected: "a JSON object", actual: file.state)
    return false
  }

  private mutating func computeChain() {
    guard let diff = claim.recordedDiffID, isParentKnown else { return }
    let computed = ChainID.of(parent: parent, diff: diff)
    claim.computedChainID = computed
    claim.contentAddressState = LayerID(computed.hex) == claim.id ? "match" : "mismatch"
  }
}
