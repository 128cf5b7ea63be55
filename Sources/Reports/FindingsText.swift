import LayerModel

/// Findings as text: by store, then rule, then subject, in the order they come.
struct FindingsText {
  /// Findings of one rule that are shown before the rest is only counted.
  static let ruleLimit = 10
  private static let affectedLimit = 8

  private let options: TextOptions
  private var isVerbose: Bool { options.verbosity == .verbose }

  init(_ options: TextOptions) { self.options = options }

  func write(_ findings: [Finding], to emit: ([String]) throws -> Void) rethrows {
    var rest = findings[...]
    var store: String?
    while let first = rest.first {
      let group = rest.prefix {
        ($0.store, $0.rule, $0.severity) == (first.store, first.rule, first.severity)
      }
      rest = rest.dropFirst(group.count)
      let shown = group.filter(isShown)
      guard !shown.isEmpty else { continue }
      if store != first.store {
        store = first.store
        let name = first.store.isEmpty ? "this run" : EscapedText.terminal(first.store)
        try emit(["Findings in " + name, ""])
      }
      try write(group: shown, to: emit)
    }
    let hidden = findings.count { $0.status != .suppressed && !isShown($0) }
    if hidden > 0 { try emit([counted(hidden, "note") + " (-v shows them)", ""]) }
  }

  private func isShown(_ finding: Finding) -> Bool {
    isVerbose || finding.status != .suppressed && finding.severity != .note
  }

  private func write(group: [Finding], to emit: ([String]) throws -> Void) rethrows {
    guard let first = group.first else { return }
    let total = group.count > 1 ? "  (\(group.count) findings)" : ""
    try emit([severity(first.severity) + " " + EscapedText.terminal(first.rule.text) + total])
    let shown = isVerbose ? group[...] : group.prefix(Self.ruleLimit)
    var subject: Finding.Subject?
    for finding in shown {
      let heading = finding.subject == subject ? [] : [heading(finding.subject)]
      subject = finding.subject
      let isAdvised = isVerbose || (finding.why, finding.fix) != (first.why, first.fix)
      try emit(heading + lines(finding) + (isAdvised ? advice(finding, indent: "    ") : []))
    }
    if shown.count < group.count {
      try emit(["  and \(group.count - shown.count) more of this rule (-v shows all)"])
    }
    try emit((isVerbose ? [] : advice(first, indent: "  ")) + [""])
  }

  private func severity(_ severity: Severity) -> String {
    switch severity {
    case .error: options.paint("ERROR", .red)
    case .warning: options.paint("WARN", .yellow)
    case .note: options.paint("note", .blue)
    }
  }

  private func heading(_ subject: Finding.Subject) -> String {
    "  " + EscapedText.terminal(subject.kind) + " "
      + options.paint(EscapedText.terminal(subject.id), .bold)
  }

  private func lines(_ finding: Finding) -> [String] {
    let status = finding.status == .new ? "" : " [\(finding.status.rawValue)]"
    var lines = Paragraph.lines(
      EscapedText.terminal(finding.message) + status, first: "    ", rest: "    ",
      width: options.columns)
    let fact = { (name: String, value: String?) in
      guard let value else { return }
      lines.append("      " + name.padded(to: 10) + " " + value)
    }
    let file = finding.evidence["file"].map(EscapedText.terminal)
    fact("file", file ?? finding.path?.description)
    fact("expected", finding.expected.map(EscapedText.terminal))
    fact("actual", finding.actual.map(EscapedText.terminal))
    fact("images", list(finding.affects.images))
    fact("containers", list(finding.affects.containers))
    if isVerbose {
      for (name, value) in finding.evidence.sorted(by: { $0.key < $1.key })
      where name != "file" {
        fact(EscapedText.terminal(name), EscapedText.terminal(value))
      }
      fact("id", EscapedText.terminal(finding.fingerprint))
    }
    return lines
  }

  private func list(_ names: [String]) -> String? {
    guard !names.isEmpty else { return nil }
    let shown = isVerbose ? names[...] : names.prefix(Self.affectedLimit)
    let more = shown.count < names.count ? " and \(names.count - shown.count) more" : ""
    return shown.map(EscapedText.terminal).joined(separator: ", ") + more
  }

  private func advice(_ finding: Finding, indent: String) -> [String] {
    [("why:  ", finding.why), ("next: ", finding.fix)].flatMap { word, text in
      text.isEmpty
        ? []
        : Paragraph.lines(
          text, first: indent + word, rest: indent + "      ", width: options.columns)
    }
  }
}

extension String {
  /// The text with spaces after it, at least `width` characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - unicodeScalars.count))
  }
}
