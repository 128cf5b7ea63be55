internal import LayerModel

/// Walks a tar with its contents, from whatever brings its bytes.
///
/// Give it the bytes in order and pull events until it returns `nil`:
///
///     var rest = piece[...]
///     while let event = try walk.next(&rest) { … }
///
/// Whoever can seek passes over a content with ``skipContent(_:)``. Nothing is kept but the header
/// that is being read, so that it serves the layers of an image as well as an archive of images.
package struct TarWalk: Sendable {
  package struct Entry: Hashable, Sendable {
    package let header: TarHeader
    /// Counted from 0.
    package let number: Int
    /// Where its content starts, counted from the start of the tar.
    package let offset: Int64
    /// Bytes of content in the tar: of a sparse file without its holes.
    package var storedSize: Int64 { header.contentSize.value }
  }

  package enum Event: Hashable, Sendable {
    case entry(Entry)
    /// The next bytes of the last entry's content, never none.
    case content(ArraySlice<UInt8>)
    /// The content of the last entry is whole; comes only after some.
    case contentEnd
  }

  /// How a tar ended that can be read.
  package enum End: Hashable, Sendable {
    /// With two zero blocks, and nothing but zeros behind them.
    case whole
    /// Without, which Go's reader accepts.
    case cut
    /// Data that no reader looks at, from so many bytes after the start of the tar on.
    case followed(offset: Int64)
  }

  /// Why a tar could not be read on; `offset` counts its bytes.
  package enum Failure: Error, Hashable, Sendable {
    case malformed(offset: Int64, expected: String)
    case tooMany(limit: Int)
  }

  /// No layer has half as many entries.
  package static let longestTar = 1 << 23
  /// Extension headers count, too, lest a tar have nothing else.
  private let entryLimit: Int
  private var headers = TarHeaderStream()
  /// Bytes of content that are still to come.
  private var content: Int64 = 0
  /// Whether the end of a content is still to be told.
  private var isContentDue = false
  private var blocks = 0
  private var dataAfterEnd: Int64?

  /// Bytes taken so far.
  package private(set) var position: Int64 = 0
  package private(set) var entries = 0

  package init(entryLimit: Int = longestTar) { self.entryLimit = entryLimit }

  /// The next event in `rest`, which it shortens; `nil` when it is used up.
  package mutating func next(_ rest: inout ArraySlice<UInt8>) throws(Failure) -> Event? {
    while !rest.isEmpty {
      if content > 0 {
        let piece = rest.prefix(Int(clamping: content))
        take(piece.count, from: &rest)
        content -= Int64(piece.count)
        isContentDue = content == 0
        return .content(piece)
      }
      if isContentDue {
        isContentDue = false
        return .contentEnd
      }
      guard !headers.hasEnded else {
        passOverEnd(&rest)
        return nil
      }
      if let entry = try readHeader(&rest) { return .entry(entry) }
    }
    guard isContentDue else { return nil }
    isContentDue = false
    return .contentEnd
  }

  /// Passes over the rest of the last entry's content.
  ///
  /// Takes what there is of it from `rest`.
  ///
  /// - Returns: how many bytes behind `rest` belong to it, too, and must not be fed.
  package mutating func skipContent(_ rest: inout ArraySlice<UInt8>) -> Int64 {
    let here = rest.prefix(Int(clamping: content)).count
    take(here, from: &rest)
    let behind = content - Int64(here)
    content = 0
    isContentDue = false
    position += behind
    return behind
  }

  /// Says how the tar ended; call it when all was fed and pulled.
  package func finish() throws(Failure) -> End {
    guard content == 0 else { throw .malformed(offset: position, expected: "the rest of a file") }
    guard headers.mayStop else {
      throw .malformed(offset: position, expected: "the rest of a tar header")
    }
    if let dataAfterEnd { return .followed(offset: dataAfterEnd) }
    return headers.hasEnded ? .whole : .cut
  }

  private mutating func take(_ count: Int, from rest: inout ArraySlice<UInt8>) {
    rest = rest.dropFirst(count)
    position += Int64(count)
  }

  private mutating func readHeader(_ rest: inout ArraySlice<UInt8>) throws(Failure) -> Entry? {
    let piece = rest.prefix(headers.needed)
    let start = position
    let isWhole = piece.count == headers.needed
    if isWhole {
      blocks += 1
      guard blocks <= 4 * entryLimit else { throw .tooMany(limit: entryLimit) }
    }
    take(piece.count, from: &rest)
    let header: TarHeader?
    do { header = try headers.feed(piece) } catch {
      throw .malformed(offset: start, expected: error.expected)
    }
    guard let header else { return nil }
    guard entries < entryLimit else { throw .tooMany(limit: entryLimit) }
    let (end, overflow) = position.addingReportingOverflow(header.contentSize.value)
    guard !overflow, end < Int64.max - 1_024 else {
      throw .malformed(offset: start, expected: "a tar smaller than 2^63 bytes")
    }
    content = header.contentSize.value
    defer { entries += 1 }
    return Entry(header: header, number: entries, offset: position)
  }

  private mutating func passOverEnd(_ rest: inout ArraySlice<UInt8>) {
    if dataAfterEnd == nil, let first = rest.firstIndex(where: { $0 != 0 }) {
      dataAfterEnd = position + Int64(first - rest.startIndex)
    }
    take(rest.count, from: &rest)
  }
}
