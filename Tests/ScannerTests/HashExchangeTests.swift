import Dispatch
import Hashing
import LayerModel
import Testing

@testable import Scanner

/// Streams of bytes, each other ones, and an exchange between as many workers as there are streams.
private struct Streams: Sendable {
  let bytes: [[UInt8]]

  init(_ lengths: [Int]) {
    bytes = lengths.enumerated().map { number, length in
      var stream = [UInt8](repeating: UInt8(number), count: length)
      for index in stride(from: 0, to: length, by: 997) {
        stream[index] = UInt8(truncatingIfNeeded: index >> 8)
      }
      return stream
    }
  }

  var expected: [String] { bytes.map { SHA256Hash.digest(of: $0).hex } }

  /// What comes out when each has a thread of its own, fed in pieces of 10,000 bytes.
  func digests(processors: Int) -> [String] {
    let exchange = HashExchange(
      of: Frontier<WorkItem>([], workers: bytes.count), processors: processors)
    let found = Lock([String](repeating: "", count: bytes.count))
    let group = DispatchGroup()
    for number in bytes.indices {
      DispatchQueue(label: "stream \(number)").async(group: group) {
        var hash = BufferedHash(exchange)
        for start in stride(from: 0, to: bytes[number].count, by: 10_000) {
          hash.update(Array(bytes[number][start...].prefix(10_000)))
        }
        let digest = hash.finish().hex
        found.withLock { $0[number] = digest }
      }
    }
    group.wait()
    return found.withLock { $0 }
  }
}

struct HashExchangeTests {
  @Test(arguments: [1, 2, 100])
  func `streams that meet each get their own digest`(processors: Int) {
    let capacity = BufferedHash.capacity
    let streams = Streams([5 * capacity, 4 * capacity + 17, 3 * capacity - 1, 2 * capacity, 9, 0])
    #expect(streams.digests(processors: processors) == streams.expected)
  }

  @Test func `nobody waits for ever for a partner that does not come`() {
    // The frontier counts two workers, so the one there is waits for the other.
    let exchange = HashExchange(of: Frontier<WorkItem>([], workers: 2), processors: 1)
    let bytes = [UInt8](repeating: 7, count: 2 * BufferedHash.capacity + 3)
    var hash = BufferedHash(exchange)
    hash.update(bytes)
    #expect(hash.finish() == SHA256Hash.digest(of: bytes))
    #expect(hash.finish() == SHA256Hash.digest(of: []))
  }
}
