internal import ArgumentParser
internal import Scanner

/// How hard to work and what to show meanwhile.
struct ScanOptions: ParsableArguments {
  @Option(help: "Worker threads; two a processor by default.")
  var jobs: Int?

  @Option(help: "Progress on standard error: auto, bar, plain, json or none.")
  var progress = ProgressLine.Style.auto

  func validate() throws {
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 1024")
    }
  }

  var workers: Int { jobs ?? Scanner.defaultWorkers }
}

extension ProgressLine.Style: ExpressibleByArgument {}
