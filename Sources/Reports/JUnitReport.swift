package import LayerModel

/// JUnit's XML, which every CI server shows: a suite a store, a case for each finding and each layer.
///
/// A finding that is new and at least as severe as what fails a run is a failure; any other is a
/// case that passes and says what it is. A layer without a finding passes when it is verified and
/// is skipped when nothing proves it, with the reason.
///
/// Source: Jenkins xunit-plugin `junit-10.xsd`; GitLab `lib/gitlab/ci/parsers/test/junit.rb`.
package struct JUnitReport: Sendable {
  /// The least severity that is a failure.
  package var failOn: Severity?

  package init(failOn: Severity? = .error) { self.failOn = failOn }

  package func write(
    _ report: AuditReport, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    let suites = suites(report)
    let total = suites.reduce(into: Counts()) { $0.add(counts($1)) }
    try sink(
      Self.bytes(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<testsuites name=\"layeraudit\"\(total.attributes)>"))
    for suite in suites {
      try sink(
        Self.bytes(
          "  <testsuite name=\(XML.quoted(suite.name))\(counts(suite).attributes)"
            + " timestamp=\(XML.quoted(report.startedAt.text)) hostname=\(XML.quoted(report.host))>"
        ))
      for item in suite.first { try sink(Self.bytes(item.text)) }
      for finding in suite.findings { try sink(Self.bytes(item(finding).text)) }
      for item in suite.last { try sink(Self.bytes(item.text)) }
      try sink(Self.bytes("  </testsuite>"))
    }
    try sink(Self.bytes("</testsuites>"))
  }

  private static func bytes(_ lines: String...) -> ArraySlice<UInt8> {
    Array((lines.joined(separator: "\n") + "\n").utf8)[...]
  }

  /// The run itself comes last: whether it is complete, and findings about no store.
  private func suites(_ report: AuditReport) -> [Suite] {
    let findings = Dictionary(grouping: report.findings, by: \.store)
    let stores = report.stores.map { store in
      let found = findings[store.record.location.id] ?? []
      return Suite(
        name: store.record.location.id, findings: found, last: layers(store, found))
    }
    let complete = Case(
      name: "everything was read", group: "run", time: report.duration,
      outcome: report.isComplete
        ? .passed("") : .failed("incomplete: cannot say clean", "incomplete", ""))
    return stores + [Suite(name: "run", first: [complete], findings: findings[""] ?? [])]
  }

  private func item(_ finding: Finding) -> Case { Case(finding, fails: fails(finding)) }

  private func fails(_ finding: Finding) -> Bool {
    failOn.map { finding.isNew && finding.severity >= $0 } ?? false
  }

  private func layers(_ store: StoreReport, _ findings: [Finding]) -> [Case] {
    let accused = Set(findings.compactMap(\.layer))
    return store.record.layers.filter { !accused.contains($0.id) }.map { layer in
      let measured = store.measurements.layers[layer.id]
      let reason = measured?.verificationReason ?? "not read"
      let isVerified = measured?.verification == .verified
      return Case(
        name: "layer " + EscapedText.utf8(layer.id.name.bytes), group: "layer", time: nil,
        outcome: isVerified ? .passed(reason) : .skipped(reason))
    }
  }

  private struct Counts {
    var tests = 0
    var failures = 0
    var skipped = 0

    mutating func add(_ outcome: Case.Outcome) {
      tests += 1
      switch outcome {
      case .failed: failures += 1
      case .skipped: skipped += 1
      case .passed: break
      }
    }

    mutating func add(_ other: Counts) {
      tests += other.tests
      failures += other.failures
      skipped += other.skipped
    }

    var attributes: String {
      " tests=\"\(tests)\" failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\""
    }
  }

  /// The cases of one suite, in this order; those of findings are made only while they are written.
  private struct Suite {
    let name: String
    var first: [Case] = []
    let findings: [Finding]
    var last: [Case] = []
  }

  private func counts(_ suite: Suite) -> Counts {
    var counts = Counts()
    for item in suite.first + suite.last { counts.add(item.outcome) }
    counts.tests += suite.findings.count
    counts.failures += suite.findings.count(where: fails)
    return counts
  }

  private struct Case {
    enum Outcome {
      /// With what was printed, if anything.
      case passed(String)
      case skipped(String)
      case failed(String, _ type: String, _ detail: String)
    }

    let name: String
    let group: String
    /// Seconds.
    let time: Double?
    let outcome: Outcome

    init(name: String, group: String, time: Double?, outcome: Outcome) {
      self.name = name
      self.group = group
      self.time = time
      self.outcome = outcome
    }

    /// The fingerprint is in the name, so that a CI server follows one finding through runs.
    init(_ finding: Finding, fails: Bool) {
      let detail = finding.explanation.joined(separator: "\n")
      name =
        "\(finding.message) [\(finding.fingerprint.prefix(12))\(finding.fingerprint.dropFirst(32))]"
      group = finding.rule.text
      time = nil
      outcome =
        fails
        ? .failed(finding.message, finding.severity.rawValue, detail)
        : .passed("\(finding.severity.rawValue), \(finding.status.rawValue)\n" + detail)
    }

    var text: String {
      let time = time.map { " time=\"\(($0 * 1_000).rounded() / 1_000)\"" } ?? ""
      let head = "    <testcase classname=\(XML.quoted(group)) name=\(XML.quoted(name))\(time)"
      switch outcome {
      case .passed(""): return head + "/>"
      case .passed(let output):
        return head + "><system-out>\(XML.text(output))</system-out></testcase>"
      case .skipped(let reason):
        return head + "><skipped message=\(XML.quoted(reason))/></testcase>"
      case .failed(let message, let type, let detail):
        return head + "><failure type=\(XML.quoted(type)) message=\(XML.quoted(message))>"
          + "\(XML.text(detail))</failure></testcase>"
      }
    }
  }
}

/// Text inside XML or HTML, free of what XML 1.0 cannot hold and of what acts on a terminal.
enum XML {
  static func text(_ text: String) -> String {
    var result: [UInt8] = []
    for byte in EscapedText.lines(text).utf8 {
      switch byte {
      case UInt8(ascii: "&"): result += "&amp;".utf8
      case UInt8(ascii: "<"): result += "&lt;".utf8
      case UInt8(ascii: ">"): result += "&gt;".utf8
      case UInt8(ascii: "\""): result += "&quot;".utf8
      case UInt8(ascii: "'"): result += "&#39;".utf8
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  static func quoted(_ text: String) -> String {
    "\"" + self.text(EscapedText.terminal(text)) + "\""
  }
}
