internal import CZstd
package import LayerModel

/// Reads zstd piece by piece, with bounded memory and a bound on what comes out.
///
/// Frames that follow each other are one stream, skippable ones give nothing, and checksums are
/// checked where frames have them. Feed compressed bytes, pull with ``next()`` until it returns
/// `nil`, feed again, and ``finish()``.
///
/// Source: RFC 8878; zstd 1.5 `zstd.h`, "Streaming decompression".
@safe package struct ZstdInflater: StreamInflater, ~Copyable {
  private enum Phase {
    /// The bytes so far of what may be the header of a frame.
    case betweenFrames([UInt8])
    case frame
    case afterLastFrame
  }

  /// The binary logarithm of the largest window that is read, and so of the memory of one stream.
  ///
  /// Up to level 19 zstd asks for 8 MiB, klauspost's at its best for 32 MiB, `zstd --long` for more.
  ///
  /// Source: klauspost/compress `zstd/encoder_options.go`, `WithEncoderLevel`.
  static let largestWindowLog: Int32 = 25
  /// What is read without asking.
  static let usualWindowLog: Int32 = 23
  private static let magicNumber: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
  private static let magicLength = 4
  private static let chunkSize = 1 << 17

  private let context: OpaquePointer
  private let outputLimit: ByteCount
  private let mayGrow: () -> Bool
  private var windowLog = usualWindowLog
  private var phase = Phase.betweenFrames([])
  private var hasFrames = false
  /// Whether the last call filled its output, so that the decoder may hold more.
  private var mayHoldMore = false
  private var input = CompressedInput()

  /// Bytes that came out so far.
  package private(set) var produced: ByteCount = 0
  /// Bytes after the last frame that do not start another one.
  package private(set) var trailingBytes: ByteCount = 0

  /// `mayGrow` is asked before the first frame whose window has more than 8 MiB, which is refused
  /// otherwise.
  package init(outputLimit: ByteCount, mayGrow: @escaping () -> Bool) {
    guard let context = unsafe ZSTD_createDCtx() else {
      preconditionFailure("zstd has no memory for a context")
    }
    unsafe self.context = unsafe context
    self.outputLimit = outputLimit
    self.mayGrow = mayGrow
    setWindow(Self.usualWindowLog)
  }

  /// How long the header is of a frame that starts with `bytes`: its magic number alone where that
  /// is another one; `nil` when that takes more bytes.
  ///
  /// Source: RFC 8878, section 3.1.1.1.
  private static func headerLength(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= magicLength else { return nil }
    guard Array(bytes.prefix(magicLength)) == magicNumber else { return magicLength }
    guard bytes.count > magicLength else { return nil }
    let descriptor = bytes[magicLength]
    let isSingle = descriptor & 0x20 != 0
    let contentLength = [isSingle ? 1 : 0, 2, 4, 8][Int(descriptor >> 6)]
    return magicLength + 1 + (isSingle ? 0 : 1) + dictionaryLength(descriptor) + contentLength
  }

  private static func dictionaryLength(_ descriptor: UInt8) -> Int {
    [0, 1, 2, 4][Int(descriptor & 3)]
  }

  /// The window of the frame that a whole header begins; 0 of skippable ones.
  private static func windowSize(_ header: [UInt8]) -> UInt64 {
    guard header.count > magicLength else { return 0 }
    let descriptor = header[magicLength]
    if descriptor & 0x20 == 0 {
      let base = UInt64(1) << (10 + UInt64(header[5] >> 3))
      return base + base / 8 * UInt64(header[5] & 7)
    }
    // Of a frame in one segment the window is the content.
    let content = header[(magicLength + 1 + dictionaryLength(descriptor))...]
    let size = content.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return content.count == 2 ? size + 256 : size
  }

  private mutating func setWindow(_ log: Int32) {
    windowLog = log
    let set = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, log)
    precondition(ZSTD_isError(set) == 0, "zstd refuses a limit for its window")
  }

  deinit { unsafe ZSTD_freeDCtx(context) }

  /// Compressed bytes used so far.
  package var consumed: Int { input.consumed }

  /// Adds compressed bytes to those not yet used.
  package mutating func feed(_ bytes: [UInt8]) { input.feed(bytes) }

  /// The next bytes, at most 128 KiB and never empty; `nil` when more input is needed.
  package mutating func next() throws(InflateError) -> [UInt8]? {
    while input.count > 0 || mayHoldMore {
      switch phase {
      case .betweenFrames(let header): try readHeader(header)
      case .frame:
        let chunk = try readFrame()
        guard chunk.isEmpty else { return chunk }
      case .afterLastFrame:
        trailingBytes.add(ByteCount(clamping: input.skip()))
      }
    }
    return nil
  }

  /// Checks that the input ended where a frame ends; call it when all was fed and pulled.
  package mutating func finish() throws(InflateError) {
    switch phase {
    case .betweenFrames(let rest) where hasFrames && rest.count < Self.magicLength:
      trailingBytes.add(ByteCount(clamping: rest.count))
    case .afterLastFrame: break
    case .betweenFrames, .frame: throw .truncated
    }
  }

  private mutating func readHeader(_ before: [UInt8]) throws(InflateError) {
    let due = Self.headerLength(before) ?? max(Self.magicLength, before.count + 1)
    let header = before + input.bytes[input.position...].prefix(due - before.count)
    input.position += header.count - before.count
    phase = .betweenFrames(header)
    guard Self.headerLength(header) == header.count else { return }
    if Self.startsFrame(Array(header.prefix(Self.magicLength))) {
      hasFrames = true
      phase = .frame
      let window = Self.windowSize(header)
      guard window <= 1 << UInt64(Self.largestWindowLog) else {
        throw .windowTooLarge(ByteCount(1 << Int64(Self.largestWindowLog)))
      }
      if window > 1 << UInt64(windowLog), mayGrow() {
        setWindow(Self.largestWindowLog)
      }
      _ = try decode(header, from: 0)
    } else if hasFrames {
      trailingBytes.add(ByteCount(clamping: header.count))
      phase = .afterLastFrame
    } else {
      throw .malformed(offset: 0)
    }
  }

  /// Whether four bytes are the magic number of a frame, skippable ones included.
  static func startsFrame(_ magic: [UInt8]) -> Bool {
    magic == magicNumber || magic[0] >> 4 == 5 && magic[1...] == [0x2A, 0x4D, 0x18]
  }

  private mutating func readFrame() throws(InflateError) -> [UInt8] {
    let (chunk, used) = try decode(input.bytes, from: input.position)
    input.position += used
    if case .frame = phase {
      mayHoldMore = chunk.count == Self.chunkSize
      guard used > 0 || mayHoldMore || input.count == 0 else {
        throw .malformed(offset: consumed)
      }
    } else {
      mayHoldMore = false
    }
    produced.add(ByteCount(clamping: chunk.count))
    guard produced <= outputLimit else { throw .limitExceeded(outputLimit) }
    return chunk
  }

  /// One call of the decoder, which may end the frame.
  private mutating func decode(
    _ bytes: [UInt8], from start: Int
  ) throws(InflateError) -> (chunk: [UInt8], used: Int) {
    var result = 0
    var used = 0
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { output, count in
      unsafe bytes.withUnsafeBytes { buffer in
        var source = unsafe ZSTD_inBuffer(
          src: buffer.baseAddress, size: buffer.count, pos: start)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: Self.chunkSize, pos: 0)
        result = unsafe ZSTD_decompressStream(context, &target, &source)
        used = unsafe source.pos - start
        count = unsafe target.pos
      }
    }
    guard ZSTD_isError(result) == 0 else { throw problem(result) }
    if result == 0 { phase = .betweenFrames([]) }
    return (chunk, used)
  }

  private func problem(_ result: Int) -> InflateError {
    switch ZSTD_getErrorCode(result) {
    case ZSTD_error_frameParameter_windowTooLarge, ZSTD_error_memory_allocation:
      .windowTooLarge(ByteCount(1 << Int64(windowLog)))
    default: .malformed(offset: consumed)
    }
  }
}
