import CIsal
package import LayerModel

/// Reads gzip piece by piece, with bounded memory and a bound on what comes out.
///
/// Members that follow each other are one stream, and each one's CRC and length are checked. Feed
/// compressed bytes, pull with ``next()`` until it returns `nil`, feed again, and ``finish()``.
/// Header and trailer are read here: ISA-L 2.30 reports sound trailers that come in pieces as bad.
///
/// Source: RFC 1952; ISA-L 2.30 `igzip_lib.h`.
@safe package struct GzipInflater: StreamInflater, ~Copyable {
  private enum Phase {
    case header(GzipHeader)
    case content
    /// The bytes of the trailer so far.
    case trailer([UInt8])
    case betweenMembers, afterLastMember
  }

  private static let trailerSize = 8

  /// What one call of ``next()`` returns at most.
  private let chunkSize: Int

  private let state: UnsafeMutablePointer<inflate_state>
  private let outputLimit: ByteCount
  private var phase = Phase.header(GzipHeader())
  private var input = CompressedInput()

  /// Bytes that came out so far.
  package private(set) var produced: ByteCount = 0
  /// Bytes after the last member that do not start another one.
  package private(set) var trailingBytes: ByteCount = 0

  package init(outputLimit: ByteCount, chunkSize: Int = 1 << 16) {
    self.outputLimit = outputLimit
    self.chunkSize = chunkSize
    unsafe state = UnsafeMutablePointer.allocate(capacity: 1)
    unsafe state.initialize(to: inflate_state())
  }

  deinit { unsafe state.deallocate() }

  /// Compressed bytes used so far.
  package var consumed: Int { input.consumed }

  /// Adds compressed bytes to those not yet used.
  package mutating func feed(_ bytes: [UInt8]) { input.feed(bytes) }

  /// The next bytes, never empty; `nil` when more input is needed.
  package mutating func next() throws(InflateError) -> [UInt8]? {
    while true {
      switch phase {
      case .content:
        let before = input.position
        let chunk = try readContent()
        if !chunk.isEmpty { return chunk }
        if case .content = phase, input.position == before { return nil }
      case .trailer(let bytes) where bytes.count >= Self.trailerSize: try checkTrailer(bytes)
      default:
        guard input.count > 0 else { return nil }
        try readFrame(input.bytes[input.position])
      }
    }
  }

  /// Checks that the input ended where a member ends; call it when all was fed and pulled.
  package func finish() throws(InflateError) {
    switch phase {
    case .betweenMembers, .afterLastMember: return
    default: throw .truncated
    }
  }

  /// Takes one byte that is not content.
  private mutating func readFrame(_ byte: UInt8) throws(InflateError) {
    switch phase {
    case .header(var header):
      guard header.read(byte) else { throw .malformed(offset: consumed) }
      phase = .header(header)
      if header.isComplete { startContent() }
    case .trailer(let bytes): phase = .trailer(bytes + [byte])
    case .betweenMembers:
      phase = byte == 0x1F ? .header(GzipHeader()) : .afterLastMember
      return
    case .afterLastMember:
      trailingBytes.add(ByteCount(clamping: input.skip()))
      return
    case .content: return
    }
    input.position += 1
  }

  private mutating func startContent() {
    unsafe isal_inflate_init(state)
    unsafe state.pointee.crc_flag = UInt32(ISAL_GZIP_NO_HDR)
    phase = .content
  }

  private mutating func readContent() throws(InflateError) -> [UInt8] {
    let (chunk, status) = inflateOnce()
    guard status >= 0, status != ISAL_NEED_DICT else { throw .malformed(offset: consumed) }
    if unsafe state.pointee.block_state == ISAL_BLOCK_FINISH { phase = .trailer(bytesReadAhead()) }
    produced.add(ByteCount(clamping: chunk.count))
    guard produced <= outputLimit else { throw .limitExceeded(outputLimit) }
    return chunk
  }

  /// One call of `isal_inflate` on the unused input, which moves `position`.
  private mutating func inflateOnce() -> (chunk: [UInt8], status: Int32) {
    let available = UInt32(clamping: input.count)
    var status: Int32 = 0
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: chunkSize) { output, count in
      unsafe input.bytes.withUnsafeBufferPointer { bytes in
        // ISA-L does not write to its input, whatever the type says.
        unsafe state.pointee.next_in = bytes.baseAddress.map {
          unsafe UnsafeMutablePointer(mutating: $0 + input.position)
        }
        unsafe state.pointee.avail_in = available
        unsafe state.pointee.next_out = output.baseAddress
        unsafe state.pointee.avail_out = UInt32(chunkSize)
        status = unsafe isal_inflate(state)
        unsafe state.pointee.next_in = nil
      }
      count = unsafe chunkSize - Int(state.pointee.avail_out)
      unsafe state.pointee.next_out = nil
    }
    input.position += unsafe Int(available) - Int(state.pointee.avail_in)
    return (chunk, status)
  }

  /// Whole bytes that the decoder holds beyond the end of the content: the trailer's first.
  private func bytesReadAhead() -> [UInt8] {
    let bits = unsafe min(max(0, Int(state.pointee.read_in_length)), 64)
    let ahead = unsafe state.pointee.read_in >> UInt64(bits % 8)
    return (0..<bits / 8).map { UInt8(truncatingIfNeeded: ahead >> UInt64(8 * $0)) }
  }

  private mutating func checkTrailer(_ bytes: [UInt8]) throws(InflateError) {
    let recorded = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let found = unsafe UInt64(state.pointee.total_out) << 32 | UInt64(state.pointee.crc)
    guard recorded == found else { throw .malformed(offset: consumed) }
    phase = .betweenMembers
  }
}
