import Archives
import LayerModel
import TarFixtures
import Testing

/// What a whole blob gave, fed in pieces of one size.
private func inflated(
  _ bytes: [UInt8], pieces: Int, limits: BlobInflater.Limits = .small,
  isWhole: Bool = false, takeBeyond: ((ByteCount) -> Bool)? = nil,
  mayGrow: @escaping () -> Bool = { false }
) throws(InflateError) -> (output: [UInt8], compression: String?, trailing: ByteCount) {
  var inflater = BlobInflater(
    limits, length: isWhole ? ByteCount(clamping: bytes.count) : nil, mayGrow: mayGrow,
    takeBeyond: takeBeyond)
  var output: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: pieces) {
    inflater.feed(Array(bytes[start..<min(start + pieces, bytes.count)]))
    while let chunk = try inflater.next() { output += chunk }
  }
  try inflater.finish()
  while let chunk = try inflater.next() { output += chunk }
  return (output, inflater.compression?.rawValue, inflater.trailingBytes)
}

extension BlobInflater.Limits {
  fileprivate static var small: Self { limits(output: 1_000_000) }

  fileprivate static func limits(
    output: ByteCount, ratio: Int = 250, allowance: ByteCount = 1_000_000
  ) -> Self {
    var limits = Self()
    limits.output = output
    limits.ratio = ratio
    limits.allowance = allowance
    return limits
  }
}

struct BlobInflaterTests {
  private static let text = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
  private static let forms: [(name: String, bytes: [UInt8])] = [
    ("gzip", Compression.gzip(text)), ("zstd", Compression.zstd(text)), ("none", text),
    ("gzip", Compression.gzip(Array(text[..<100])) + Compression.gzip(Array(text[100...]))),
    ("zstd", Compression.zstd(Array(text[..<100])) + Compression.zstd(Array(text[100...]))),
    ("zstd", Compression.skippable([1, 2, 3]) + Compression.zstd(text)),
    ("zstd", Compression.zstd(text) + Compression.skippable([])),
  ]

  @Test func `the first bytes tell the compression, whatever the pieces`() throws {
    for (name, bytes) in Self.forms {
      for pieces in [1, 2, 3, 5, 97, bytes.count] {
        let found = try inflated(bytes, pieces: pieces)
        #expect(found.output == Self.text)
        #expect(found.compression == name)
        #expect(found.trailing == 0)
      }
    }
  }

