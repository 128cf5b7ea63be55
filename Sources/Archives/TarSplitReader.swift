import LayerModel

/// Reads the lines of tar-split's `tar-data.json` from bytes that come piece by piece.
///
/// One JSON object a line, numbered by `position` from 0 without a gap. Docker does not read the
/// numbers, so that wrong ones are noted, but do no harm.
///
/// Source: tar-split `tar/storage/packer.go`, `jsonPacker` and `jsonUnpacker`.
package struct TarSplitReader {
  /// A line as long as this is refused: Docker writes segments of a few blocks.
  package static let longestLine = 1 << 24

  /// Docker writes no empty line; a stream of them would be read for a very long time.
  private static let emptyLineLimit = 1_024

  private var unread: [UInt8] = []
  private var position = 0
  /// Where the search for the end of the line goes on.
  private var searched = 0
  private var isAtEnd = false
  private var emptyLines = 0

  /// Entries returned so far.
  package private(set) var entries = 0
  /// The first entry whose `position` is not its own; `nil` when all are right.
  package private(set) var misnumbered: Int?

  package init() {}

  package mutating func feed(_ bytes: [UInt8]) {
    unread.removeFirst(position)
    searched -= position
    position = 0
    unread += bytes
  }

  /// Says that nothing more will be fed, so that the last line needs no newline.
  package mutating func finish() { isAtEnd = true }

  /// The next entry; `nil` when its line has not ended yet and when there are no more.
  package mutating func next() throws(TarSplitError) -> TarSplitEntry? {
    if let entry = try plainEntry() { return entry }
    while let line = try nextLine() {
      guard line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) else { return try entry(line) }
      emptyLines += 1
      guard emptyLines <= Self.emptyLineLimit else { throw error("entries, not empty lines") }
    }
    return nil
  }

  /// The entry of a line that is written like almost all, read without looking for its end first.
  ///
  /// Not tried where the end was looked for already: a long line comes in many pieces.
  private mutating func plainEntry() throws(TarSplitError) -> TarSplitEntry? {
    guard searched == position else { return nil }
    var end = position
    guard let line = TarSplitLine(plainIn: unread, at: &end),
      end - position <= Self.longestLine + 1
    else { return nil }
    position = end
    searched = end
    return try entry(line)
  }

  private mutating func nextLine() throws(TarSplitError) -> ArraySlice<UInt8>? {
    let newline = unread.span.firstIndex(of: UInt8(ascii: "\n"), from: searched)
    let end = newline ?? unread.endIndex
    searched = end
    guard end - position <= Self.longestLine else {
      throw error("a line of at most \(Self.longestLine) bytes")
    }
    guard newline != nil || (isAtEnd && position < end) else { return nil }
    let line = unread[position..<end]
    position = newline.map { $0 + 1 } ?? end
    searched = position
    return line
  }

  private mutating func entry(_ text: ArraySlice<UInt8>) throws(TarSplitError) -> TarSplitEntry {
    // A line that came in two pieces was not tried as a whole.
    var end = text.startIndex
    let plain = TarSplitLine(plainIn: unread, at: &end)
    guard let line = plain ?? TarSplitLine(anyJSON: text) else { throw error("a tar-split entry") }
    return try entry(line)
  }

  private mutating func entry(_ line: TarSplitLine) throws(TarSplitError) -> TarSplitEntry {
    if line.position != Int64(entries), misnumbered == nil { misnumbered = entries }
    let entry: TarSplitEntry
    switch line.type {
    case 1: entry = .file(try file(line))
    case 2: entry = .segment(line.payload)
    default: throw error("type 1 or 2")
    }
    entries += 1
    return entry
  }

  private func file(_ line: TarSplitLine) throws(TarSplitError) -> TarSplitFile {
    guard line.size >= 0 else { throw error("a size that is not negative") }
    // Without one nothing would tell that the content changed.
    guard line.payload.count == 8 || line.payload.isEmpty && line.size == 0 else {
      throw error("a CRC-64 of 8 bytes")
    }
    let crc = line.payload.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let isRaw = !line.rawName.isEmpty
    return TarSplitFile(
      name: BytePath(isRaw ? line.rawName : line.name),
      isLossy: !isRaw && Self.hasReplacement(line.name),
      size: ByteCount(line.size), crc64: line.payload.isEmpty ? nil : crc)
  }

  /// Whether U+FFFD occurs, in UTF-8.
  private static func hasReplacement(_ name: [UInt8]) -> Bool {
    let bytes = name.span
    var from = 0
    while let start = bytes.firstIndex(of: 0xEF, from: from) {
      if start + 2 < bytes.count, bytes[start + 1] == 0xBF, bytes[start + 2] == 0xBD { return true }
      from = start + 1
    }
    return false
  }

  private func error(_ expected: String) -> TarSplitError {
    TarSplitError(entry: entries, expected: expected)
  }
}
