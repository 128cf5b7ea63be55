internal import FileAccess
internal import LayerModel

/// The files of an image layout or archive, unpacked or not; no link in it is followed.
protocol ArchiveFiles: ~Copyable {
  /// Whether what is not found is not there.
  var isWhole: Bool { get }

  /// What is at a path; `nil` when nothing is.
  func entry(at path: BytePath) throws(ReadProblem) -> ArchiveEntry?

  /// The names in a directory, in byte order; `nil` when it is not there.
  ///
  /// - Throws: `wrongKind` when it is none.
  func names(in folder: BytePath) throws(ReadProblem) -> [BytePath]?

  /// The whole of a small file.
  ///
  /// - Throws: `tooLarge` when it has more than `limit`.
  func read(_ path: BytePath, limit: ByteCount) throws(ReadProblem) -> [UInt8]
}

/// One file, directory or link of an image archive.
struct ArchiveEntry: Hashable {
  var kind: FileKind
  var size: ByteCount
  /// `nil` in a packed archive.
  var allocated: ByteCount?
  var changedAt: Int64?
  var place = BlobClaim.Place.file
  /// Of a symbolic link.
  var linkTarget: BytePath?
  /// Whether its bytes cannot be had as they stand.
  var isUnreadable = false

  /// As ``BlobClaim/state``.
  var blobState: String {
    switch kind {
    case .regular: isUnreadable ? "unreadable" : "present"
    case .symlink: "symlink"
    default: "wrong-kind"
    }
  }
}

/// The files of an archive that was unpacked, or that was never packed.
struct DirectoryFiles: ArchiveFiles, ~Copyable {
  let root: Directory

  var isWhole: Bool { true }

  func entry(at path: BytePath) throws(ReadProblem) -> ArchiveEntry? {
    guard let status = try root.statusIfPresent(path) else { return nil }
    return ArchiveEntry(
      kind: status.kind, size: status.size, allocated: status.allocated,
      changedAt: status.newestChange,
      linkTarget: status.kind == .symlink ? try root.linkTarget(path) : nil)
  }

  func names(in folder: BytePath) throws(ReadProblem) -> [BytePath]? {
    guard !folder.isEmpty else { return try root.names() }
    return try root.namesIfPresent(folder)
  }

  func read(_ path: BytePath, limit: ByteCount) throws(ReadProblem) -> [UInt8] {
    try root.read(path, limit: limit)
  }
}

/// A document of an archive, as far as it could be read.
struct ArchiveDocument {
  var claim: DocumentClaim
  var bytes: [UInt8] = []
  /// Nothing for a document that is missing, which the state says.
  var problem: ReadProblem?

  init<Files: ArchiveFiles & ~Copyable>(
    _ kind: String, at path: BytePath, limit: ByteCount, in files: borrowing Files
  ) {
    claim = DocumentClaim(kind: kind, path: path, state: "ok")
    do {
      if try files.entry(at: path) == nil {
        claim.state = files.isWhole ? "missing" : "cut-off"
      } else {
        bytes = try files.read(path, limit: limit)
      }
    } catch {
      fail(error)
    }
  }

  /// Whether there is something to tell of it: what was lost with the rest of an archive is not told
  /// one by one.
  var isTold: Bool { claim.state != "cut-off" }

  /// Reads what it says; when that cannot be understood, the state tells so.
  mutating func parse(_ body: ([UInt8]) throws(ReadProblem) -> Void) {
    guard claim.state == "ok" else { return }
    guard !bytes.isEmpty else {
      claim.state = "empty"
      return
    }
    do throws(ReadProblem) { try body(bytes) } catch { fail(error) }
    bytes = []
  }

  private mutating func fail(_ error: ReadProblem) {
    claim.state = error.cause == "changed-while-reading" ? "unreadable" : error.cause
    problem = error
  }
}