  @Test func `a whole zstd frame may have fewer bytes than tell a compression`() throws {
    let empty: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x00, 0x01, 0x00, 0x00]
    for pieces in [1, 4, 9] {
      let found = try inflated(empty, pieces: pieces)
      #expect(found.output == [] && found.compression == "zstd")
    }
  }

  @Test func `blobs of less than four bytes are plain`() throws {
    for length in 0..<4 {
      let bytes = [UInt8](repeating: 0x28, count: length)
      let found = try inflated(bytes, pieces: 1)
      #expect(found.output == bytes)
      #expect(found.compression == "none")
    }
  }

  @Test func `bytes behind the last frame are counted`() throws {
    for rest in [[1], [1, 2, 3], [0, 0, 0, 0], [1, 2, 3, 4, 5, 6, 7], [0x28, 0xB5]] as [[UInt8]] {
      for pieces in [1, 3, 1_000] {
        let zstd = try inflated(Compression.zstd(Self.text) + rest, pieces: pieces)
        #expect(zstd.output == Self.text)
        #expect(zstd.trailing == ByteCount(clamping: rest.count))
        let gzip = try inflated(Compression.gzip(Self.text) + rest, pieces: pieces)
        #expect(gzip.trailing == ByteCount(clamping: rest.count))
      }
    }
  }

  @Test func `a cut stream is truncated at every length`() {
    for bytes in [Compression.gzip(Self.text), Compression.zstd(Self.text)] {
      for length in 4..<bytes.count {
        #expect(throws: InflateError.truncated) {
          try inflated(Array(bytes[..<length]), pieces: 64)
        }
      }
    }
  }

  @Test func `a flipped bit anywhere never traps and never gives other bytes`() {
    for bytes in [Compression.gzip(Self.text), Compression.zstd(Self.text)] {
      for offset in 4..<bytes.count {
        var damaged = bytes
        damaged[offset] ^= 1 << UInt8(offset % 8)
        do {
          let output = try inflated(damaged, pieces: 512).output
          // The gzip header has fields that say nothing of the content.
          #expect(output == Self.text)
        } catch {}
      }
    }
  }

  @Test func `damaged input never traps`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    for _ in 0..<2_000 {
      var damaged = Self.forms[Int.random(in: 0..<Self.forms.count, using: &random)].bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      let pieces = Int.random(in: 1...400, using: &random)
      do { _ = try inflated(damaged, pieces: pieces) } catch {
        #expect(error != .limitExceeded(1_000_000), "seed \(seed)")
      }
    }
  }

  @Test func `a bomb ends at the limit of its length or of its ratio`() {
    let zeros = [UInt8](repeating: 0, count: 4_000_000)
    for bytes in [Compression.gzip(zeros), Compression.zstd(zeros)] {
      #expect(throws: InflateError.limitExceeded(1_000_000)) { try inflated(bytes, pieces: 64) }
      #expect(throws: InflateError.ratioExceeded(100)) {
        try inflated(bytes, pieces: 64, limits: .limits(output: .init(.max), ratio: 100))
      }
    }
  }

  @Test func `what comes out beyond the ratio has to be granted`() throws {
    let zeros = [UInt8](repeating: 0, count: 1_000_000)
    let limits = BlobInflater.Limits()
    for bytes in [Compression.gzip(zeros), Compression.zstd(zeros)] {
      var asked: ByteCount = 0
      let output = try inflated(bytes, pieces: 64, limits: limits, isWhole: true) {
        asked.add($0)
        return true
      }.output
      #expect(output == zeros)
      #expect(asked.value == Int64(zeros.count - bytes.count * limits.ratio))
      #expect(throws: InflateError.allowanceSpent(ratio: limits.ratio)) {
        try inflated(bytes, pieces: 64, limits: limits, isWhole: true) { _ in false }
      }
    }
    // What is within the ratio is nobody else's concern, however much that is.
    let text = try inflated(
      Compression.gzip(Self.text), pieces: 64, limits: limits, isWhole: true
    ) { _ in false }.output
    #expect(text == Self.text)
  }

  @Test func `a zstd window of 32 MiB is read where there is room, in whichever frame`() throws {
    let (head, rest) = (Array(Self.text[..<100]), Array(Self.text[100...]))
    // For more than is ever read nobody is asked.
    for (log, isLarge) in [(Int32(23), false), (24, true), (25, true), (26, false)] {
      let first = Compression.zstd(Self.text, windowLog: log)
      let later = Compression.zstd(head) + Compression.zstd(rest, windowLog: log)
      // Of a frame of known length the window is written otherwise.
      for bytes in [first, later, Compression.skippable([1]) + later] {
        for pieces in [1, 7, bytes.count] {
          var asked = 0
          do throws(InflateError) {
            let found = try inflated(
              bytes, pieces: pieces,
              mayGrow: {
                asked += 1; return true
              })
            #expect(found.output == Self.text && log <= 25)
          } catch {
            #expect(error == .windowTooLarge(33_554_432) && log == 26)
          }
          #expect(asked == (isLarge ? 1 : 0))
        }
      }
    }
  }

  @Test func `a frame in one segment has a window as long as it is`() throws {
    let long = [UInt8](repeating: 7, count: 9_000_000)
    let bytes = Compression.zstd(Self.text) + Compression.zstdSegment(long)
    let limits = BlobInflater.Limits()
    let found = try inflated(
      bytes, pieces: 64, limits: limits, isWhole: true, takeBeyond: { _ in true },
      mayGrow: { true })
    #expect(found.output.count == Self.text.count + long.count)
    #expect(throws: InflateError.windowTooLarge(8_388_608)) {
      try inflated(bytes, pieces: 64, limits: limits, isWhole: true, takeBeyond: { _ in true })
    }
  }

  @Test func `a header of a frame that is cut short is not the end`() throws {
    let frame = Compression.zstd(Self.text)
    for length in 4...8 {
      #expect(throws: InflateError.truncated) {
        try inflated(frame + frame.prefix(length), pieces: 1_000)
      }
    }
  }

  @Test func `a zstd window of more than 8 MiB is refused otherwise, and 8 MiB are not`() throws {
    let bytes = [UInt8](repeating: 7, count: 10_000)
    #expect(try inflated(Compression.zstd(bytes, windowLog: 23), pieces: 64).output == bytes)
    #expect(throws: InflateError.windowTooLarge(8_388_608)) {
      try inflated(Compression.zstd(bytes, windowLog: 24), pieces: 64)
    }
  }

  @Test func `older compressions are named`() {
    #expect(throws: InflateError.unsupported("xz")) {
      try inflated([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], pieces: 6)
    }
    #expect(throws: InflateError.unsupported("bzip2")) {
      try inflated(Array("BZh91AY&SY".utf8), pieces: 6)
    }
  }
}
