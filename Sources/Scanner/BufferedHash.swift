internal import FileAccess
internal import Hashing
internal import LayerModel

/// A SHA-256 that collects what it is fed, so that two workers have enough for it to be worth while
/// to hash theirs together.
struct BufferedHash: ~Copyable {
  private let exchange: HashExchange
  private var hash = SHA256Hash()
  /// Empty until it is needed.
  private var buffer: [UInt8] = []
  private var filled = 0

  static let capacity = 1 << 19

  init(_ exchange: HashExchange) { self.exchange = exchange }

  /// How much a read can bring at once.
  var space: Int { Self.capacity - filled }

  mutating func reset() {
    hash = SHA256Hash()
    filled = 0
  }

  mutating func update(_ bytes: [UInt8]) {
    makeBuffer()
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = rest.prefix(space)
      buffer.replaceSubrange(filled..<(filled + part.count), with: part)
      rest = rest.dropFirst(part.count)
      advance(by: part.count)
    }
  }

  /// Feeds the next bytes of a file, at most ``space``, after `body` has seen them.
  ///
  /// - Returns: how many; 0 at the end of the file.
  mutating func read(
    _ file: borrowing RegularFile, _ body: (ArraySlice<UInt8>) -> Void = { _ in }
  ) throws(ReadProblem) -> Int {
    makeBuffer()
    let count = try file.read(into: &buffer, from: filled)
    body(buffer[filled..<(filled + count)])
    advance(by: count)
    return count
  }

  private mutating func makeBuffer() {
    if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: Self.capacity) }
  }

  private mutating func advance(by count: Int) {
    filled += count
    guard space == 0 else { return }
    exchange.update(&hash, with: buffer)
    filled = 0
  }

  /// The digest of all that was fed since the last one; starts anew.
  mutating func finish() -> Digest {
    hash.update(buffer[..<filled])
    filled = 0
    return hash.finish()
  }
}
