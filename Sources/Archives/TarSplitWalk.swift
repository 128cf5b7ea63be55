package import LayerModel

/// Walks a layer's `tar-data.json.gz`: the tar's own bytes, and an entry where a file belongs.
///
/// Hashing all bytes in order, with each entry's content put in where the entry stands, gives the
/// digest of the layer's tar. Nothing is kept but the line and the header being read.
///
/// Source: tar-split `tar/asm/assemble.go`, `WriteOutputTarStream`.
package struct TarSplitWalk: ~Copyable {
  package enum Step: Hashable, Sendable {
    /// Bytes of the tar: headers, padding, the end.
    case bytes([UInt8])
    /// Here the tar has `file.size` bytes of content; the header is the one just before.
    case entry(TarHeader, TarSplitFile)
  }

  /// No layer has half as many files.
  package static let longestTarSplit = 1 << 23

  private let path: BytePath
  private let entryLimit: Int
  private var inflater: GzipInflater
  private var reader = TarSplitReader()
  private var headers = TarHeaderStream()
  /// The header whose file record must come next.
  private var pending: TarHeader?
  private var isInputAtEnd = false

  /// Bytes of the tar so far, contents included.
  package private(set) var tarSize: ByteCount = 0

  /// What Docker reads past, once the walk is at its end: entries that are not numbered in order.
  package var oddity: ReadProblem? {
    reader.misnumbered.map {
      .malformed(path, offset: 0, expected: "position \($0) in tar-split entry \($0)")
    }
  }

  /// Prepares to walk the file at `path`, which serves errors only.
  ///
  /// - Parameters:
  ///   - path: where the compressed bytes come from.
  ///   - inflatedLimit: how many bytes of JSON are read at most.
  ///   - entryLimit: how many entries, since a small one takes long for the bytes that it has.
  package init(
    of path: BytePath, inflatedLimit: ByteCount, entryLimit: Int = longestTarSplit
  ) {
    self.path = path
    self.entryLimit = entryLimit
    inflater = GzipInflater(outputLimit: inflatedLimit)
  }

  /// The next step; `nil` at the sound end of the file.
  ///
  /// `source` returns the next compressed bytes, and `nil` or none at the end of the file.
  ///
  /// - Throws: what `source` throws; `malformed` with the number of compressed bytes read, and
  ///   `tooLarge` for more JSON than the limit, `tooMany` for more entries.
  package mutating func next(
    from source: () throws(ReadProblem) -> [UInt8]?
  ) throws(ReadProblem) -> Step? {
    while true {
      if let entry = try nextEntry() {
        switch entry {
        case .segment(let bytes):
          guard !bytes.isEmpty else { continue }
          return try step(segment: bytes)
        case .file(let file): return try step(file: file)
        }
      }
      guard !isInputAtEnd else {
        try checkEnd()
        return nil
      }
      try readMore(from: source)
    }
  }

  private mutating func nextEntry() throws(ReadProblem) -> TarSplitEntry? {
    guard reader.entries < entryLimit else {
      throw .tooMany(path, limit: entryLimit, things: "tar-split entries")
    }
    do { return try reader.next() } catch { throw malformed(error.expected) }
  }

  private mutating func readMore(
    from source: () throws(ReadProblem) -> [UInt8]?
  ) throws(ReadProblem) {
    do throws(InflateError) {
      if let chunk = try inflater.next() { return reader.feed(chunk) }
    } catch { throw problem(error) }
    // Whatever follows the end has no end of its own: a hole of any length can be put there.
    guard inflater.trailingBytes == 0 else { throw malformed("the end of the gzip file") }
    if let bytes = try source(), !bytes.isEmpty { return inflater.feed(bytes) }
    do { try inflater.finish() } catch { throw problem(error) }
    isInputAtEnd = true
    reader.finish()
  }

  private mutating func step(segment: [UInt8]) throws(ReadProblem) -> Step {
    guard pending == nil else { throw malformed("the file of the header before") }
    do { pending = try headers.feed(segment) } catch { throw malformed(error.expected) }
    try count(ByteCount(clamping: segment.count))
    return .bytes(segment)
  }

  private mutating func step(file: TarSplitFile) throws(ReadProblem) -> Step {
    guard let header = pending ?? headers.globalHeaderWithoutPayload() else {
      throw malformed("a tar header before a file")
    }
    pending = nil
    guard file.isLossy || file.name == header.name else {
      throw malformed("the name that the tar header has")
    }
    guard header.isSparse || file.size == header.contentSize else {
      throw malformed("the size that the tar header has")
    }
    try count(file.size)
    return .entry(header, file)
  }

  private mutating func count(_ size: ByteCount) throws(ReadProblem) {
    tarSize.add(size)
    guard tarSize.value < Int64.max else { throw malformed("a tar smaller than 2^63 bytes") }
  }

  private func checkEnd() throws(ReadProblem) {
    guard pending == nil else { throw malformed("the file of the header before") }
    do { try headers.finish() } catch { throw malformed(error.expected) }
  }

  private func malformed(_ expected: String) -> ReadProblem {
    .malformed(
      path, offset: inflater.consumed,
      expected: expected + ", at or before tar-split entry \(reader.entries)")
  }

  private func problem(_ error: InflateError) -> ReadProblem {
    switch error {
    case .malformed(let offset): .malformed(path, offset: offset, expected: "gzip data")
    case .truncated:
      .malformed(path, offset: inflater.consumed, expected: "the rest of the gzip data")
    case .limitExceeded(let limit), .windowTooLarge(let limit): .tooLarge(path, limit: limit)
    case .ratioExceeded, .allowanceSpent, .unsupported:
      .malformed(path, offset: inflater.consumed, expected: "gzip data")
    }
  }
}
