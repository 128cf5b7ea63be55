package import LayerModel

/// The forms in which one audit's report can be written, all from the same values.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  case text, json, ndjson, sarif, junit, gitlab, github, markdown, prometheus, csv, html

  /// Hands the report to `sink` piece by piece.
  ///
  /// `failOn` is the least severity that fails a run, `nil` when none does; `options` say how text
  /// looks, other forms look the same everywhere.
  package func write(
    _ report: AuditReport, failOn: Severity?, options: TextOptions,
    to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    switch self {
    case .text: try TextReport(options: options, failOn: failOn).write(report, to: sink)
    case .json: try JSONReport(failOn: failOn).write(report, to: sink)
    case .ndjson: try NDJSONReport(failOn: failOn).write(report, to: sink)
    case .sarif: try SARIFReport().write(report, to: sink)
    case .junit: try JUnitReport(failOn: failOn).write(report, to: sink)
    case .gitlab: try GitLabReport().write(report, to: sink)
    case .github: try GitHubReport(failOn: failOn).write(report, to: sink)
    case .markdown: try MarkdownReport(failOn: failOn).write(report, to: sink)
    case .prometheus: try PrometheusReport(failOn: failOn).write(report, to: sink)
    case .csv: try CSVReport().write(report, to: sink)
    case .html: try HTMLReport(failOn: failOn).write(report, to: sink)
    }
  }
}
