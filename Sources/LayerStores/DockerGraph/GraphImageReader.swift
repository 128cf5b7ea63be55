internal import FileAccess
internal import GoJSON
internal import LayerModel

/// Reads one `graph/<id>` directory into a layer claim.
struct GraphImageReader {
  let id: LayerID
  /// `graph/<id>`, relative to the store's root.
  let path: BytePath
  private(set) var claim: LayerClaim
  private(set) var oddities: [Oddity] = []
  private(set) var problems: [AttributedProblem] = []
  /// Whether its own metadata shows that 1.8.3 or later registered it.
  private var isContentAddressed = false

  /// More than any image's metadata; Docker itself accepts any size.
  private static let jsonLimit: ByteCount = 16_777_216
  private static let largeJSON: ByteCount = 1_048_576
  private static let smallLimit: ByteCount = 65_536

  private static let knownFiles: Set<BytePath> = [
    "json", "layersize", "checksum", "tar-data.json.gz", "v1Compatibility", "parent",
    ".migration-diffid", ".migration-size", ".migration-tardata",
  ]

  init(_ id: LayerID, content: (path: BytePath, state: String)) {
    self.id = id
    path = BytePath("graph").appending(id.name)
    claim = LayerClaim(
      id: id, role: .image, contentPath: content.path, contentState: content.state)
    claim.metadataPath = path.appending("json")
    claim.recordedSizePath = path.appending("layersize")
  }

  /// Reads every file of the directory.
  mutating func read(_ directory: borrowing Directory) {
    readJSON(directory)
    readLayerSize(directory)
    readChecksum(directory)
    readParentFile(directory)
    readTarSplit(directory)
    readMigration(directory)
    noteUnknownFiles(directory)
  }

  private mutating func readJSON(_ directory: borrowing Directory) {
    let bytes: [UInt8]
    switch load("json", of: directory, limit: Self.jsonLimit) {
    case .bytes(let content) where !content.isEmpty: bytes = content
    case .bytes: return claim.metadataState = "empty"
    case .absent: return claim.metadataState = "missing"
    case .failed(let cause): return claim.metadataState = cause
    }
    if ByteCount(clamping: bytes.count) > Self.largeJSON {
      note("large-metadata", "json", actual: ByteCount(clamping: bytes.count).iec)
    }
    do throws(ReadProblem) {
      let document = try JSONDocument(parsing: bytes, at: path.appending("json"))
      noteDivergences(document)
      guard document.value != .null else {
        claim.metadataState = "null"
        return
      }
      apply(try Self.image(document, at: path.appending("json")), json: bytes)
    } catch {
      claim.metadataState = error.cause
      problems.append(AttributedProblem(error, layer: id))
    }
  }

  private static func image(
    _ document: JSONDocument, at path: BytePath
  ) throws(ReadProblem) -> GraphImageJSON {
    do {
      return try GraphImageJSON(document.value)
    } catch {
      let place = error.key.isEmpty ? "" : " in \"\(error.key)\""
      throw .malformed(path, offset: 0, expected: error.expected + place)
    }
  }

  private mutating func apply(_ image: GraphImageJSON, json: [UInt8]) {
    claim.metadataState = "ok"
    claim.created = image.created
    claim.createdState = image.createdState
    claim.createdBy = image.createdBy
    claim.comment = image.comment
    claim.author = image.author
    claim.toolVersion = image.toolVersion
    claim.metadataSize = image.size
    claim.configuration = image.configuration
    claim.declaredBlobDigest = image.blobDigest
    isContentAddressed = image.blobDigest != nil || image.parentDigest != nil
    let declared = image.id.flatMap { $0.isEmpty ? nil : $0 }
    claim.declaredID = declared
    claim.declaredIDState =
      declared.map { text in
        text == String(decoding: id.name.bytes, as: UTF8.self)
          ? "match" : LayerID(text).isHex64 ? "differs" : "malformed"
      } ?? "absent"
    if declared == nil, isContentAddressed {
      claim.contentAddressState = GraphContentAddress.state(of: id, json: json)
    }
    claim.parentText =
      image.parent.flatMap { $0.isEmpty ? nil : $0 }
      ?? image.parentDigest.flatMap { Digest(prefixed: $0)?.hex ?? ($0.isEmpty ? nil : $0) }
  }

