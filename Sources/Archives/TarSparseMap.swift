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
  private static let longestNumber = 20

  private let realSize: Int64
  private var regions: [TarSparseMap.Region]?
  /// Of the map in the content, how many bytes came.
  private var mapLength = 0
  /// How many numbers it has; `nil` before its first line.
  private var due: Int?
  private var numbers: [Int64?] = []
  /// Of the number that is being read.
  private var digits: [UInt8] = []
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
    while regions == nil, let byte = rest.popFirst() {
      mapLength += 1
      guard mapLength <= Self.largestMap else {
        throw TarError(expected: "a sparse map of at most \(Self.largestMap) bytes")
      }
      // What follows the last number is padding.
      if due != numbers.count { try takeOfMap(byte) }
      guard due == numbers.count, mapLength % TarBlock.size == 0 else { continue }
      regions = try TarSparseMap.regions(numbers, of: realSize)
      numbers = []
    }
  }

  private mutating func takeOfMap(_ byte: UInt8) throws(TarError) {
    guard byte == UInt8(ascii: "\n") else {
      digits.append(byte)
      guard digits.count <= Self.longestNumber else { throw TarError(expected: "a sparse map") }
      return
    }
    defer { digits = [] }
    guard due == nil else { return numbers.append(TarNumber.decimal(digits[...])) }
    guard let count = TarNumber.decimal(digits[...]), count >= 0, count <= Self.largestMap else {
      throw TarError(expected: "the length of a sparse map")
    }
    due = 2 * Int(count)
  }
}
