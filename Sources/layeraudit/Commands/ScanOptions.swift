internal import ArgumentParser
internal import FileAccess
internal import LayerModel
internal import Rules
internal import Scanner

/// How hard to work and what to show meanwhile.
struct ScanOptions: ParsableArguments {
  @Option(help: "Worker threads; two a processor by default.")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Read no more content than so much a second, with its unit: 50MiB.", valueName: "bytes"))
  var maxRate: Rate?

  @Flag(help: "Let everybody else go first, at the disk and at the processor.")
  var idle = false

  @Option(help: "Progress on standard error: auto, bar, plain, json or none.")
  var progress = ProgressLine.Style.auto

  func validate() throws {
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 1024")
    }
  }

  var workers: Int { jobs ?? Scanner.defaultWorkers }

  /// Steps back behind other processes where that was asked for.
  ///
  /// To be called before any other thread is made: threads inherit it.
  func stepBack() {
    guard idle else { return }
    do throws(SystemError) {
      try Politeness.stepBack()
    } catch {
      Console.complain("--idle: \(error.text); the audit goes on as it is")
    }
  }

  /// How far a scan is, and how fast it may go.
  func start() -> ScanProgress {
    ScanProgress(
      pace: maxRate.map {
        Pace(
          bytesPerSecond: $0.bytes,
          clock: Pace.Clock(now: { Clock.uptime() }, wait: { Clock.wait(seconds: $0) }))
      })
  }

  /// Bytes as rules write them: `512KiB`, `50MiB`.
  struct Rate: ExpressibleByArgument {
    let bytes: Int64

    init?(argument: String) {
      let value = RuleParameter(argument, origin: "")
      guard value.kind == .bytes, let bytes = value.value.integer, bytes > 0 else { return nil }
      self.bytes = bytes
    }
  }
}

extension ProgressLine.Style: ExpressibleByArgument {}
