internal import CHashing
package import LayerModel

/// A SHA-256 computation over a stream of bytes.
///
/// A value of little more than a hundred bytes, so that it can be made for the smallest file and
/// handed to another thread.
package struct SHA256Hash: Sendable {
  var context = chashing_sha256()

  package init() { self.init(usesInstructions: true) }

  /// - Parameter usesInstructions: whether the processor's own instructions may do the work, where
  ///   it has them; otherwise libcrypto does.
  package init(usesInstructions: Bool) {
    unsafe chashing_sha256_start(&context, usesInstructions ? 1 : 0)
  }

  package mutating func update(_ bytes: [UInt8]) { update(bytes[...]) }

  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe chashing_sha256_update(&context, buffer.baseAddress, buffer.count)
    }
  }

  /// Feeds the 32 bytes of a digest.
  package mutating func update(_ digest: Digest) {
    let words = Self.swapped(digest.words)
    unsafe withUnsafeBytes(of: words) { bytes in
      unsafe chashing_sha256_update(
        &context, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
  }

  /// Between the machine's order of bytes and the digest's.
  private static func swapped(_ words: SIMD4<UInt64>) -> SIMD4<UInt64> {
    SIMD4(
      UInt64(bigEndian: words[0]), UInt64(bigEndian: words[1]), UInt64(bigEndian: words[2]),
      UInt64(bigEndian: words[3]))
  }

  /// The digest of all that was fed since the last one; starts anew.
  package mutating func finish() -> Digest {
    var words = SIMD4<UInt64>()
    unsafe withUnsafeMutableBytes(of: &words) { bytes in
      unsafe chashing_sha256_finish(
        &context, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
    return Digest(words: Self.swapped(words))
  }

  package static func digest(of bytes: some Collection<UInt8>) -> Digest {
    var hash = SHA256Hash()
    hash.update(Array(bytes))
    return hash.finish()
  }
}
