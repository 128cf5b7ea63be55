internal import CHashing

/// Two SHA-256 computations advanced by one thread.
///
/// Each step of a hash waits for the one before it, and the processor has room meanwhile for those of
/// another: where it has instructions for SHA-256, both take little more than the time of one.
package enum HashPairing {
  /// The same as feeding `bytes` to the first and `others` to the second, of whatever lengths.
  package static func update(
    _ first: inout SHA256Hash, with bytes: ArraySlice<UInt8>, _ second: inout SHA256Hash,
    with others: ArraySlice<UInt8>
  ) {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe others.withUnsafeBufferPointer { others in
        unsafe chashing_sha256_update_two(
          &first.context, bytes.baseAddress, bytes.count, &second.context, others.baseAddress,
          others.count)
      }
    }
  }
}
