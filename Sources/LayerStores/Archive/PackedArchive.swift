internal import Archives
internal import FileAccess
internal import LayerModel

/// What is to be told of a packed archive as a whole.
struct PackedArchive {
  /// As ``StoreLocation/driver``.
  static let driver = "tar"

  private let oddities: [Oddity]
  private let problems: [ReadProblem]
  private let state: String

  init(_ files: borrowing TarFiles) {
    oddities = files.oddities
    problems = files.problems
    state = files.state
  }

  func added(to record: StoreRecord) -> StoreRecord {
    var record = record
    record.oddities += oddities
    record.problems += problems.map { AttributedProblem($0) }
    record.documents.append(
      DocumentClaim(kind: "archive", path: record.location.root, state: state))
    record.sort()
    return record
  }

  /// The store that a packed archive is.
  ///
  /// - Throws: why it is none, or cannot be told to be one.
  static func location(_ path: BytePath, stop: StopFlag?) throws(ReadProblem) -> StoreLocation {
    var pass = try TarPass(path, memberLimit: TarFiles.memberLimit, stop: stop)
    var signs = ArchiveSigns()
    var failure: ReadProblem?
    do throws(ReadProblem) { try pass.run(&signs) } catch { failure = error }
    guard let kind = signs.kind else {
      let isFile = !pass.isCompressed && !signs.hasMembers
      throw failure.flatMap { isFile && !$0.leavesUnknown ? nil : $0 }
        ?? .notEntered(path, reason: signs.reason)
    }
    return StoreLocation(kind: kind, driver: driver, root: path)
  }
}

/// Tells what an archive is by the first names in it.
private struct ArchiveSigns: TarVisitor {
  /// A list of images may stand before what makes the archive a layout as well.
  private static let patience = 64
  private static let roots: Set<BytePath> = ["oci-layout", "index.json", "manifest.json"]

  private var hasList = false
  private var seen = 0
  private var isLayout = false
  private(set) var hasMembers = false
  /// Where an archive that was packed with a directory around it has what makes it one.
  private var folder: BytePath?

  var kind: StoreKind? { isLayout ? .ociLayout : hasList ? .dockerArchive : nil }

  /// Why it is no store.
  var reason: String {
    guard hasMembers else { return "it is a regular file, a directory or an archive is due here" }
    guard let folder else {
      return "it is a tar, but none of images: it has no index.json, oci-layout or manifest.json"
    }
    return "its directory \(folder) looks like an image layout or archive: unpack the tar with "
      + "`tar -x` and audit that directory"
  }

  mutating func take(_ entry: TarWalk.Entry) -> TarWish {
    hasMembers = true
    let parts = entry.header.name.components.filter { $0 != "." }
    guard let first = parts.first else { return .skip }
    if parts == ["oci-layout"] || parts == ["index.json"]
      || parts.count == 3 && first == "blobs"
        && BlobDigest.Algorithm(rawValue: String(decoding: parts[1].bytes, as: UTF8.self)) != nil
    {
      isLayout = true
      return .stop
    }
    if let last = parts.last, parts.count > 1, folder == nil, Self.roots.contains(last) {
      folder = entry.header.name.parent
    }
    if hasList { seen += 1 }
    guard seen < Self.patience else { return .stop }
    if parts == ["manifest.json"] || parts == ["repositories"] || Self.isPart(parts) {
      hasList = true
    }
    return .skip
  }

  mutating func take(_ content: ArraySlice<UInt8>) {}

  /// A layer's directory or file, or a configuration.
  private static func isPart(_ parts: [BytePath]) -> Bool {
    guard let first = parts.first else { return false }
    if parts.count == 2, Digest(hex: first.bytes) != nil {
      return ["VERSION", "json", "layer.tar"].contains(parts[1])
    }
    let stem = first.bytes.split(separator: UInt8(ascii: "."), maxSplits: 1)
    return parts.count == 1 && stem.count == 2 && stem.first.flatMap { Digest(hex: $0) } != nil
  }
}
