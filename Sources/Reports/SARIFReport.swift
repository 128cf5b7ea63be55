package import LayerModel

/// SARIF 2.1.0 (errata 01): a run for each store, a result for each finding.
///
/// GitHub shows 5,000 results of a run, so that no more are written, the most severe ones; a
/// notification counts the rest. Places are relative and free of digests: an alert stays the same
/// alert on another host and after a rebuild. Digests are in `logicalLocations` and `properties`.
///
/// Source: OASIS SARIF 2.1.0 errata 01; docs.github.com "SARIF support for code scanning".
package struct SARIFReport: Sendable {
  private static let resultLimit = 5_000
  private static let drainLimit = 1 << 16

  package init() {}

  package func write(
    _ report: AuditReport, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    var findings = Dictionary(grouping: report.findings, by: \.store)
    let ofRun = findings.removeValue(forKey: "") ?? []
    var writer = JSONWriter()
    try writer.object { root in
      root.field("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      root.field("version", "2.1.0")
      try root.array("runs") { runs in
        for store in report.stores {
          let id = store.record.location.id
          try write(
            findings[id] ?? [], of: id, problems: store.problems.map(\.problem), report, to: &runs,
            sink)
        }
        // There must be a run, even if it is about no store.
        if report.stores.isEmpty || !ofRun.isEmpty {
          try write(ofRun, of: "", problems: [], report, to: &runs, sink)
        }
      }
    }
    writer.end()
    try writer.drain(to: sink)
  }

  private func write(
    _ findings: [Finding], of store: String, problems: [ReadProblem], _ report: AuditReport,
    to runs: inout JSONWriter, _ sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    let shown = findings.prefix(Self.resultLimit)
    let rules = Self.rules(of: shown)
    try runs.object { run in
      run.object("tool") { tool in
        tool.object("driver") { driver in
          driver.field("name", "layeraudit")
          driver.field("version", report.toolVersion)
          driver.array("rules") { list in
            for rule in rules.list { Self.write(rule: rule, to: &list) }
          }
        }
      }
      run.object("automationDetails") {
        $0.field("id", "layeraudit/\(report.host)/\(store.isEmpty ? "run" : store)/")
      }
      try run.array("results") { list in
        for finding in shown {
          write(finding, index: rules.indices[finding.rule] ?? 0, to: &list)
          try list.drain(above: Self.drainLimit, to: sink)
        }
      }
      writeInvocation(
        report, problems: problems, leftOut: findings.count - shown.count, to: &run)
      run.field("columnKind", "unicodeCodePoints")
    }
  }

  /// One finding of each rule, which tells of the rule, and where it is in the list.
  private static func rules(
    of findings: ArraySlice<Finding>
  ) -> (list: [Finding], indices: [RuleID: Int]) {
    var list: [Finding] = []
    var indices: [RuleID: Int] = [:]
    for finding in findings where indices[finding.rule] == nil {
      indices[finding.rule] = list.count
      list.append(finding)
    }
    return (list, indices)
  }

  private static func write(rule: Finding, to list: inout JSONWriter) {
    list.object { object in
      object.field("id", rule.rule.text)
      object.object("shortDescription") { $0.field("text", rule.rule.text) }
      object.object("fullDescription") { $0.field("text", EscapedText.terminal(rule.why)) }
      object.object("help") { $0.field("text", EscapedText.terminal(rule.fix)) }
      object.object("defaultConfiguration") { $0.field("level", rule.severity.rawValue) }
    }
  }

  private func write(_ finding: Finding, index: Int, to list: inout JSONWriter) {
    list.object { object in
      object.field("ruleId", finding.rule.text)
      object.field("ruleIndex", index)
      object.field("level", finding.severity.rawValue)
      object.object("message") { $0.field("text", EscapedText.terminal(finding.message)) }
      object.array("locations") { locations in
        locations.object { Self.write(placeOf: finding, to: &$0) }
      }
      object.object("partialFingerprints") { $0.field("layerAudit/v1", finding.fingerprint) }
      object.field("baselineState", finding.status == .known ? "unchanged" : "new")
      object.array("suppressions") { suppressions in
        guard finding.status == .suppressed else { return }
        suppressions.object {
          $0.field("kind", "external")
          $0.field("status", "accepted")
        }
      }
      object.object("properties") { Self.write(detailsOf: finding, to: &$0) }
    }
  }

  private static func write(placeOf finding: Finding, to location: inout JSONWriter) {
    location.object("physicalLocation") { place in
      place.object("artifactLocation") { $0.field("uri", FindingPlace(finding).uri) }
      place.object("region") { $0.field("startLine", 1) }
    }
    location.array("logicalLocations") { list in
      list.object {
        $0.field(
          "fullyQualifiedName",
          EscapedText.terminal(
            [finding.store, finding.subject.id].filter { !$0.isEmpty }.joined(separator: "/")))
        $0.field("kind", finding.subject.kind)
      }
    }
  }

  private static func write(detailsOf finding: Finding, to object: inout JSONWriter) {
    object.field("layer", finding.layer)
    object.path("path", finding.path)
    object.field("expected", finding.expected)
    object.field("actual", finding.actual)
    object.strings("images", finding.affects.images)
    object.strings("containers", finding.affects.containers)
    object.field("bytes", finding.bytes)
    object.field("why", finding.why)
    object.field("fix", finding.fix)
  }

  private func writeInvocation(
    _ report: AuditReport, problems: [ReadProblem], leftOut: Int, to run: inout JSONWriter
  ) {
    run.array("invocations") { list in
      list.object { object in
        object.field("executionSuccessful", report.isComplete)
        object.field("startTimeUtc", report.startedAt)
        object.field("endTimeUtc", report.endedAt)
        object.array("toolExecutionNotifications") { notes in
          if leftOut > 0 {
            Self.write(
              "\(leftOut) more results are left out: a run holds \(Self.resultLimit)", "warning",
              to: &notes)
          }
          for problem in problems.prefix(Self.resultLimit) {
            Self.write(
              "\(problem.path): \(EscapedText.terminal(problem.detail))",
              problem.leavesUnknown ? "warning" : "note", to: &notes)
          }
        }
      }
    }
  }

  private static func write(_ text: String, _ level: String, to list: inout JSONWriter) {
    list.object { object in
      object.field("level", level)
      object.object("message") { $0.field("text", text) }
    }
  }
}
