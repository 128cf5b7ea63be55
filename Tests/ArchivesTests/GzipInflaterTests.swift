import Archives
import LayerModel
import TarFixtures
import Testing

/// What a whole stream gave, fed in pieces of one size.
private func inflated(
  _ bytes: [UInt8], pieces: Int, limit: ByteCount = 1_000_000
) throws(InflateError) -> (output: [UInt8], trailing: ByteCount) {
  var inflater = GzipInflater(outputLimit: limit)
  var output: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: pieces) {
    inflater.feed(Array(bytes[start..<min(start + pieces, bytes.count)]))
    while let chunk = try inflater.next() { output += chunk }
  }
  try inflater.finish()
  return (output, inflater.trailingBytes)
}

/// `hello` and a newline, with a name in the header.
private let hello: [UInt8] = [
  0x1F, 0x8B, 0x08, 0x08, 0, 0, 0, 0, 0, 3, 0x61, 0x62, 0, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xE7, 0x02,
  0, 0x20, 0x30, 0x3A, 0x36, 6, 0, 0, 0,
]

struct GzipInflaterTests {
  @Test(arguments: [1, 2, 3, 7, 13, 1_000])
  func `members that follow each other are one stream`(pieces: Int) throws {
    let result = try inflated(hello + hello + hello, pieces: pieces)
    #expect(result.output == Array("hello\nhello\nhello\n".utf8))
    #expect(result.trailing == 0)
  }

  @Test(arguments: [1, 2, 5, 1_000])
  func `bytes after the last member are counted`(pieces: Int) throws {
    let result = try inflated(hello + [0, 0, 0x1F, 9], pieces: pieces)
    #expect(result.output == Array("hello\n".utf8))
    #expect(result.trailing == 4)
  }

  @Test func `the pieces of the input do not change the output`() throws {
    for name in Layers.names {
      let bytes = try Layers.compressed(name)
      let whole = try inflated(bytes, pieces: bytes.count)
      #expect(try inflated(bytes, pieces: 1).output == whole.output)
      #expect(try inflated(bytes, pieces: 97).output == whole.output)
    }
  }

  @Test func `a cut stream is truncated at every length`() throws {
    for bytes in [hello, try Layers.compressed(Layers.smallest)] {
      for length in bytes.indices {
        #expect(throws: InflateError.truncated) {
          try inflated(Array(bytes[..<length]), pieces: 16)
        }
      }
    }
  }

  @Test func `a flipped bit in content or trailer is found`() throws {
    for offset in 13..<hello.count {
      // Six bits fill the last byte of the content up.
      for bit in 0..<(offset == 20 ? 2 : 8) {
        var bytes = hello
        bytes[offset] ^= 1 << bit
        #expect(throws: InflateError.self) { try inflated(bytes, pieces: 1_000) }
      }
    }
  }

  @Test func `damaged input never traps and never gives other bytes`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let sound = try Layers.compressed(Layers.small)
    let output = try inflated(sound, pieces: 64).output
    for _ in 0..<3_000 {
      var damaged = sound
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        damaged[Int.random(in: damaged.indices, using: &random)] ^= UInt8.random(
          in: 1...255, using: &random)
      }
      let pieces = Int.random(in: 1...400, using: &random)
      do { #expect(try inflated(damaged, pieces: pieces).output == output, "seed \(seed)") } catch {
        #expect(error != .limitExceeded(1_000_000), "seed \(seed)")
      }
    }
  }

  @Test func `a flipped bit anywhere never traps`() throws {
    let bytes = try Layers.compressed(Layers.smallest)
    for offset in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[offset] ^= 1 << bit
        do { _ = try inflated(damaged, pieces: 16) } catch {
          #expect(error != .limitExceeded(1_000_000))
        }
      }
    }
  }

  @Test func `output beyond the limit is an error`() throws {
    #expect(throws: InflateError.limitExceeded(5)) { try inflated(hello, pieces: 9, limit: 5) }
    #expect(try inflated(hello, pieces: 9, limit: 6).output.count == 6)
  }

  @Test func `plain bytes are malformed where they differ from gzip`() {
    #expect(throws: InflateError.malformed(offset: 0)) {
      try inflated(Array("hello world".utf8), pieces: 64)
    }
    #expect(throws: InflateError.malformed(offset: 1)) { try inflated([0x1F, 0], pieces: 64) }
  }

  @Test func `optional header fields are read over`() throws {
    let fields: [UInt8] = [2, 0, 9, 9] + [0x61, 0] + [0x62, 0] + [1, 2]
    let bytes = [0x1F, 0x8B, 8, 0x1E, 0, 0, 0, 0, 0, 3] + fields + hello[13...]
    #expect(try inflated(bytes, pieces: 1).output == Array("hello\n".utf8))
  }
}
