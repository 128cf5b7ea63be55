internal import ArgumentParser
internal import Baselines
internal import LayerModel

/// `layeraudit report …`: what an earlier audit wrote.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Work with the JSON report of an earlier audit.",
    subcommands: [Convert.self])

  struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a JSON report in other forms, as the audit would have written them.",
      discussion: "Judges nothing: ends with 0 whatever the report says, with 5 if it is none.")

    @Argument(help: "The report: a file that `--output json=FILE` wrote.") var file: String
    @OptionGroup var reports: ReportOptions

    func run() throws {
      let report: AuditReport
      do {
        report = try ReportFile.read(BytePath(file))
      } catch {
        throw CommandFailure(error)
      }
      try reports.write(report)
    }
  }
}
