internal import Archives
internal import LayerModel

/// The members of an archive by their names, the last of one name winning as when it is unpacked.
struct TarMembers: TarVisitor {
  /// Names in the formats have three components at most, and 150 bytes.
  private static let deepest = 32
  private static let longest = 4_096
  /// What all names may take with those of the directories above, in bytes.
  static let nameLimit = 24 << 20

  /// Documents of a compressed archive that are kept, in bytes.
  static let keptLimit = 24 << 20
  static let documentLimit = 8 << 20

  private(set) var members: [BytePath: ArchiveEntry] = [:]
  /// Of a compressed archive, what looks like a document, by where it begins.
  private(set) var documents: [Int64: [UInt8]] = [:]
  private(set) var oddities: [Oddity] = []
  private(set) var problems: [ReadProblem] = []
  private let isCompressed: Bool
  private let size: ByteCount
  private var kept = 0
  private var nameBytes = 0
  private var hasUnfitNames = false
  /// Where the last byte of all members is due.
  private(set) var furthest: ByteCount = 0
  /// Where the document begins that is being read.
  private var current: Int64?
  private var isFirstPiece = false

  /// Whether the names are more than are kept.
  var hasTooManyNames: Bool { nameBytes > Self.nameLimit }

  /// `size` is that of the archive.
  init(isCompressed: Bool, size: ByteCount) {
    self.isCompressed = isCompressed
    self.size = size
  }

  mutating func take(_ entry: TarWalk.Entry) -> TarWish {
    current = nil
    let header = entry.header
    guard header.type != UInt8(ascii: "g"), header.kind != .unknown else { return .skip }
    guard Self.isFit(header.name), Self.isFit(header.linkName) else {
      noteUnfit(header.name)
      return .skip
    }
    guard let name = Self.place(of: header.name) else {
      oddities.append(Oddity("member-name-escapes", path: header.name))
      return .skip
    }
    guard !name.isEmpty else { return .skip }
    note(name, header)
    guard let member = member(entry, name) else { return .skip }
    nameBytes += name.bytes.count * name.components.count
    guard !hasTooManyNames else { return .stop }
    members[name] = member
    guard isCompressed, member.kind == .regular, !header.isHardLink, member.size > 0,
      member.size.value <= Int64(Self.documentLimit)
    else { return .skip }
    (current, isFirstPiece) = (entry.offset, true)
    documents[entry.offset] = []
    return .content
  }

  mutating func take(_ content: ArraySlice<UInt8>) {
    guard let offset = current else { return }
    let isDocument = !isFirstPiece || Self.looksLikeDocument(content)
    isFirstPiece = false
    guard isDocument, kept + content.count <= Self.keptLimit else {
      kept -= documents.removeValue(forKey: offset)?.count ?? 0
      current = nil
      return
    }
    kept += content.count
    documents[offset]?.append(contentsOf: content)
  }

  /// All JSON of the formats are objects and lists; `VERSION` is all that is not JSON.
  private static func looksLikeDocument(_ content: ArraySlice<UInt8>) -> Bool {
    guard let first = content.first(where: { $0 != 0x20 && $0 != 0x0A }) else { return true }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || content.count < 16
  }

  private mutating func note(_ name: BytePath, _ header: TarHeader) {
    guard let before = members[name]?.kind else { return }
    guard before != .directory || header.kind != .directory else { return }
    oddities.append(Oddity("member-duplicate", path: name))
  }

  private mutating func noteUnfit(_ name: BytePath) {
    guard !hasUnfitNames else { return }
    hasUnfitNames = true
    problems.append(
      .notEntered(
        BytePath(name.bytes.prefix(256)),
        reason: "names of more than \(Self.longest) bytes or \(Self.deepest) parts are not read"))
  }

  private mutating func member(_ entry: TarWalk.Entry, _ name: BytePath) -> ArchiveEntry? {
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
    return found
  }

  private static func isFit(_ name: BytePath) -> Bool {
    name.bytes.count <= longest && name.bytes.count { $0 == slash } < deepest
  }

  private static let slash = UInt8(ascii: "/")

  /// A name without `.` and doubled slashes; `nil` when it leads out of the archive or is absolute.
  private static func place(of name: BytePath) -> BytePath? {
    guard !name.isAbsolute, !name.bytes.contains(0) else { return nil }
    var place: [BytePath] = []
    for component in name.components where component != "." {
      guard component != ".." else { return nil }
      place.append(component)
    }
    return BytePath(Array(place.map(\.bytes).joined(separator: [slash])))
  }
}
