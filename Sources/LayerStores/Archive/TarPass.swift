internal import Archives
internal import FileAccess
internal import LayerModel

/// Who wants to see the members of a packed archive.
protocol TarVisitor {
  /// A member comes; says whether its content is wanted, or nothing more at all.
  mutating func take(_ entry: TarWalk.Entry) -> TarWish

  /// The next bytes of the last member, where they are wanted.
  mutating func take(_ content: ArraySlice<UInt8>)
}

enum TarWish {
  case skip, content, stop
}

/// One pass over a packed archive, compressed or not.
struct TarPass: ~Copyable {
  let archive: RegularFile
  let path: BytePath
  let isCompressed: Bool
  private var walk: TarWalk
  /// How the tar ended; `nil` when a visitor stopped.
  private(set) var end: TarWalk.End?
  /// Bytes after the compressed stream.
  private(set) var trailingBytes: ByteCount = 0

  private static let pieceSize = 1 << 17
  /// Enough for a header with its extensions and a few small members behind it.
  private static let headPiece = 1 << 14

  init(_ path: BytePath, memberLimit: Int, stop: StopFlag?) throws(ReadProblem) {
    let archive = try RegularFile.openRoot(path, stop: stop)
    var sniffer = BlobInflater()
    sniffer.feed(try archive.next(at: 0, upTo: BlobInflater.magicLength))
    self.archive = archive
    self.path = path
    isCompressed = sniffer.compression.map { $0 != .none } ?? false
    walk = TarWalk(entryLimit: memberLimit)
  }

  /// - Throws: why it could not be read to its end.
  mutating func run(_ visitor: inout some TarVisitor) throws(ReadProblem) {
    let hasStopped = isCompressed ? try inflate(&visitor) : try seek(&visitor)
    guard !hasStopped else { return }
    do throws(TarWalk.Failure) { end = try walk.finish() } catch { throw problem(error) }
  }

  /// Whether the visitor stopped.
  private mutating func seek(_ visitor: inout some TarVisitor) throws(ReadProblem) -> Bool {
    var position: Int64 = 0
    while true {
      let piece = try next(at: position, upTo: Self.headPiece)
      guard !piece.isEmpty else { return false }
      position += Int64(piece.count)
      var rest = piece[...]
      while let event = try next(&rest) {
        guard case .entry(let entry) = event else { continue }
        if visitor.take(entry) == .stop { return true }
        position += walk.skipContent(&rest)
      }
    }
  }

  private mutating func inflate(_ visitor: inout some TarVisitor) throws(ReadProblem) -> Bool {
    archive.adviseSequential()
    var inflater = BlobInflater(length: archive.status.size, mayGrow: { true })
    var position: Int64 = 0
    // Of content that nobody wants, this much is still to come.
    var unwanted: Int64 = 0
    while true {
      let piece = try next(at: position, upTo: Self.pieceSize)
      position += Int64(piece.count)
      do throws(InflateError) {
        if piece.isEmpty { try inflater.finish() } else { inflater.feed(piece) }
      } catch {
        throw error.problem(of: path, after: inflater.fed)
      }
      while let chunk = try pull(&inflater) {
        var rest = chunk.dropFirst(Int(clamping: unwanted))
        unwanted -= Int64(chunk.count - rest.count)
        while let event = try next(&rest) {
          switch event {
          case .entry(let entry):
            switch visitor.take(entry) {
            case .stop: return true
            case .skip: unwanted = walk.skipContent(&rest)
            case .content: break
            }
          case .content(let bytes): visitor.take(bytes)
          case .contentEnd: break
          }
        }
      }
      guard !piece.isEmpty else { break }
    }
    guard unwanted == 0 else {
      throw .malformed(path, offset: Int(clamping: position), expected: "the rest of a member")
    }
    trailingBytes = inflater.trailingBytes
    return false
  }

  /// The next bytes; none where the archive ends.
  ///
  /// - Throws: `changedWhileReading` when it ends before it should.
  private func next(at position: Int64, upTo count: Int) throws(ReadProblem) -> [UInt8] {
    let piece = try archive.next(at: position, upTo: count)
    guard !piece.isEmpty || position >= archive.status.size.value else {
      throw .changedWhileReading(path)
    }
    return piece
  }

  private func pull(_ inflater: inout BlobInflater) throws(ReadProblem) -> [UInt8]? {
    do throws(InflateError) { return try inflater.next() } catch {
      throw error.problem(of: path, after: inflater.fed)
    }
  }

  private mutating func next(_ rest: inout ArraySlice<UInt8>) throws(ReadProblem) -> TarWalk.Event?
  {
    do throws(TarWalk.Failure) { return try walk.next(&rest) } catch { throw problem(error) }
  }

  private func problem(_ failure: TarWalk.Failure) -> ReadProblem {
    switch failure {
    case .malformed(let offset, let expected):
      .malformed(path, offset: Int(clamping: offset), expected: expected)
    case .tooMany(let limit): .tooMany(path, limit: limit, things: "members")
    }
  }
}
