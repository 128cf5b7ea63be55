internal import CIsal
internal import CZstd

/// Compresses bytes as real tools do, for tests.
package enum Compression {
  /// One zstd frame with its checksum.
  ///
  /// `windowLog` is the binary logarithm of the window, which only long content needs.
  package static func zstd(_ bytes: [UInt8], windowLog: Int32? = nil) -> [UInt8] {
    let context = unsafe ZSTD_createCCtx()
    defer { unsafe ZSTD_freeCCtx(context) }
    _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    if let windowLog {
      _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog)
      _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)
    }
    let capacity = ZSTD_compressBound(bytes.count)
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      count = unsafe bytes.withUnsafeBytes { buffer in
        // A stream does not know its length, so that its window is as large as asked for.
        var source = unsafe ZSTD_inBuffer(src: buffer.baseAddress, size: buffer.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: capacity, pos: 0)
        _ = unsafe ZSTD_compressStream2(context, &target, &source, ZSTD_e_flush)
        _ = unsafe ZSTD_compressStream2(context, &target, &source, ZSTD_e_end)
        return unsafe target.pos
      }
    }
  }

  /// One zstd frame in a single segment of up to 16 MiB, which has no window but its content.
  package static func zstdSegment(_ bytes: [UInt8]) -> [UInt8] {
    let context = unsafe ZSTD_createCCtx()
    defer { unsafe ZSTD_freeCCtx(context) }
    _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 24)
    let capacity = ZSTD_compressBound(bytes.count)
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      count = unsafe bytes.withUnsafeBytes {
        unsafe ZSTD_compress2(context, output.baseAddress, capacity, $0.baseAddress, $0.count)
      }
    }
  }

  /// A skippable zstd frame.
  package static func skippable(_ content: [UInt8]) -> [UInt8] {
    [0x53, 0x2A, 0x4D, 0x18] + little(UInt32(content.count)) + content
  }

  /// One gzip member.
  package static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    let capacity = bytes.count + bytes.count / 8 + 4_096
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
      var stream = unsafe isal_zstream()
      unsafe isal_deflate_stateless_init(&stream)
      unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe stream.next_in = unsafe UnsafeMutablePointer(mutating: buffer.baseAddress)
        unsafe stream.avail_in = UInt32(buffer.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = UInt32(capacity)
        unsafe stream.end_of_stream = 1
        unsafe stream.gzip_flag = UInt16(IGZIP_GZIP)
        _ = unsafe isal_deflate_stateless(&stream)
      }
      count = unsafe Int(stream.total_out)
    }
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }
}
