internal import FileAccess
internal import GoJSON
internal import Hashing
internal import LayerModel

/// The pieces of data that a record of an image or container lists, with size and digest.
///
/// Kinds of ``Oddity`` that it finds: `big-data-missing`, `big-data-wrong-kind`,
/// `big-data-unreadable`, `big-data-size-differs`, `big-data-digest-differs`,
/// `big-data-record-differs`, `big-data-digest-malformed`, `big-data-key-odd`,
/// `manifest-copy-missing`.
///
/// Source: containers/storage `images.go`, `Image`; section 1.7 of the format's facts.
struct BigData {
  private(set) var keys: [String] = []
  private var sizes: [String: Int64] = [:]
  private var digests: [String: String] = [:]

  init(_ json: JSONValue) throws(JSONTypeError) {
    var seen: Set<String> = []
    for key in try json.strings("big-data-names") ?? [] where seen.insert(key).inserted {
      keys.append(key)
    }
    for entry in try json.object("big-data-sizes")?.entries ?? [] {
      guard case .number(let literal) = entry.value, let size = Int64(literal) else {
        throw JSONTypeError(key: "big-data-sizes", expected: "a map of int64")
      }
      sizes[entry.key] = size
    }
    for entry in try json.object("big-data-digests")?.entries ?? [] {
      guard case .string(let digest) = entry.value else {
        throw JSONTypeError(key: "big-data-digests", expected: "a map of digests")
      }
      digests[entry.key] = digest
    }
  }

  /// Of all listed pieces.
  var recordedSize: ByteCount {
    keys.reduce(0) { $0.adding(ByteCount(sizes[$1] ?? 0)) }
  }

  /// One listed piece, as far as it could be read.
  struct Piece {
    let key: String
    let path: BytePath
    /// Without its bytes once they are not needed any more.
    var file: MetadataFile
    /// In bytes, as read.
    let size: Int64
    /// SHA-256 of the bytes; `nil` when they could not be read.
    let digest: Digest?
    /// `ok`, `missing`, `wrong-kind`, `unreadable`, `too-large`.
    var state: String { file.state }
  }

  /// Bytes of one owner's pieces that are kept for a look into them.
  private static let keptLimit: ByteCount = 33_554_432

  typealias Found = (kind: String, path: BytePath, expected: String?, actual: String?)

  /// Reads every piece in `folder`; files of more than `limit` are only measured.
  func read(
    in folder: BytePath, root: borrowing Directory, limit: ByteCount = .metadataLimit
  ) -> (pieces: [Piece], found: [Found]) {
    var pieces: [Piece] = []
    var found: [Found] = []
    var kept = ByteCount(0)
    for key in keys {
      guard let name = BigDataName.file(of: key) else {
        found.append(("big-data-key-odd", folder, "a key that makes a file's name", shown(key)))
        continue
      }
      let path = folder.appending(name)
      let file = MetadataFile(path, in: root, limit: limit)
      let digest = file.problem == nil ? SHA256Hash.digest(of: file.bytes) : nil
      var piece = Piece(
        key: key, path: path, file: file, size: Int64(file.bytes.count), digest: digest)
      judge(piece, &found)
      kept.add(ByteCount(piece.size))
      if kept > Self.keptLimit {
        kept = kept.adding(ByteCount(-piece.size))
        piece.file.bytes = []
        // All of it was hashed; only what would be looked into stays unknown.
        if key == "manifest" || Self.digest(in: key) != nil {
          piece.file.problem = piece.file.problem ?? .tooLarge(path, limit: Self.keptLimit)
        }
      }
      pieces.append(piece)
    }
    found = found.map { tellCopy(of: $0, pieces) }
    for (key, text) in digests.sorted(by: { $0.key < $1.key }) where !Self.isDigest(text) {
      found.append(
        ("big-data-digest-malformed", folder, "a digest of \(shown(key))", shown(text)))
    }
    return (pieces, found)
  }

  /// Names, of a file of a manifest that is gone, another that holds the same.
  private func tellCopy(of found: Found, _ pieces: [Piece]) -> Found {
    guard found.kind == "big-data-missing",
      let lost = pieces.first(where: { $0.path == found.path }), lost.key.hasPrefix("manifest"),
      let due = Self.digest(in: lost.key) ?? digests[lost.key].flatMap({ Digest(prefixed: $0) }),
      let copy = pieces.first(where: { $0.digest == due })
    else { return found }
    return ("manifest-copy-missing", lost.path, "\(copy.path)", found.actual)
  }

  private func judge(_ piece: Piece, _ found: inout [Found]) {
    let key = shown(piece.key)
    switch piece.file.problem {
    case nil: break
    case .missing:
      return found.append(("big-data-missing", piece.path, "the file of \(key)", "nothing"))
    case .wrongKind(_, let kind, _):
      return found.append(("big-data-wrong-kind", piece.path, "the file of \(key)", kind.words))
    default:
      // What could not be read is reported as such.
      return
    }
    let size = piece.size
    let due = sizes[piece.key] ?? size
    let lengths = due == size ? "" : ", \(size) bytes for \(due)"
    // A file that is not what was stored may have any length.
    if !judgeDigest(piece, lengths, &found), due != size {
      found.append(
        ("big-data-size-differs", piece.path, "\(key) of \(due) bytes", "\(size) bytes"))
    }
  }

  /// Returns whether the file is not what was stored.
  private func judgeDigest(_ piece: Piece, _ lengths: String, _ found: inout [Found]) -> Bool {
    guard let digest = piece.digest else { return false }
    let named = Self.digest(in: piece.key)
    let recorded = digests[piece.key].flatMap { Digest(prefixed: $0) }
    if let named, named != digest {
      guard !piece.key.hasPrefix("manifest") || !isSigned(piece.file.bytes) else { return false }
      found.append(("big-data-digest-differs", piece.path, "\(named)", "\(digest)" + lengths))
      return true
    } else if let recorded, recorded != digest {
      guard !piece.key.hasPrefix("manifest") || !isSigned(piece.file.bytes) else { return false }
      // The manifest is there twice, once called for its digest.
      let isRight = named != nil || keys.contains { Self.digest(in: $0) == digest }
      let kind = isRight ? "big-data-record-differs" : "big-data-digest-differs"
      found.append((kind, piece.path, "\(recorded)", "\(digest)" + (isRight ? "" : lengths)))
      return !isRight
    }
    return false
  }

  /// The digest of a signed manifest of the first schema leaves its signatures out.
  private func isSigned(_ bytes: [UInt8]) -> Bool {
    do {
      let document = try JSONDocument(parsing: bytes, at: "")
      return document.value.member("schemaVersion") == .number("1")
    } catch {
      // What is no JSON is no manifest of any schema; that its digest differs is told.
      return false
    }
  }

  /// `sha256:…` and `manifest-sha256:…` are called for what they hold.
  static func digest(in key: String) -> Digest? {
    let text = key.hasPrefix("manifest-") ? String(key.dropFirst("manifest-".count)) : key
    return Digest(prefixed: text)
  }

  /// Source: opencontainers/go-digest `digest.go`, `Validate`.
  private static func isDigest(_ text: String) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return false }
    let lengths = ["sha256": 64, "sha384": 96, "sha512": 128]
    guard let length = lengths[String(parts[0])] else { return false }
    return parts[1].utf8.count == length
      && parts[1].utf8.allSatisfy { 48...57 ~= $0 || 97...102 ~= $0 }
  }

  private func shown(_ text: String) -> String { EscapedText.utf8(text.utf8.prefix(160)) }
}
