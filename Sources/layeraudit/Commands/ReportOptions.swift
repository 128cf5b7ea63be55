internal import ArgumentParser
internal import Audit
internal import FileAccess
internal import History
internal import LayerModel
internal import Reports
internal import Rules
internal import Scanner

/// Which reports, where to, and what fails a run; shared by the commands that judge.
struct ReportOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A report to standard output, or to a file. Repeatable; one to each place.",
      discussion: ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
        + "; ndjson=FOLDER/ keeps a folder a kind, as engines of tables read it",
      valueName: "format[=file]"))
  var output: [OutputRequest] = []

  @Option(help: "Exit 1 from this severity on: error, warning, note or never.")
  var failOn = FailThreshold.error

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
    if Set(output.map(\.destination)).count < output.count {
      throw ValidationError(Self.onePlace.message)
    }
  }

  /// Two names may be of one file.
  private static let onePlace = CommandFailure(
    status: .usage, message: "two reports cannot go to one place")

  private var outputs: [OutputRequest] { output.isEmpty ? [OutputRequest.standard] : output }

  /// A file in each place that reports go to, standard output aside.
  var writtenFiles: [BytePath] { outputs.compactMap(\.probe) }

  /// Finds a report that cannot be written before hours are spent on it.
  func check(against paths: [BytePath], stop: StopFlag) throws {
    let files = writtenFiles
    // First the places alone, as finding the stores takes longer.
    let places = try files.compactMap { file throws(CommandFailure) in
      try StoreGuard.place(of: file)
    }
    guard Set(places).count == places.count else { throw Self.onePlace }
    guard !files.isEmpty else { return }
    let roots = Stores.roots(at: paths, stop: stop)
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

  /// What the process is to end with.
  func status(of report: AuditReport, interrupted: ExitStatus?) -> ExitStatus {
    interrupted ?? ExitStatus(of: report, failingOn: failOn.severity)
  }

  /// What is remembered of a run beside its report.
  func end(_ report: AuditReport, _ status: ExitStatus, rules: RuleSet) -> RunEnd {
    RunEnd(
      verdict: ReportSummary(report, failOn: failOn.severity).verdict.rawValue,
      storeVerdict: { store in
        var part = report
        part.stores = [store]
        part.findings = report.findings.filter { $0.store == store.record.location.id }
        return ReportSummary(part, failOn: failOn.severity).verdict.rawValue
      },
      status: status.rawValue, loud: report.loudThings(under: rules), sizes: { $0.ledger.columns })
  }

  /// Writes every report that was asked for, and ends the program accordingly.
  ///
  /// - Throws: the exit status, unless it is that of a clean run.
  func write(_ report: AuditReport, as status: ExitStatus) throws {
    try write(report)
    if status != .clean { throw status }
  }

  /// Writes every report that was asked for.
  func write(_ report: AuditReport) throws {
    for output in outputs {
      try ReportWriter(
        report: report, threshold: failOn.severity, options: textOptions(for: output)
      )
      .write(output)
    }
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

extension Terminal.ColorChoice: ExpressibleByArgument {}
