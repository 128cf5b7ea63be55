internal import ArgumentParser
internal import Audit
internal import LayerModel
internal import Plans
internal import Reports
internal import Scanner

/// `layeraudit plan`: what would heal the stores, never done.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Print the commands that would heal the stores, what each frees and what is lost.",
    discussion: "Audits first. Runs nothing: read the plan, then run what you agree with.")

  @OptionGroup var stores: StoreOptions
  @OptionGroup var rules: RuleOptions
  @OptionGroup var scan: ScanOptions

  @Option(help: "How deep to look first: metadata, sizes or content.")
  var level = AuditLevel.content

  func run() throws {
    scan.stepBack()
    let request = AuditRequest(
      places: try stores.places(), level: level, workers: scan.workers, rules: try rules.load(),
      baseline: nil, now: Clock.now(), host: Host.name(), runID: Host.freshRunID())
    let report = try AuditCommand.audit(request, scan.start(), showing: scan.progress)
    var options = TextOptions()
    options.width = Terminal.standardOutput().width
    try Console.write(Array(PlanText(options: options).text(RepairPlan(of: report)).utf8))
    if !report.isComplete {
      Console.complain("not everything could be read: the plan may be incomplete")
      throw ExitStatus.incomplete
    }
  }
}
