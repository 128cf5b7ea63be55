internal import LayerModel

/// What the process ends with.
///
/// The numbers are an interface: scripts and units test them.
enum ExitStatus: Int32, Error, CaseIterable {
  /// Complete, and nothing at or above `--fail-on`.
  case clean = 0
  case findings = 1
  /// Flags, configuration, rules or suppressions are invalid; nothing was scanned.
  case usage = 2
  /// Something was not read: nobody can say clean.
  case incomplete = 3
  /// No store, or none that can be read.
  case noStore = 4
  /// A baseline or report that was given is missing or of another schema.
  case baseline = 5
  case bug = 70
  /// Ended by SIGINT, with a report of what was read by then.
  case interrupted = 130
  /// Ended by SIGTERM, likewise.
  case terminated = 143

  /// The verdict on a finished audit; findings outrank incompleteness.
  init(of report: AuditReport, failingOn threshold: Severity?) {
    let failed = report.findings.contains { finding in
      guard let threshold, finding.status != .suppressed, finding.status != .known else {
        return false
      }
      return finding.severity >= threshold
    }
    self = failed ? .findings : report.isComplete ? .clean : .incomplete
  }
}
