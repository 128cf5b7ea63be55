internal import ArgumentParser

/// How hard to work and what to show meanwhile.
struct ScanOptions: ParsableArguments {
  @Option(help: "Worker threads; the number of processors by default.")
  var jobs: Int?

  @Option(help: "Progress on standard error: auto, bar, plain, json or none.")
  var progress = ProgressLine.Style.auto

  func validate() throws {
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 1024")
    }
  }

  var workers: Int { jobs ?? Host.processors }
}

extension ProgressLine.Style: ExpressibleByArgument {}
