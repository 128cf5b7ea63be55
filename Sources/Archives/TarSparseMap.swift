package import LayerModel

/// Where the stored bytes of a sparse file belong in it.
///
/// Source: GNU tar manual, "Storing Sparse Files", PAX formats 0.1 and 1.0; Go
/// `archive/tar/reader.go`, `readGNUSparsePAXHeaders`.
package struct TarSparseMap: Hashable, Sendable {
  package struct Region: Hashable, Sendable {
    package let offset: Int64
    package let length: Int64
  }

  /// Length of the file with its holes.
  package let realSize: ByteCount
  /// `nil` when the map is at the start of the content.
  package let regions: [Region]?

  /// Reads `offset,length,offset,length…`.
  static func regions(_ text: [UInt8], of size: Int64) throws(TarError) -> [Region] {
    let numbers = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    return try regions(numbers.map { TarNumber.decimal($0) }, of: size)
  }

  /// Pairs up numbers, which must be in order and within the file.
  static func regions(_ numbers: [Int64?], of size: Int64) throws(TarError) -> [Region] {
    guard numbers.count % 2 == 0 else { throw TarError(expected: "a sparse map of pairs") }
    var regions: [Region] = []
    var end: Int64 = 0
    for index in stride(from: 0, to: numbers.count, by: 2) {
      guard let offset = numbers[index], let length = numbers[index + 1], offset >= end,
        length >= 0, length <= size, offset <= size - length
      else { throw TarError(expected: "a sparse map within its file") }
      end = offset + length
      regions.append(Region(offset: offset, length: length))
    }
    return regions
  }
}

/// Puts a sparse file together again, piece by piece.
package struct TarSparseExpansion: Sendable {
  package enum Piece: Hashable, Sendable {
    case zeros(Int64)
    case bytes(ArraySlice<UInt8>)
  }

  /// A map in the content is not read beyond so many bytes.
  private static let largestMap = 1 << 20

  private let realSize: Int64
  private var regions: [TarSparseMap.Region]?
  /// The map in the content so far.
  private var text: [UInt8] = []
  private var index = 0
  /// Bytes of the current region that came.
  private var filled: Int64 = 0
  /// Where in the file the last piece ended.
  private var position: Int64 = 0

  package init(_ map: TarSparseMap) {
    realSize = map.realSize.value
    regions = map.regions
  }

  /// Takes stored bytes and gives what they stand for.
  package mutating func feed(_ stored: ArraySlice<UInt8>) throws(TarError) -> [Piece] {
    var rest = stored
    if regions == nil { try readMap(&rest) }
    guard let regions else { return [] }
    var pieces: [Piece] = []
    while !rest.isEmpty {
      guard index < regions.count else { throw TarError(expected: "the end of a sparse file") }
      let region = regions[index]
      advance(to: region.offset + filled, &pieces)
      let bytes = rest.prefix(Int(clamping: region.length - filled))
      if !bytes.isEmpty { pieces.append(.bytes(bytes)) }
      rest = rest.dropFirst(bytes.count)
      filled += Int64(bytes.count)
      position += Int64(bytes.count)
      if filled == region.length {
        index += 1
        filled = 0
      }
    }
    return pieces
  }

  /// The hole at the end.
  package mutating func finish() throws(TarError) -> [Piece] {
    guard let regions, regions[index...].allSatisfy({ $0.length == 0 }), filled == 0 else {
      throw TarError(expected: "all data of a sparse file")
    }
    var pieces: [Piece] = []
    advance(to: realSize, &pieces)
    return pieces
  }

  private mutating func advance(to offset: Int64, _ pieces: inout [Piece]) {
    guard offset > position else { return }
    pieces.append(.zeros(offset - position))
    position = offset
  }

  /// Reads `count\n` and so many `offset\nlength\n`, which end with a whole block.
  private mutating func readMap(_ rest: inout ArraySlice<UInt8>) throws(TarError) {
    while regions == nil, !rest.isEmpty {
      let missing = TarBlock.size - text.count % TarBlock.size
      let piece = rest.prefix(missing)
      text += piece
      rest = rest.dropFirst(piece.count)
      guard text.count % TarBlock.size == 0 else { return }
      guard text.count <= Self.largestMap else {
        throw TarError(expected: "a sparse map of at most \(Self.largestMap) bytes")
      }
      let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      // What follows the last newline is padding, or a number that goes on in the next block.
      guard lines.count > 1 else { continue }
      guard let count = TarNumber.decimal(lines[0]), count >= 0, count <= Self.largestMap else {
        throw TarError(expected: "the length of a sparse map")
      }
      guard lines.count - 2 >= 2 * count else { continue }
      regions = try TarSparseMap.regions(
        lines[1...].prefix(2 * Int(count)).map { TarNumber.decimal($0) }, of: realSize)
      text = []
    }
  }
}
