internal import Archives
internal import FileAccess
internal import LayerModel

/// The members of a packed archive; nothing is unpacked.
///
/// A plain archive is read only where its headers are, and documents when they are asked for. Of a
/// compressed one the documents are kept from the pass over it, as nobody can go back in it.
///
/// Kinds of ``Oddity`` that it emits: `member-duplicate`, `member-name-escapes`,
/// `member-link-missing`, `archive-no-end`, `archive-data-after-end`, `archive-trailing-bytes`.
struct TarFiles: ArchiveFiles, ~Copyable {
  /// Members of an archive.
  static let memberLimit = 50_000

  private let archive: RegularFile
  private let path: BytePath
  private let members: [BytePath: ArchiveEntry]
  /// As ``TarMembers/documents``.
  private let documents: [Int64: [UInt8]]
  private var children: [BytePath: [BytePath]] = [:]
  private let isCompressed: Bool
  private(set) var oddities: [Oddity]
  private(set) var problems: [ReadProblem]
  /// `ok`, `malformed`, `too-large`, `unreadable`: of the archive as a whole.
  private(set) var state = "ok"

  var isWhole: Bool { state == "ok" }

  /// Goes over the archive at an absolute path.
  ///
  /// - Throws: only when it cannot be opened.
  init(_ path: BytePath, stop: StopFlag? = nil) throws(ReadProblem) {
    let archive = try RegularFile.openRoot(path, stop: stop)
    var pass = try TarPass(path, memberLimit: Self.memberLimit, stop: stop)
    var visitor = TarMembers(isCompressed: pass.isCompressed, size: pass.archive.status.size)
    var failure: ReadProblem?
    do throws(ReadProblem) { try pass.run(&visitor) } catch { failure = error }
    self.archive = archive
    self.path = path
    isCompressed = pass.isCompressed
    if visitor.hasTooManyNames {
      failure = .tooMany(path, limit: TarMembers.nameLimit, things: "bytes of names")
    }
    // Of an archive that has more than is read, nothing can be said.
    if case .tooMany? = failure { members = [:] } else { members = visitor.members }
    documents = visitor.documents
    oddities = visitor.oddities
    problems = visitor.problems
    let size = pass.archive.status.size
    let (end, trailingBytes) = (pass.end, pass.trailingBytes)
    let name = path.lastComponent
    if let failure {
      state = failure.cause
      problems.append(failure)
    }
    switch end {
    case .cut: oddities.append(Oddity("archive-no-end", path: name))
    case .followed(let offset):
      oddities.append(
        Oddity("archive-data-after-end", path: name, actual: "bytes from offset \(offset) on"))
    case .whole, nil: break
    }
    if trailingBytes > 0 {
      oddities.append(
        Oddity("archive-trailing-bytes", path: name, actual: "\(trailingBytes.value) bytes"))
    }
    if failure == nil, !isCompressed, visitor.furthest > size {
      state = "malformed"
      problems.append(
        .malformed(path, offset: Int(clamping: size.value), expected: "the rest of a member"))
    }
    listChildren()
  }

  private mutating func listChildren() {
    var seen: [BytePath: Set<BytePath>] = [:]
    for name in members.keys {
      var below = name
      while !below.isEmpty {
        let parent = below.parent
        guard seen[parent, default: []].insert(below.lastComponent).inserted else { break }
        below = parent
      }
    }
    children = seen.mapValues { $0.sorted() }
  }

  func entry(at path: BytePath) throws(ReadProblem) -> ArchiveEntry? {
    if let member = members[path] { return member }
    guard children[path] != nil else { return nil }
    return ArchiveEntry(kind: .directory, size: 0)
  }

  func names(in folder: BytePath) throws(ReadProblem) -> [BytePath]? {
    if let names = children[folder] { return names }
    guard let found = members[folder]?.kind else { return folder.isEmpty ? [] : nil }
    guard found == .directory else { throw .wrongKind(folder, found: found, expected: .directory) }
    return []
  }

  func read(_ path: BytePath, limit: ByteCount) throws(ReadProblem) -> [UInt8] {
    guard let member = members[path] else { throw .missing(path) }
    guard member.kind == .regular, case .member(let offset, let length) = member.place
    else { throw .wrongKind(path, found: member.kind, expected: .regular) }
    guard !member.isUnreadable else {
      throw .notEntered(path, reason: "it is packed without its holes")
    }
    guard length <= limit.value else { throw .tooLarge(path, limit: limit) }
    guard length > 0 else { return [] }
    guard isCompressed else { return try archive.read(at: Int(offset), count: Int(length)) }
    guard let content = documents[offset] else {
      throw .tooLarge(path, limit: ByteCount(clamping: TarMembers.documentLimit))
    }
    return content
  }
}