  private mutating func noteDivergences(_ document: JSONDocument) {
    if document.trailingBytes > 0 {
      note(
        "trailing-bytes", "json", expected: "one JSON object",
        actual: "\(document.trailingBytes) bytes after it")
    }
    if document.hasInvalidUTF8 { note("invalid-utf8", "json") }
    for key in document.ambiguousKeys {
      let top = key.path.lowercased()
      let kind = top == "parent" || top == "id" ? "ambiguous-\(top)" : "ambiguous-key"
      note(
        kind, "json", expected: "\"\(key.path)\" once",
        actual: key.spellings.joined(separator: ", ") + "; Docker takes the last")
    }
  }

  private mutating func readLayerSize(_ directory: borrowing Directory) {
    let size: GraphLayerSize
    switch load("layersize", of: directory, limit: Self.smallLimit) {
    case .bytes(let bytes): size = GraphLayerSize(bytes)
    case .absent: return claim.recordedSizeState = "missing"
    case .failed(let cause):
      return claim.recordedSizeState = cause == "too-large" ? "malformed" : cause
    }
    claim.recordedSize = size.size
    claim.recordedSizeState = size.state
    claim.recordedSizeText = size.text
  }

  private mutating func readChecksum(_ directory: borrowing Directory) {
    let bytes: [UInt8]
    switch load("checksum", of: directory, limit: Self.smallLimit) {
    case .bytes(let content): bytes = content
    case .absent: return
    case .failed(let cause):
      return claim.checksumState = cause == "unreadable" ? nil : "malformed"
    }
    claim.checksumText = EscapedText.utf8(bytes.prefix(200))
    claim.checksumState =
      Digest(prefixed: bytes) != nil
      ? "ok" : bytes.starts(with: "tarsum.".utf8) ? "legacy-tarsum" : "malformed"
    if claim.checksumState == "ok", let declared = claim.declaredBlobDigest,
      declared != claim.checksumText
    {
      note("blob-digest-differs", "checksum", expected: declared, actual: claim.checksumText)
    }
  }

  /// The file `parent` of 1.8.3 and later overrides both keys of `json`.
  private mutating func readParentFile(_ directory: borrowing Directory) {
    guard case .bytes(let bytes) = load("parent", of: directory, limit: Self.smallLimit) else {
      return
    }
    guard LayerID(BytePath(bytes)).isHex64 else {
      note(
        "parent-file-malformed", "parent", expected: "an id",
        actual: EscapedText.utf8(bytes.prefix(80)))
      claim.parentText = EscapedText.utf8(bytes.prefix(80))
      return
    }
    claim.parentText = String(decoding: bytes, as: UTF8.self)
  }

  private mutating func readTarSplit(_ directory: borrowing Directory) {
    do throws(ReadProblem) {
      switch try directory.statusIfPresent("tar-data.json.gz")?.kind {
      case .regular?:
        claim.tarSplitState = "present"
        claim.tarSplitPath = path.appending("tar-data.json.gz")
      case nil: claim.tarSplitState = isContentAddressed ? "missing" : "none"
      default: claim.tarSplitState = "wrong-kind"
      }
    } catch {
      problems.append(AttributedProblem(error, layer: id))
    }
  }

  private mutating func readMigration(_ directory: borrowing Directory) {
    guard
      case .bytes(let bytes) = load(".migration-diffid", of: directory, limit: Self.smallLimit)
    else { return }
    claim.recordedDiffID = Digest(prefixed: bytes)
  }

  private mutating func noteUnknownFiles(_ directory: borrowing Directory) {
    do throws(ReadProblem) {
      for name in try directory.names() {
        guard Self.knownFiles.contains(name) else {
          note("unknown-file", name)
          continue
        }
        let status = try directory.status(name)
        if status.kind == .regular, status.mode & 0o777 != 0o600 {
          note("mode-drift", name, expected: "600", actual: String(status.mode & 0o777, radix: 8))
        }
      }
    } catch {
      problems.append(AttributedProblem(error, layer: id))
    }
  }

  private enum Loaded {
    case bytes([UInt8])
    case absent
    /// The cause, as states name it.
    case failed(String)
  }

  private mutating func load(
    _ name: BytePath, of directory: borrowing Directory, limit: ByteCount
  ) -> Loaded {
    do throws(ReadProblem) {
      guard try directory.statusIfPresent(name) != nil else { return .absent }
      return .bytes(try directory.read(name, limit: limit))
    } catch {
      problems.append(AttributedProblem(error, layer: id))
      return .failed(error.cause)
    }
  }

  private mutating func note(
    _ kind: String, _ name: BytePath, expected: String? = nil, actual: String? = nil
  ) {
    oddities.append(
      Oddity(kind, path: path.appending(name), layer: id, expected: expected, actual: actual))
  }
}
