import ArgumentParser

/// Makes large stores and measures `layeraudit` against the tools an operator would use instead.
@main
struct LayerAuditBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layeraudit-bench",
    abstract: "Makes large stores and measures layeraudit on them.",
    subcommands: [Generate.self, Compare.self, CompareInflate.self, CompareReports.self])
}
