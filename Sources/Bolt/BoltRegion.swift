/// `count` bytes from `offset` of a file on; fewer only where the file ends.
package typealias BoltSource<Failure: Error> = (_ offset: Int, _ count: Int) throws(Failure) ->
  [UInt8]

/// The bytes of one page and its overflow, or of the page inside an inline bucket.
///
/// Held a piece at a time, as overflow can be as long as the largest value.
struct BoltRegion<Failure: Error> {
  let start: BoltPlace
  var length: Int

  private let source: BoltSource<Failure>
  /// One for the elements, which are read in turn with the keys, and one for the keys.
  private var pieces: [Piece] = []

  private struct Piece {
    let position: Int
    let bytes: [UInt8]

    func slice(_ position: Int, _ count: Int) -> ArraySlice<UInt8>? {
      let start = position - self.position
      guard start >= 0, count <= bytes.count - start else { return nil }
      return bytes[start..<(start + count)]
    }
  }

  private static var pieceSize: Int { 1 << 16 }

  init(_ source: @escaping BoltSource<Failure>, at start: BoltPlace, length: Int) {
    self.source = source
    self.start = start
    self.length = length
  }

  /// Bytes at a position in the region, for elements if `isTable`.
  mutating func bytes(
    at position: Int, count: Int, isTable: Bool = false
  ) throws(BoltError<Failure>) -> ArraySlice<UInt8> {
    for piece in pieces { if let slice = piece.slice(position, count) { return slice } }
    guard count <= length - position else {
      throw .damaged(damage(at: position, "\(count) bytes within the page"))
    }
    let wanted = max(count, min(Self.pieceSize, length - position))
    let piece = Piece(position: position, bytes: try read(at: position, wanted))
    guard let slice = piece.slice(position, count) else {
      throw .damaged(damage(at: position, "\(count) more bytes in the file"))
    }
    if isTable || pieces.isEmpty {
      pieces = [piece] + pieces.dropFirst()
    } else {
      pieces = pieces.prefix(1) + [piece]
    }
    return slice
  }

  func place(at position: Int) -> BoltPlace {
    BoltPlace(page: start.page, offset: start.offset + position)
  }

  func damage(at position: Int, _ expected: String) -> BoltDamage {
    place(at: position).damage(expected)
  }

  private func read(at position: Int, _ count: Int) throws(BoltError<Failure>) -> [UInt8] {
    do { return try source(start.offset + position, count) } catch { throw .source(error) }
  }
}
