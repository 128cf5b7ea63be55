package import LayerModel

/// The report that people read: findings by store and rule, a summary of each store, a verdict.
///
/// Every text that a store or a rule gave is escaped: with colour off the only control byte is the
/// newline.
package struct TextReport: Sendable {
  package var options: TextOptions
  /// The least severity that makes the last line say `FAIL`.
  package var failOn: Severity?

  package init(options: TextOptions = TextOptions(), failOn: Severity? = .error) {
    self.options = options
    self.failOn = failOn
  }

  /// Hands the text to `sink` one finding or summary at a time.
  package func write(
    _ report: AuditReport, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    if options.verbosity != .quiet {
      if let comparison = report.comparison {
        try Self.emit(ComparisonText(options).lines(comparison), sink)
      }
      try FindingsText(options).write(report.findings) { try Self.emit($0, sink) }
      for store in report.stores {
        try Self.emit(StoreText(options).lines(store, of: report), sink)
      }
      if let problem = report.history?.problem { try Self.emit(["Memory  " + problem, ""], sink) }
    }
    let summary = ReportSummary(report, failOn: failOn)
    try Self.emit([VerdictLine(report, summary).text(options)], sink)
  }

  /// The whole text; ``write(_:to:)`` needs less memory.
  package func text(_ report: AuditReport) -> String {
    var bytes: [UInt8] = []
    write(report) { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func emit(
    _ lines: [String], _ sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    guard !lines.isEmpty else { return }
    try sink(Array((lines.joined(separator: "\n") + "\n").utf8)[...])
  }
}

/// The last line: the verdict with counts and coverage.
struct VerdictLine {
  private let report: AuditReport
  private let summary: ReportSummary

  init(_ report: AuditReport, _ summary: ReportSummary) {
    self.report = report
    self.summary = summary
  }

  func text(_ options: TextOptions) -> String {
    guard summary.verdict != .noStore else {
      return options.paint("NO STORE", .yellow) + " found: nothing was audited"
    }
    return options.paint(word, color) + " "
      + [counts, coverage(options), completeness].joined(separator: " \(options.dot) ")
  }

  /// `FOUND`: there are errors, but known ones or such as the run was told not to fail on.
  private var word: String {
    switch summary.verdict {
    case .ok: summary.errors > 0 ? "FOUND" : "OK"
    case .fail: "FAIL"
    case .incomplete: "INCOMPLETE"
    case .noStore: "NO STORE"
    }
  }

  private var color: TextColor {
    summary.verdict == .fail ? .red : word == "OK" ? .green : .yellow
  }

  private var counts: String {
    var parts = [counted(summary.errors, "error"), counted(summary.warnings, "warning")]
    if summary.notes > 0 { parts.append(counted(summary.notes, "note")) }
    if summary.known > 0 { parts.append("\(summary.known) known") }
    if summary.suppressed > 0 { parts.append("\(summary.suppressed) suppressed") }
    return parts.joined(separator: ", ")
  }

  private func coverage(_ options: TextOptions) -> String {
    if let comparison = report.comparison, report.stores.isEmpty {
      return "\(counted(comparison.images.count, "image")) compared"
    }
    let layers = summary.coverage
    let blobs = summary.blobs
    return "\(layers.read)/\(layers.total) layers read, \(earlier(layers))"
      + "\(layers[.verified]) verified by digest, "
      + (blobs.total > 0
        ? "\(blobs.read)/\(blobs.total) blobs read, \(earlier(blobs))"
          + "\(blobs[.verified]) verified, " : "")
      + "\(options.size(report.bytesRead)) in \(Self.duration(report.duration))\(rate(options))"
  }

  /// What keeps the verdict of an earlier run.
  private func earlier(_ coverage: Coverage) -> String {
    coverage.earlier > 0 ? "\(coverage.earlier) untouched since an earlier run, " : ""
  }

  private func rate(_ options: TextOptions) -> String {
    guard report.bytesRead > 0, report.duration >= 0.001 else { return "" }
    let perSecond = Double(report.bytesRead.value) / report.duration
    guard let rate = Int64(exactly: perSecond.rounded()) else { return "" }
    return " (\(options.size(ByteCount(rate)))/s)"
  }

  private var completeness: String {
    let level = report.level == .content ? "" : " at level \(report.level.rawValue)"
    guard !report.isComplete else { return "complete" + level }
    return "incomplete" + level + (summary.verdict == .incomplete ? ": cannot say clean" : "")
  }

  private static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds > 0, seconds < 1e9 else { return "0 s" }
    let tenths = Int((seconds * 10).rounded())
    let whole = Int(seconds.rounded())
    return switch whole {
    case ..<10: "\(tenths / 10).\(tenths % 10) s"
    case ..<60: "\(whole) s"
    case ..<3_600: "\(whole / 60) min \(whole % 60) s"
    default: "\(whole / 3_600) h \(whole / 60 % 60) min"
    }
  }
}
