package import FileAccess
internal import LayerModel

/// Holds all readers together to so many bytes a second: a bucket that fills steadily, and from which
/// each takes what it has read.
///
/// Whoever takes more than is there waits until it would have filled again, and those that come later
/// wait behind.
package final class Pace: Sendable {
  /// A clock and a way to wait, which tests replace.
  package struct Clock: Sendable {
    /// Seconds that only ever grow.
    package var now: @Sendable () -> Double
    /// Waits so many seconds.
    package var wait: @Sendable (Double) -> Void

    package init(now: @escaping @Sendable () -> Double, wait: @escaping @Sendable (Double) -> Void)
    {
      self.now = now
      self.wait = wait
    }
  }

  /// What is in the bucket; less than nothing while readers wait.
  private struct Bucket {
    var bytes: Double
    var filledAt: Double
  }

  private let rate: Double
  private let clock: Clock
  private let bucket: Lock<Bucket>

  /// So much of a second's bytes can be read at once after a pause.
  private static let burst = 0.25
  /// Nobody waits longer at once, so that an audit that is ended ends soon.
  private static let longestWait = 0.1

  /// - Parameters:
  ///   - rate: bytes a second; more than 0.
  ///   - clock: what time is taken from and waited by.
  package init(bytesPerSecond rate: Int64, clock: Clock) {
    self.rate = Double(max(1, rate))
    self.clock = clock
    bucket = Lock(Bucket(bytes: Self.burst * self.rate, filledAt: clock.now()))
  }

  /// Takes what was read, and waits until it was due; no longer once `stop` is set.
  package func take(_ bytes: Int64, unless stop: StopFlag) {
    let due = bucket.withLock { bucket -> Double in
      let now = clock.now()
      let filled = bucket.bytes + max(0, now - bucket.filledAt) * rate
      bucket.bytes = min(filled, Self.burst * rate) - Double(bytes)
      bucket.filledAt = now
      return bucket.bytes < 0 ? now - bucket.bytes / rate : now
    }
    while !stop.isSet {
      let rest = due - clock.now()
      guard rest > 0 else { return }
      clock.wait(min(rest, Self.longestWait))
    }
  }
}
