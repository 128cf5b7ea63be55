internal import ArgumentParser
internal import Audit
internal import Baselines
internal import FileAccess
internal import Glibc
internal import LayerModel
internal import Reports
internal import Scanner

/// `layeraudit audit`: read, measure, judge, report.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Check every layer of every store, and report what is wrong.")

  @OptionGroup var stores: StoreOptions
  @OptionGroup var rules: RuleOptions
  @OptionGroup var scan: ScanOptions

  @Option(help: "How deep to look: metadata, sizes or content.")
  var level = AuditLevel.content

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A report to standard output, or to a file. Repeatable; one to each place.",
      discussion: ReportFormat.allCases.map(\.rawValue).joined(separator: ", "),
      valueName: "format[=file]"))
  var output: [OutputRequest] = []

  @Option(help: "Exit 1 from this severity on: error, warning, note or never.")
  var failOn = FailThreshold.error

  @Option(help: "Compare content with a baseline that `baseline write` made.")
  var baseline: String?

  @Option(help: "When to color: auto, always or never.")
  var color = Terminal.ColorChoice.auto

  @Flag(name: .shortAndLong, help: "Only the verdict.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Every finding in full, with its reason and next step.")
  var verbose = false

  @Flag(help: "Exact byte counts.")
  var bytes = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    if baseline != nil && level != .content {
      throw ValidationError("--baseline compares content: it needs --level content")
    }
    if Set(output.map(\.destination)).count < output.count {
      throw ValidationError("two reports cannot go to one place")
    }
  }

  func run() throws {
    let interruption = Interruption()
    let progress = ScanProgress()
    interruption.stop(progress)
    let outputs = output.isEmpty ? [OutputRequest.standard] : output
    let places = try stores.places()
    try check(outputs, against: places, stop: progress.stopFlag)
    let request = AuditRequest(
      places: places, level: level, workers: scan.workers,
      rules: try rules.load(), baseline: try readBaseline(stop: progress.stopFlag),
      now: Clock.now(), host: Host.name(), runID: Host.freshRunID())
    let report = try Self.audit(request, progress, showing: scan.progress)
    for output in outputs {
      try ReportWriter(
        report: report, threshold: failOn.severity, options: textOptions(for: output)
      )
      .write(output)
    }
    let status = interruption.status ?? ExitStatus(of: report, failingOn: failOn.severity)
    if status != .clean { throw status }
  }

  /// Finds a report that cannot be written before hours are spent on it.
  private func check(
    _ outputs: [OutputRequest], against places: StorePlaces, stop: StopFlag
  ) throws {
    let files = outputs.compactMap(\.destination).map { BytePath($0) }
    // First the place alone, as finding the stores takes longer.
    for file in files { try StoreGuard.refuse(file, inside: []) }
    guard !files.isEmpty else { return }
    let roots = Stores.roots(at: places.paths, stop: stop)
    for file in files {
      try StoreGuard.refuse(file, inside: roots)
      do {
        // Begins a file and drops it again; a device or FIFO is not opened yet.
        _ = try OutputFile(replacing: file)
      } catch {
        throw CommandFailure(error, writing: "\(file)")
      }
    }
  }

  static func audit(
    _ request: AuditRequest, _ progress: ScanProgress, showing style: ProgressLine.Style
  ) throws -> AuditReport {
    let line = ProgressLine(style, progress: progress)
    defer { line.finish() }
    do {
      return try Auditor(request).run(
        progress: progress, rest: { sleep(2) }, finishedAt: Clock.now)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// The baseline, which must be one of the stores.
  private func readBaseline(stop: StopFlag) throws -> Baseline? {
    guard let baseline = try baseline.map(BaselineCommand.Show.read) else { return nil }
    let records = try stores.readStores(stop: stop)
    // What was not read for want of time may well be in it.
    if stop.isSet { return baseline }
    do {
      try BaselineFit.check(baseline, against: records)
    } catch {
      throw CommandFailure(error)
    }
    return baseline
  }

  private func textOptions(for output: OutputRequest) -> TextOptions {
    let terminal = Terminal.standardOutput()
    var options = TextOptions()
    options.color = output.destination == nil && terminal.usesColor(color)
    options.width = output.destination == nil ? terminal.width : 100
    options.verbosity = quiet ? .quiet : verbose ? .verbose : .normal
    options.exactBytes = bytes
    return options
  }
}

/// The severity from which an audit fails.
enum FailThreshold: String, ExpressibleByArgument, CaseIterable {
  case error, warning, note, never

  var severity: Severity? { Severity(rawValue: rawValue) }
}

extension AuditLevel: ExpressibleByArgument {}
extension Terminal.ColorChoice: ExpressibleByArgument {}
