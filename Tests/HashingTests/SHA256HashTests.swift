import Hashing
import LayerModel
import Testing

private func hex(_ pieces: [[UInt8]], usesInstructions: Bool) -> String {
  var hash = SHA256Hash(usesInstructions: usesInstructions)
  for piece in pieces { hash.update(piece) }
  return hash.finish().hex
}

struct SHA256HashTests {
  /// Source: NIST, "Examples with Intermediate Values", SHA256.
  @Test(arguments: [true, false])
  func `the published examples come out`(usesInstructions: Bool) {
    let examples: [(String, String)] = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ]
    for (text, expected) in examples {
      #expect(hex([Array(text.utf8)], usesInstructions: usesInstructions) == expected)
    }
  }

  @Test(arguments: [true, false])
  func `every length gives what the definition gives`(usesInstructions: Bool) {
    var random = SeededRandom(seed: 1)
    for length in 0...300 {
      let bytes = random.bytes(length)
      let expected = SHA256Definition.hex(of: bytes)
      #expect(hex([bytes], usesInstructions: usesInstructions) == expected, "\(length) bytes")
    }
  }

  @Test(arguments: [true, false])
  func `it does not matter where the bytes are split`(usesInstructions: Bool) {
    var random = SeededRandom(seed: 2)
    let bytes = random.bytes(300)
    let expected = SHA256Definition.hex(of: bytes)
    for split in 0...bytes.count {
      let pieces = [Array(bytes[..<split]), [], Array(bytes[split...])]
      #expect(hex(pieces, usesInstructions: usesInstructions) == expected, "split at \(split)")
    }
    #expect(hex(bytes.map { [$0] }, usesInstructions: usesInstructions) == expected)
  }

  @Test func `after a digest it starts anew, and a copy goes its own way`() {
    var hash = SHA256Hash()
    hash.update(Array("ab".utf8))
    var copy = hash
    hash.update(Array("c".utf8))
    #expect(hash.finish() == SHA256Hash.digest(of: Array("abc".utf8)))
    #expect(hash.finish() == SHA256Hash.digest(of: []))
    #expect(copy.finish() == SHA256Hash.digest(of: Array("ab".utf8)))
  }

  @Test func `a digest is fed as its 32 bytes`() {
    let digest = SHA256Hash.digest(of: Array("abc".utf8))
    var hash = SHA256Hash()
    hash.update(digest)
    #expect(hash.finish() == SHA256Hash.digest(of: digest.bytes))
  }
}
