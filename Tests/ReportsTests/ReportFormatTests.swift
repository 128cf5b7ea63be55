import Foundation
import FoundationXML
import LayerModel
import Reports
import Testing

/// All forms of one report tell the same findings, and none lets a store's bytes act.
@Suite struct ReportFormatTests {
  private static let forms = ReportFormat.allCases

  private static func text(_ format: ReportFormat) -> String {
    String(decoding: written(SampleReport.report, format), as: UTF8.self)
  }

  /// How many findings a form shows, by the mark that each has there once.
  private static func count(_ mark: String, in format: ReportFormat) -> Int {
    text(format).components(separatedBy: mark).count - 1
  }

  @Test func `no finding is lost between the forms`() {
    let findings = SampleReport.report.findings
    let visible = findings.count { $0.status != .suppressed }
    #expect(Self.count("\"partialFingerprints\"", in: .sarif) == findings.count)
    #expect(Self.count("\"kind\": \"finding\"", in: .ndjson) == findings.count)
    #expect(Self.text(.csv).split(separator: "\r\n").count == findings.count + 1)
    #expect(Self.count("\"check_name\"", in: .gitlab) == visible)
    let cases = findings.count { finding in
      Self.text(.junit).contains("classname=\"\(finding.rule)\"")
    }
    #expect(cases == findings.count)
    let markdown = Self.text(.markdown).split(separator: "\n").count { line in
      findings.contains { line.contains(" | \($0.rule): ") }
    }
    #expect(markdown == visible)
  }

  @Test func `every severity is counted alike`() {
    let summary = ReportSummary(SampleReport.report)
    let ruled = Dictionary(grouping: SampleReport.report.findings, by: \.severity).mapValues(
      \.count)
    for severity in Severity.allCases {
      let sum = Self.text(.prometheus).split(separator: "\n")
        .filter {
          $0.hasPrefix("layeraudit_findings{") && $0.contains("severity=\"\(severity.rawValue)\"")
        }
        .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
      #expect(sum == ruled[severity] ?? 0)
    }
    let counts = "\(summary.errors) errors, \(summary.warnings) warnings"
    #expect(Self.text(.markdown).contains(counts))
    #expect(Self.text(.github).contains(counts))
  }

  @Test(arguments: forms)
  func `no form holds a byte that acts on a terminal`(_ format: ReportFormat) {
    let allowed: Set<Unicode.Scalar> = format == .csv ? ["\n", "\r"] : ["\n"]
    let harmful = Self.text(format).unicodeScalars.filter {
      EscapedText.isHarmful($0) && !allowed.contains($0)
    }
    #expect(harmful.isEmpty)
  }

  @Test(arguments: [ReportFormat.json, .sarif, .gitlab])
  func `what is JSON parses`(_ format: ReportFormat) throws {
    for report in [SampleReport.report, SampleReport.clean, SampleReport.empty] {
      _ = try JSONSerialization.jsonObject(with: Data(written(report, format)))
    }
  }

  @Test func `every line of the NDJSON report is an object of its own, alike for its kind`() throws
  {
    var columns: [String: Set<String>] = [:]
    var types: [String: Bool] = [:]
    for line in Self.text(.ndjson).split(separator: "\n") {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let kind = try #require(object["kind"] as? String)
      let keys = Set(object.keys)
      #expect(columns[kind] ?? keys == keys)
      columns[kind] = keys
      for (name, value) in object where !(value is NSNull) {
        #expect(types[name] ?? (value is NSNumber) == (value is NSNumber), "\(name)")
        types[name] = value is NSNumber
      }
    }
    #expect(
      Set(columns.keys) == ["run", "store", "layer", "image", "container", "blob", "finding"])
  }

  @Test func `the JUnit report is XML that a parser reads`() throws {
    let document = try XMLReader.read(Data(written(SampleReport.report, .junit)))
    #expect(document.first == "testsuites")
    let failures = SampleReport.report.findings.count { $0.severity == .error && $0.status == .new }
    // The run is incomplete, which is a failure as well.
    #expect(document.count { $0 == "failure" } == failures + 1)
  }

  @Test func `a cell that a spreadsheet would compute is guarded`() {
    var report = SampleReport.clean
    var finding = SampleReport.report.findings[0]
    finding.message = "=HYPERLINK(\"http://x\")"
    finding.expected = "+1"
    report.findings = [finding]
    let csv = String(decoding: written(report, .csv), as: UTF8.self)
    #expect(csv.contains("\"'=HYPERLINK(\"\"http://x\"\")\""))
    #expect(csv.contains("\"'+1\""))
  }

  @Test func `GitHub gets no more annotations than it shows, and is told of the rest`() {
    var report = SampleReport.clean
    var finding = SampleReport.report.findings[0]
    finding.status = .new
    finding.severity = .error
    report.findings = (0..<30).map { number in
      finding.message = "100% of a,b:c\n\(number)"
      return finding
    }
    let text = String(decoding: written(report, .github), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 11)
    #expect(lines[0].contains("::100%25 of a,b:c"))
    #expect(lines.last?.contains("20 more findings") == true)
  }
}

/// The names of the elements of an XML document, in the order in which they begin.
private final class XMLReader: NSObject, XMLParserDelegate {
  private var names: [String] = []

  static func read(_ data: Data) throws -> [String] {
    let reader = XMLReader()
    let parser = XMLParser(data: data)
    parser.delegate = reader
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
    return reader.names
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    names.append(name)
  }
}
