internal import ArgumentParser
internal import Audit
internal import Baselines
internal import FileAccess
internal import Glibc
internal import LayerModel
internal import Scanner

/// `layeraudit audit`: read, measure, judge, report.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Check every layer of every store, and report what is wrong.")

  @OptionGroup var stores: StoreOptions
  @OptionGroup var rules: RuleOptions
  @OptionGroup var scan: ScanOptions
  @OptionGroup var reports: ReportOptions
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var memory: StateOptions

  @Option(help: "How deep to look: metadata, sizes or content.")
  var level = AuditLevel.content

  @Option(
    help: "Compare content with a baseline that `baseline write` made.", completion: .file())
  var baseline: String?

  @Flag(help: "List the files of every image layer in the JSON report, for `compare`.")
  var listFiles = false

  @Flag(help: "Tell in the JSON report what of each image its own layers waste.")
  var waste = false

  func validate() throws {
    if baseline != nil && level != .content {
      throw ValidationError("--baseline compares content: it needs --level content")
    }
    if (listFiles || waste) && level == .metadata {
      throw ValidationError(
        "\(listFiles ? "--list-files" : "--waste") walks layers: it needs --level sizes or content")
    }
    if !reading.goal.isAll && level != .content {
      throw ValidationError(
        "--max-age, --skip-unchanged and --max-duration are about content: they need --level content"
      )
    }
    if reading.goal.takesEarlier && memory.noState {
      throw ValidationError("--max-age and --skip-unchanged need what --no-state forgets")
    }
    if reading.goal.takesEarlier && baseline != nil {
      throw ValidationError("--baseline compares all content: nothing of it can be left unread")
    }
  }

  func run() throws {
    scan.stepBack()
    let interruption = Interruption()
    let progress = scan.start()
    interruption.stop(progress)
    let timeLeft = reading.timeLeft()
    let places = try stores.places()
    try reports.check(against: places.paths, stop: progress.stopFlag)
    var request = AuditRequest(
      places: places, level: level, workers: scan.workers,
      rules: try rules.load(), baseline: try readBaseline(stop: progress.stopFlag),
      now: Clock.now(), host: Host.name(), runID: Host.freshRunID())
    request.listsFiles = listFiles
    request.measuresWaste = waste
    request.goal = reading.goal
    request.timeLeft = timeLeft
    let memory = try memory.begin(&request, stop: progress.stopFlag)
    var report = try Self.audit(request, progress, showing: scan.progress)
    let status = reports.status(of: report, interrupted: interruption.status)
    memory.end(&report, as: reports.end(report, status, rules: request.rules))
    try reports.write(report, as: status)
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
}

extension AuditLevel: ExpressibleByArgument {}
