internal import CLibcrypto
package import LayerModel

/// A SHA-256 computation over a stream of bytes, by libcrypto.
///
/// One context serves many digests, since making a context costs more than hashing a small file.
@safe
package struct SHA256Hash: ~Copyable {
  private let context: OpaquePointer

  package init() {
    guard let context = unsafe EVP_MD_CTX_new() else {
      preconditionFailure("libcrypto has no memory for a context")
    }
    unsafe self.context = unsafe context
    reset()
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Starts anew.
  package func reset() {
    let started = unsafe EVP_DigestInit_ex2(context, Self.algorithm.pointer, nil)
    precondition(started == 1, "libcrypto refuses SHA-256")
  }

  package func update(_ bytes: [UInt8]) { update(bytes[...]) }

  package func update(_ bytes: ArraySlice<UInt8>) {
    let done = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }
    precondition(done == 1, "libcrypto refuses bytes")
  }

  /// Feeds the 32 bytes of a digest.
  package func update(_ digest: Digest) {
    let words = Self.swapped(digest.words)
    let done = unsafe withUnsafeBytes(of: words) { bytes in
      unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }
    precondition(done == 1, "libcrypto refuses bytes")
  }

  /// Between the machine's order of bytes and the digest's.
  private static func swapped(_ words: SIMD4<UInt64>) -> SIMD4<UInt64> {
    SIMD4(
      UInt64(bigEndian: words[0]), UInt64(bigEndian: words[1]), UInt64(bigEndian: words[2]),
      UInt64(bigEndian: words[3]))
  }

  /// The digest of all that was fed since the last reset; starts anew.
  package func finish() -> Digest {
    var words = SIMD4<UInt64>()
    let done = unsafe withUnsafeMutableBytes(of: &words) { bytes in
      unsafe EVP_DigestFinal_ex(
        context, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
    }
    precondition(done == 1, "libcrypto cannot finish")
    reset()
    return Digest(words: Self.swapped(words))
  }

  package static func digest(of bytes: some Collection<UInt8>) -> Digest {
    let hash = SHA256Hash()
    hash.update(Array(bytes))
    return hash.finish()
  }

  /// Fetched once: looking the algorithm up costs more than hashing a small file.
  private static let algorithm = Algorithm()

  @safe
  private struct Algorithm: @unchecked Sendable {
    /// Immutable once fetched, and libcrypto counts references to it atomically.
    let pointer: OpaquePointer

    init() {
      guard let pointer = unsafe EVP_MD_fetch(nil, "SHA256", nil) else {
        preconditionFailure("libcrypto has no SHA-256")
      }
      unsafe self.pointer = unsafe pointer
    }
  }
}
