internal import Dispatch
internal import FileAccess
internal import Hashing
internal import LayerModel

/// Hashes a blob and what it inflates to on a thread of its own, so that inflating need not wait.
///
/// Holds a few pieces at most: whoever adds one waits for room.
final class HashLane: Sendable {
  enum Piece: Sendable {
    /// Of the blob.
    case raw([UInt8])
    /// Of what it inflates to.
    case inflated([UInt8])
    case end
  }

  private static let depth = 8

  private let pieces = Lock<[Piece]>([])
  private let due = DispatchSemaphore(value: 0)
  private let room = DispatchSemaphore(value: 0)
  private let digests = Lock<(raw: BlobDigest, inflated: Digest)?>(nil)
  private let group = DispatchGroup()

  init(_ algorithm: BlobDigest.Algorithm) {
    for _ in 0..<Self.depth { room.signal() }
    DispatchQueue(label: "layeraudit.hash").async(group: group) { [self] in run(algorithm) }
  }

  func add(_ piece: Piece) {
    room.wait()
    pieces.withLock { $0.append(piece) }
    due.signal()
  }

  /// The digests of all that was added before ``Piece/end``.
  func wait() -> (raw: BlobDigest, inflated: Digest)? {
    group.wait()
    return digests.withLock { $0 }
  }

  private func run(_ algorithm: BlobDigest.Algorithm) {
    Politeness.join()
    let raw = BlobHash(algorithm)
    var inflated = SHA256Hash()
    while true {
      due.wait()
      let piece = pieces.withLock { $0.removeFirst() }
      room.signal()
      switch piece {
      case .raw(let bytes): raw.update(bytes)
      case .inflated(let bytes): inflated.update(bytes)
      case .end:
        let found = (raw.finish(), inflated.finish())
        return digests.withLock { $0 = found }
      }
    }
  }
}
