internal import Dispatch
internal import Glibc
internal import Scanner
internal import Synchronization

/// Ends a scan early, but in order, when SIGINT or SIGTERM asks for it, and says how far it is when
/// SIGUSR1 asks.
///
/// The report is written all the same. A second signal ends the program at once, unless it is the first
/// once more at once: `timeout` sends it to the process and to its group.
final class Interruption: Sendable {
  /// Within so many seconds of the first, a second signal is the same.
  private static let echo = 1.0

  private let first = Atomic<Int32>(0)

  /// Holds the signals back from here on, so that none is lost before ``stop(_:)``.
  ///
  /// To be made before any other thread, since threads inherit what their maker holds back.
  init() {
    var signals = Self.signals
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// What the program ends with; `nil` when no signal came.
  var status: ExitStatus? { ExitStatus(rawValue: 128 + first.load(ordering: .relaxed)) }

  /// Stops the scan when a signal comes, or has come already.
  func stop(_ progress: ScanProgress) {
    DispatchQueue(label: "layeraudit.signals").async { [self] in
      var signals = Self.signals
      var number: Int32 = 0
      let startedAt = Clock.uptime()
      var endedAt: Double?
      while unsafe sigwait(&signals, &number) == 0 {
        guard number != SIGUSR1 else {
          let seconds = Clock.uptime() - startedAt
          Console.show(ProgressLine.text(progress.counts, style: .plain, seconds: seconds))
          continue
        }
        let isFirst = first.compareExchange(
          expected: 0, desired: number, ordering: .relaxed
        ).exchanged
        guard isFirst else {
          guard let end = endedAt, number == first.load(ordering: .relaxed),
            Clock.uptime() - end < Self.echo
          else { _exit(128 + number) }
          endedAt = nil
          continue
        }
        endedAt = Clock.uptime()
        Console.complain("ending early; the report says what was not read")
        progress.stop()
      }
    }
  }

  private static var signals: sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in [SIGINT, SIGTERM, SIGUSR1] { unsafe sigaddset(&set, number) }
    return set
  }
}
