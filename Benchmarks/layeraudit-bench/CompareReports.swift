import ArgumentParser
import Foundation
import Reports

struct CompareReports: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare-reports",
    abstract: "Measures what a large report costs in each form.",
    discussion: """
      Audits a store of 1,000 layers in which many files are damaged, and converts its JSON report to
      each form. Ends with 1 when a bar is missed.
      """)

  @Argument(
    help: "Where to make the store and its reports; the store is used again when it is there.")
  var directory: String

  @OptionGroup var program: MeasuredProgram

  @Option(help: "Files of the store in which something is wrong.")
  var faults = 10_000

  @Option(help: "Where the random numbers start.")
  var seed: UInt64 = 1

  /// A store that changed more lately than these seconds is audited with more care.
  private static let restSeconds: UInt32 = 61

  func validate() throws {
    guard faults > 0 else { throw ValidationError("--faults is 1 or more") }
  }

  func run() throws {
    let store = "\(directory)/store"
    let report = "\(directory)/report.json"
    if !FileManager.default.fileExists(atPath: store) {
      try FileManager.default.createDirectory(
        atPath: store, withIntermediateDirectories: true)
      try FaultyStore.write(faults: faults, seed: seed, to: store)
      sleep(Self.restSeconds)
    }
    let audit = Contender(
      name: "layeraudit audit",
      command: [program.layeraudit, "audit", "--no-state", "-o", "json=\(report)", store],
      accepted: [1])
    var table = ReportCosts(audit: try audit.run())
    for format in ReportFormat.allCases {
      for _ in 0..<program.runs {
        for files in [1, ReportCosts.manyFiles] {
          table.add(try convert(report, to: format, files: files), of: format, files: files)
        }
      }
    }
    print(try summary(of: report), table.text, separator: "\n")
    if !table.isMet { throw ExitCode.failure }
  }

  private func convert(_ report: String, to format: ReportFormat, files: Int) throws -> Cost {
    let outputs = (1...files).flatMap {
      ["-o", "\(format.rawValue)=\(directory)/\($0).\(format.rawValue)"]
    }
    return try Contender(
      name: "layeraudit report convert",
      command: [program.layeraudit, "report", "convert", report] + outputs
    ).run()
  }

  /// The length of the report and its verdict, with the numbers of findings and layers.
  private func summary(of report: String) throws -> String {
    let verdict = "\(directory)/verdict.text"
    let command = [program.layeraudit, "report", "convert", "-q", "-o", "text=\(verdict)", report]
    _ = try Contender(name: "layeraudit report convert", command: command).run()
    var status = stat()
    try check(stat(report, &status), report)
    return "\(status.st_size) bytes of JSON\n"
      + (try String(contentsOfFile: verdict, encoding: .utf8))
  }
}
