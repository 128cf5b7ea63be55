package import LayerModel

/// The findings as a table for spreadsheets.
///
/// A cell that a spreadsheet would take for a formula begins with an apostrophe.
///
/// Source: RFC 4180; OWASP "CSV Injection".
package struct CSVReport: Sendable {
  package init() {}

  package func write(
    _ report: AuditReport, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    try sink(Self.line(Self.columns.map(\.name)))
    for finding in report.findings {
      try sink(Self.line(Self.columns.map { $0.cell(finding) ?? "" }))
    }
  }

  private struct Column: Sendable {
    let name: String
    let cell: @Sendable (Finding) -> String?
  }

  private static let columns = [
    Column(name: "severity") { $0.severity.rawValue },
    Column(name: "status") { $0.status.rawValue },
    Column(name: "rule") { $0.rule.text },
    Column(name: "store") { $0.store },
    Column(name: "subject_kind") { $0.subject.kind },
    Column(name: "subject_id") { $0.subject.id },
    Column(name: "layer") { $0.layer.map { EscapedText.utf8($0.name.bytes) } },
    Column(name: "path") { $0.path.map { EscapedText.utf8($0.bytes) } },
    Column(name: "expected") { $0.expected },
    Column(name: "actual") { $0.actual },
    Column(name: "message") { $0.message },
    Column(name: "images") { $0.affects.images.joined(separator: " ") },
    Column(name: "containers") { $0.affects.containers.joined(separator: " ") },
    Column(name: "bytes") { $0.bytes.map { String($0.value) } },
    Column(name: "why") { $0.why },
    Column(name: "fix") { $0.fix },
    Column(name: "fingerprint") { $0.fingerprint },
  ]

  private static func line(_ cells: [String]) -> ArraySlice<UInt8> {
    Array((cells.map(cell).joined(separator: ",") + "\r\n").utf8)[...]
  }

  /// Always in quotes, so that no separator of any locale splits it.
  private static func cell(_ text: String) -> String {
    let text = EscapedText.terminal(text)
    let guarded = "=+-@".unicodeScalars.contains { text.unicodeScalars.first == $0 }
    let quote = UInt8(ascii: "\"")
    var quoted = guarded ? [quote, UInt8(ascii: "'")] : [quote]
    for byte in text.utf8 {
      quoted.append(byte)
      if byte == quote { quoted.append(byte) }
    }
    return String(decoding: quoted + [quote], as: UTF8.self)
  }
}
