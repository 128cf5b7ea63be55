internal import Dispatch
internal import Hashing
internal import LayerModel

/// Where two workers meet that both have much to hash: one of them does it for both, in little more
/// than the time of one, while the other's processor does something else.
final class HashExchange: Sendable {
  /// What a worker that waits would have another do.
  private final class Offer: Sendable {
    private let work: Lock<(hash: SHA256Hash, bytes: [UInt8])>
    let isDone = DispatchSemaphore(value: 0)

    init(_ hash: SHA256Hash, _ bytes: [UInt8]) { work = Lock((hash, bytes)) }

    var hash: SHA256Hash { work.withLock { $0.hash } }

    /// Does it together with the caller's own.
    func accept(_ hash: inout SHA256Hash, with bytes: [UInt8]) {
      work.withLock {
        HashPairing.update(&hash, with: bytes[...], &$0.hash, with: $0.bytes[...])
        // Whoever waits can write to its buffer again without making a copy.
        $0.bytes = []
      }
      isDone.signal()
    }
  }

  private let frontier: Frontier<WorkItem>
  private let processors: Int
  private let offer = Lock<Offer?>(nil)

  /// Time for another worker to read as much, and short beside a scan where none comes any more.
  private static let patience = DispatchTimeInterval.milliseconds(4)

  init(of frontier: Frontier<WorkItem>, processors: Int) {
    self.frontier = frontier
    self.processors = processors
  }

  /// Feeds `bytes` to `hash`.
  func update(_ hash: inout SHA256Hash, with bytes: [UInt8]) {
    // Nobody waits where that would leave a processor with nothing to do.
    let mayWait = frontier.busy > processors
    let (theirs, mine) = offer.withLock { offer -> (Offer?, Offer?) in
      if let theirs = offer.take() { return (theirs, nil) }
      if mayWait { offer = Offer(hash, bytes) }
      return (nil, offer)
    }
    if let theirs {
      theirs.accept(&hash, with: bytes)
    } else if let mine, isDone(mine) {
      hash = mine.hash
    } else {
      hash.update(bytes)
    }
  }

  /// Waits until another worker has done it; `false` when none came.
  private func isDone(_ mine: Offer) -> Bool {
    if mine.isDone.wait(timeout: .now() + Self.patience) == .success { return true }
    let isWithdrawn = offer.withLock { offer in
      guard offer === mine else { return false }
      offer = nil
      return true
    }
    if isWithdrawn { return false }
    mine.isDone.wait()
    return true
  }
}
