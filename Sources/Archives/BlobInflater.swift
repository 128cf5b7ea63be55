package import LayerModel

/// Reads a blob, whatever it is compressed with, piece by piece.
///
/// Its first bytes tell: media types do not, as engines themselves write wrong ones. Feed its
/// bytes, pull with ``next()`` until it returns `nil`, feed again, and ``finish()``, after which
/// ``next()`` has the last bytes of shorter blobs than ten.
package struct BlobInflater: ~Copyable {
  /// What is read at most.
  package struct Limits: Hashable, Sendable {
    /// Bytes that come out.
    package var output: ByteCount = 549_755_813_888
    /// How many times the bytes that went in, once more came out than ``allowance``.
    package var ratio = 250
    package var allowance: ByteCount = 4_294_967_296

    package init() {}
  }

  package enum Compression: String, Hashable, Sendable {
    case none, gzip, zstd
    /// One that no engine of today writes.
    case unknown
  }

  /// So many first bytes tell.
  package static let magicLength = 10
  private static let xz: [UInt8] = [0xFD, 0x37, 0x7A, 0x58]
  /// Pi, or its square root where nothing was compressed: a tar may begin with the name `BZh9`.
  private static let bzip2Blocks: [[UInt8]] = [
    [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90],
  ]

  private let limits: Limits
  private let takeBeyond: ((ByteCount) -> Bool)?
  /// The first bytes, until there are enough to tell what they start.
  private var head: [UInt8] = []
  private var plain: [UInt8] = []
  private var gzip: GzipInflater?
  private var zstd: ZstdInflater?
  private var unsupported: String?

  /// `nil` before ``magicLength`` bytes were fed.
  package private(set) var compression: Compression?
  /// Bytes that were fed.
  package private(set) var fed: ByteCount = 0
  /// Bytes that came out so far.
  package private(set) var produced: ByteCount = 0

  /// Of the blob as a whole, where it is known.
  private let length: ByteCount
  private let mayGrow: () -> Bool

  /// `mayGrow` is asked, once at most, whether it can have 32 MiB of memory; blobs that need it are
  /// not read otherwise.
  ///
  /// `takeBeyond` is asked whether so many bytes more may come out of it beyond its ratio.
  package init(
    _ limits: Limits = Limits(), length: ByteCount? = nil,
    mayGrow: @escaping () -> Bool = { false }, takeBeyond: ((ByteCount) -> Bool)? = nil
  ) {
    self.limits = limits
    self.takeBeyond = takeBeyond
    self.length = length ?? 0
    self.mayGrow = mayGrow
  }

  /// Bytes after the compressed stream that are no stream of their own; known once it is finished.
  package private(set) var trailingBytes: ByteCount = 0

  package mutating func feed(_ bytes: [UInt8]) {
    fed.add(ByteCount(clamping: bytes.count))
    guard compression == nil else { return pass(bytes) }
    head += bytes
    if head.count >= Self.magicLength { start() }
  }

  /// The next bytes, never empty; `nil` when more input is needed.
  package mutating func next() throws(InflateError) -> [UInt8]? {
    if let unsupported { throw .unsupported(unsupported) }
    guard let chunk = try nextChunk() else { return nil }
    produced.add(ByteCount(clamping: chunk.count))
    guard produced <= limits.output else { throw .limitExceeded(limits.output) }
    try checkRatio(after: chunk.count)
    return chunk
  }

  private func checkRatio(after count: Int) throws(InflateError) {
    // Zeros at the start may be nothing beside what follows them.
    let (allowed, overflow) = max(fed, length).value.multipliedReportingOverflow(
      by: Int64(limits.ratio))
    guard !overflow, produced.value > allowed else { return }
    guard produced <= limits.allowance else { throw .ratioExceeded(limits.ratio) }
    let beyond = ByteCount(min(Int64(count), produced.value - allowed))
    if let takeBeyond, !takeBeyond(beyond) { throw .allowanceSpent(ratio: limits.ratio) }
  }

  /// Checks that the input ended where its compressed stream does; call it when all was fed.
  package mutating func finish() throws(InflateError) {
    if compression == nil {
      start()
      // A stream that is as short as this has its end before anybody asked for its bytes.
      var rest: [UInt8] = []
      while let chunk = try nextChunk() { rest += chunk }
      plain = rest
    }
    if let trailing = try gzip?.end() { trailingBytes = trailing }
    if let trailing = try zstd?.end() { trailingBytes = trailing }
  }

  private mutating func nextChunk() throws(InflateError) -> [UInt8]? {
    if !plain.isEmpty {
      defer { plain = [] }
      return plain
    }
    if gzip != nil { return try gzip?.next() }
    return try zstd?.next()
  }

  private var isBzip2: Bool {
    head.count >= 10 && head.starts(with: "BZh".utf8) && 0x31...0x39 ~= head[3]
      && Self.bzip2Blocks.contains(Array(head[4..<10]))
  }

  private mutating func start() {
    if head.starts(with: [0x1F, 0x8B]) {
      compression = .gzip
      gzip = GzipInflater(outputLimit: limits.output, chunkSize: 1 << 18)
    } else if head.count >= 4, ZstdInflater.startsFrame(Array(head.prefix(4))) {
      compression = .zstd
      zstd = ZstdInflater(outputLimit: limits.output, mayGrow: mayGrow)
    } else if head.starts(with: Self.xz) || isBzip2 {
      compression = .unknown
      unsupported = head.starts(with: Self.xz) ? "xz" : "bzip2"
    } else {
      compression = Compression.none
    }
    pass(head)
    head = []
  }

  private mutating func pass(_ bytes: [UInt8]) {
    switch compression {
    case .gzip: gzip?.feed(bytes)
    case .zstd: zstd?.feed(bytes)
    case .unknown, nil: break
    case .some(.none): if plain.isEmpty { plain = bytes } else { plain += bytes }
    }
  }
}
