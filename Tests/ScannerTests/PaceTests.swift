import FileAccess
import LayerModel
import Scanner
import Testing

/// The bucket that all readers share, on a clock that only moves when somebody waits.
@Suite struct PaceTests {
  /// Time that a test moves on.
  private final class TestClock: Sendable {
    private let time = Lock(0.0)

    var now: Double { time.withLock { $0 } }
    func advance(by seconds: Double) { time.withLock { $0 += seconds } }
    var clock: Pace.Clock { Pace.Clock(now: { self.now }, wait: { self.advance(by: $0) }) }
  }

  @Test func `so much is read a second and no more, whoever reads`() {
    let clock = TestClock()
    let pace = Pace(bytesPerSecond: 1_000, clock: clock.clock)
    // A quarter of a second's bytes are free at the start.
    for _ in 0..<100 { pace.take(100, unless: StopFlag()) }
    #expect(abs(clock.now - 9.75) < 0.001)
  }

  @Test func `one read of much is waited for, too`() {
    let clock = TestClock()
    let pace = Pace(bytesPerSecond: 1_000, clock: clock.clock)
    pace.take(100_000, unless: StopFlag())
    #expect(abs(clock.now - 99.75) < 0.001)
  }

  @Test func `a pause saves up no more than a moment's bytes`() {
    let clock = TestClock()
    let pace = Pace(bytesPerSecond: 1_000, clock: clock.clock)
    clock.advance(by: 3_600)
    pace.take(1_000, unless: StopFlag())
    #expect(abs(clock.now - 3_600.75) < 0.001)
  }

  @Test func `nobody waits once the audit is ended`() {
    let clock = TestClock()
    let stop = StopFlag()
    stop.set()
    Pace(bytesPerSecond: 1, clock: clock.clock).take(1_000_000, unless: stop)
    #expect(clock.now == 0)
  }
}
