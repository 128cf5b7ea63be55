import LayerModel

/// Reads the headers of a tar whose file contents were left out, as tar-split's segments are.
///
/// Knows v7, ustar, GNU and PAX. PAX global headers are entries of their own and change no other,
/// as in Go. After the two zero blocks of the end nothing more is looked at.
///
/// Source: Go `archive/tar/reader.go`, `Reader.next`, which tar-split is a copy of.
package struct TarHeaderStream {
  private enum Extension { case longName, longLink, local, global }

  private enum State {
    /// Rest of the last content's block.
    case padding(Int)
    case header
    case secondZeroBlock
    /// Payload bytes, then padding to a whole block.
    case payload(Extension, size: Int, padded: Int)
    case sparseMap
    case ended
  }

  /// Four times what Linux takes for a path.
  static let largestName = 16_384
  private static let largestRecords = 1 << 20

  private var state = State.header
  private var gathered: [UInt8] = []
  private var records = PAXRecords()
  private var longName: BytePath?
  private var longLink: BytePath?
  /// An entry whose sparse map or global payload is still to come.
  private var unfinished: TarHeader?

  package init() {}

  /// Reads the next bytes and returns the entry whose header ends with them.
  ///
  /// - Throws: a ``TarError``, also when bytes follow a header that are not its content.
  package mutating func feed(_ bytes: [UInt8]) throws(TarError) -> TarHeader? {
    try feed(bytes[...])
  }

  /// Reads a slice; see the other.
  mutating func feed(_ bytes: ArraySlice<UInt8>) throws(TarError) -> TarHeader? {
    var rest = bytes
    while !rest.isEmpty {
      if case .ended = state { return nil }
      guard let block = take(from: &rest) else { return nil }
      guard let header = try advance(block) else { continue }
      guard rest.isEmpty else { throw TarError(expected: "the end of a segment after a header") }
      return header
    }
    return nil
  }

  /// The bytes that the state needs; `nil` when there are too few, which are kept.
  private mutating func take(from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let taken = rest.prefix(wanted - gathered.count)
    rest = rest.dropFirst(taken.count)
    if gathered.isEmpty, taken.count == wanted { return taken }
    gathered += taken
    guard gathered.count == wanted else { return nil }
    defer { gathered = [] }
    return gathered[...]
  }

  /// The global header read last, when its payload was left out as if it were a file's.
  ///
  /// Old tar-split did so; `nil` when the stream stands anywhere else.
  package mutating func globalHeaderWithoutPayload() -> TarHeader? {
    guard case .payload(.global, let size, _) = state, gathered.isEmpty else { return nil }
    let header = unfinished
    unfinished = nil
    state = Self.afterContent(ByteCount(clamping: size))
    return header
  }

  /// Checks that the tar may end here.
  package func finish() throws(TarError) {
    guard mayStop else { throw TarError(expected: "the rest of a tar header") }
  }

  /// How many bytes the state still needs before it says more; never 0.
  var needed: Int { wanted - gathered.count }

  /// Whether the two zero blocks of the end were read.
  var hasEnded: Bool {
    guard case .ended = state else { return false }
    return true
  }

  /// Whether a tar that stops here is one that Go's reader takes for whole.
  ///
  /// Source: Go `archive/tar/reader.go`, `Reader.next`: neither the zero blocks nor the padding
  /// after the last content have to be there.
  var mayStop: Bool {
    switch state {
    case .ended, .padding: true
    case .secondZeroBlock, .header: gathered.isEmpty
    case .payload, .sparseMap: false
    }
  }

  /// How many bytes the state needs at once; never 0.
  private var wanted: Int {
    switch state {
    case .padding(let count): count
    case .payload(_, _, let padded): padded
    default: TarBlock.size
    }
  }

  private mutating func advance(_ block: ArraySlice<UInt8>) throws(TarError) -> TarHeader? {
    switch state {
    case .padding:
      state = .header
    case .header:
      return try readHeader(TarBlock(bytes: block))
    case .secondZeroBlock:
      guard TarBlock(bytes: block).isZero else { throw TarError(expected: "a second zero block") }
      state = .ended
    case .payload(let kind, let size, _):
      return try readPayload(kind, Array(block.prefix(size)))
    case .sparseMap where block[block.startIndex + 504] == 0:
      return deliver()
    case .sparseMap, .ended:
      break
    }
    return nil
  }

  private mutating func readHeader(_ block: TarBlock) throws(TarError) -> TarHeader? {
    guard !block.isZero else {
      state = .secondZeroBlock
      return nil
    }
    let header = try block.header()
    switch header.type {
    case UInt8(ascii: "x"): try expect(.local, of: header, limit: Self.largestRecords)
    case UInt8(ascii: "L"): try expect(.longName, of: header, limit: Self.largestName)
    case UInt8(ascii: "K"): try expect(.longLink, of: header, limit: Self.largestName)
    case UInt8(ascii: "g"):
      unfinished = header
      try expect(.global, of: header, limit: Self.largestRecords)
    default: return try readEntry(header, block)
    }
    guard case .payload(let kind, size: 0, _) = state else { return nil }
    return try readPayload(kind, [])
  }

  private mutating func expect(
    _ kind: Extension, of header: TarHeader, limit: Int
  ) throws(TarError) {
    guard header.size.value <= limit else {
      throw TarError(expected: "a tar extension of at most \(limit) bytes")
    }
    let size = Int(header.size.value)
    let blocks = (size + TarBlock.size - 1) / TarBlock.size
    state = .payload(kind, size: size, padded: blocks * TarBlock.size)
  }

  private mutating func readPayload(
    _ kind: Extension, _ bytes: [UInt8]
  ) throws(TarError) -> TarHeader? {
    state = .header
    switch kind {
    case .local: records = try PAXRecords(parsing: bytes)
    case .longName: longName = BytePath(bytes.prefix { $0 != 0 })
    case .longLink: longLink = BytePath(bytes.prefix { $0 != 0 })
    case .global:
      _ = try PAXRecords(parsing: bytes)
      unfinished?.size = 0
      defer { unfinished = nil }
      return unfinished
    }
    return nil
  }

  private mutating func readEntry(
    _ raw: TarHeader, _ block: TarBlock
  ) throws(TarError) -> TarHeader? {
    var header = raw
    try records.apply(to: &header)
    if let longName { header.name = longName }
    if let longLink { header.linkName = longLink }
    records = PAXRecords()
    longName = nil
    longLink = nil
    header.deriveKind()
    unfinished = header
    guard header.type == UInt8(ascii: "S") else { return deliver() }
    unfinished?.isSparse = true
    guard try block.gnuRealSize() >= 0 else { throw TarError(expected: "a real size") }
    guard block.continuesGNUSparse else { return deliver() }
    state = .sparseMap
    return nil
  }

  /// Ends the header that is being read.
  private mutating func deliver() -> TarHeader? {
    defer { unfinished = nil }
    state = Self.afterContent(unfinished?.contentSize ?? 0)
    return unfinished
  }

  /// Where the stream stands once content of `size` was left out.
  private static func afterContent(_ size: ByteCount) -> State {
    let used = Int(size.value % Int64(TarBlock.size))
    return used == 0 ? .header : .padding(TarBlock.size - used)
  }
}
