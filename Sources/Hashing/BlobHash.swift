internal import CLibcrypto
package import LayerModel

/// The digest of one blob by whichever algorithm its name has, by libcrypto.
@safe
package struct BlobHash: ~Copyable {
  private let algorithm: BlobDigest.Algorithm
  private let context: OpaquePointer

  package init(_ algorithm: BlobDigest.Algorithm) {
    self.algorithm = algorithm
    guard let context = unsafe EVP_MD_CTX_new() else {
      preconditionFailure("libcrypto has no memory for a context")
    }
    unsafe self.context = unsafe context
    let function =
      switch algorithm {
      case .sha256: unsafe EVP_sha256()
      case .sha384: unsafe EVP_sha384()
      case .sha512: unsafe EVP_sha512()
      }
    let started = unsafe EVP_DigestInit_ex2(context, function, nil)
    precondition(started == 1, "libcrypto refuses \(algorithm.rawValue)")
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  package func update(_ bytes: [UInt8]) {
    let done = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }
    precondition(done == 1, "libcrypto refuses bytes")
  }

  /// The digest of all that was fed; nothing may be fed afterwards.
  package consuming func finish() -> BlobDigest {
    var bytes = [UInt8](repeating: 0, count: algorithm.digits / 2)
    let done = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
    }
    precondition(done == 1, "libcrypto cannot finish")
    let digits = Array("0123456789abcdef".utf8)
    let hex = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    guard let digest = BlobDigest(algorithm, hex: hex) else {
      preconditionFailure("a digest has as many digits as its algorithm")
    }
    return digest
  }
}
