internal import Archives
internal import LayerModel

/// The members of an archive by their names, the last of one name winning as when it is unpacked.
struct TarMembers: TarVisitor {
  struct Member {
    var entry: ArchiveEntry
    /// Of a compressed archive, where it looks like a document.
    var content: [UInt8]?
  }

  /// Documents of a compressed archive that are kept, in bytes.
  static let keptLimit = 24 << 20
  static let documentLimit = 8 << 20

  private(set) var members: [BytePath: Member] = [:]
  private(set) var oddities: [Oddity] = []
  private(set) var problems: [ReadProblem] = []
  private let isCompressed: Bool
  private let size: ByteCount
  private var kept = 0
  /// Where the last byte of all members is due.
  private(set) var furthest: ByteCount = 0
  private var current: BytePath?
  private var isFirstPiece = false

  /// `size` is that of the archive.
  init(isCompressed: Bool, size: ByteCount) {
    self.isCompressed = isCompressed
    self.size = size
  }

  mutating func take(_ entry: TarWalk.Entry) -> TarWish {
    current = nil
    let header = entry.header
    guard header.type != UInt8(ascii: "g"), header.kind != .unknown else { return .skip }
    guard let name = Self.place(of: header.name) else {
      oddities.append(Oddity("member-name-escapes", path: header.name))
      return .skip
    }
    guard !name.isEmpty else { return .skip }
    note(name, header)
    guard var member = member(entry, name) else { return .skip }
    if let content = members[name]?.content { kept -= content.count }
    let wantsContent =
      isCompressed && member.entry.kind == .regular && !header.isHardLink
      && member.entry.size.value <= Int64(Self.documentLimit)
    if wantsContent { member.content = [] }
    members[name] = member
    guard wantsContent else { return .skip }
    (current, isFirstPiece) = (name, true)
    return .content
  }

  mutating func take(_ content: ArraySlice<UInt8>) {
    guard let name = current else { return }
    let isDocument = !isFirstPiece || Self.looksLikeDocument(name, content)
    isFirstPiece = false
    guard isDocument, kept + content.count <= Self.keptLimit else {
      kept -= members[name]?.content?.count ?? 0
      members[name]?.content = nil
      current = nil
      return
    }
    kept += content.count
    members[name]?.content?.append(contentsOf: content)
  }

  /// All JSON of the formats are objects and lists; `VERSION` is all that is not JSON.
  private static func looksLikeDocument(_ name: BytePath, _ content: ArraySlice<UInt8>) -> Bool {
    guard let first = content.first(where: { $0 != 0x20 && $0 != 0x0A }) else { return true }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || content.count < 16
  }

  private mutating func note(_ name: BytePath, _ header: TarHeader) {
    guard let before = members[name]?.entry.kind else { return }
    guard before != .directory || header.kind != .directory else { return }
    oddities.append(Oddity("member-duplicate", path: name))
  }

  private mutating func member(_ entry: TarWalk.Entry, _ name: BytePath) -> Member? {
    let header = entry.header
    if header.isHardLink {
      guard let target = Self.place(of: header.linkName), let member = members[target] else {
        oddities.append(
          Oddity("member-link-missing", path: name, actual: "\(header.linkName)"))
        return nil
      }
      return member
    }
    var found = ArchiveEntry(
      kind: header.kind, size: header.contentSize,
      place: .member(offset: entry.offset, length: entry.storedSize))
    if header.kind == .symlink { found.linkTarget = header.linkName }
    if header.isSparse {
      problems.append(.notEntered(name, reason: "it is packed without its holes"))
      found.isUnreadable = true
    }
    // What is cut off is told of the archive as a whole.
    let end = ByteCount(entry.offset).adding(ByteCount(entry.storedSize))
    furthest = max(furthest, end)
    guard isCompressed || end <= size else { return nil }
    return Member(entry: found)
  }

  /// A name without `.` and doubled slashes; `nil` when it leads out of the archive or is absolute.
  private static func place(of name: BytePath) -> BytePath? {
    guard !name.isAbsolute, !name.bytes.contains(0) else { return nil }
    var place: [BytePath] = []
    for component in name.components where component != "." {
      guard component != ".." else { return nil }
      place.append(component)
    }
    return place.reduce(BytePath([])) { $0.appending($1) }
  }
}
