import Foundation
import LayerModel
import Reports
import Testing

@Suite struct GoldenReportTests {
  @Test func `the JSON report is what it was`() throws {
    try expectGolden("damaged.json", json(SampleReport.report))
    try expectGolden("no-store.json", json(SampleReport.empty))
  }

  @Test func `a comparison is told as it was`() throws {
    try expectGolden("compared.txt", text(SampleReport.compared, TextOptions()))
    try expectGolden("compared.json", json(SampleReport.compared))
    try expectGolden("compared.markdown", written(SampleReport.compared, .markdown))
  }

  @Test func `the text report is what it was`() throws {
    var options = TextOptions()
    try expectGolden("damaged.txt", text(SampleReport.report, options))
    try expectGolden("clean.txt", text(SampleReport.clean, options))
    options.verbosity = .verbose
    options.width = 100
    options.exactBytes = true
    try expectGolden("damaged-verbose.txt", text(SampleReport.report, options))
  }

  @Test(arguments: ReportFormat.allCases.filter { $0 != .text && $0 != .json })
  func `every other form is what it was`(_ format: ReportFormat) throws {
    try expectGolden("damaged." + format.rawValue, written(SampleReport.report, format))
  }

  @Test func `a quiet report is the last line of any other`() {
    var options = TextOptions()
    let whole = String(decoding: text(SampleReport.report, options), as: UTF8.self)
    options.verbosity = .quiet
    let quiet = String(decoding: text(SampleReport.report, options), as: UTF8.self)
    #expect(whole.hasSuffix("\n" + quiet))
    #expect(quiet.split(separator: "\n").count == 1)
  }

  @Test func `notes that are not shown are mentioned`() {
    var options = TextOptions()
    let shown = String(decoding: text(SampleReport.report, options), as: UTF8.self)
    #expect(shown.contains("\n1 note (-v shows them)\n\nStore "))
    options.verbosity = .verbose
    #expect(!String(decoding: text(SampleReport.report, options), as: UTF8.self).contains("(-v "))
  }

  @Test func `tables and trees are what they were`() throws {
    let store = SampleReport.store
    var ascii = TextOptions()
    ascii.ascii = true
    var listing = TreeText().text(store) + TreeText(options: ascii, isWide: true).text(store)
    for subject in ListTable.Subject.allCases {
      listing += "\n" + ListTable(subject, of: [store]).text()
    }
    let details = try #require(LayerDetails(of: SampleReport.child, in: store))
    listing += "\n" + details.text()
    try expectGolden("listings.txt", Array(listing.utf8))
    var bytes = TreeText().json([store])
    for subject in ListTable.Subject.allCases { bytes += ListTable(subject, of: [store]).json() }
    try expectGolden("listings.json", bytes + details.json())
  }

  @Test(arguments: [80, 120]) func `sizes and trees fit the terminal`(width: Int) throws {
    let store = SampleReport.store
    var options = TextOptions()
    options.width = width
    let plain =
      SizeText(options: options).text(store) + "\n" + TreeText(options: options).text(store)
    let lines = plain.split(separator: "\n")
    #expect(
      lines.dropFirst().allSatisfy { $0.unicodeScalars.count <= width || $0.hasPrefix("docker") })
    try expectGolden("sizes-\(width).txt", Array(plain.utf8))
    options.color = true
    let colored =
      SizeText(options: options).text(store) + "\n" + TreeText(options: options).text(store)
    // Colour repeats what the words say.
    #expect(colored != plain)
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    try expectGolden("sizes-\(width).color.txt", Array(colored.utf8))
    if width == 80 { try expectGolden("sizes.json", SizeText().json([store])) }
  }

  @Test func `a share is cut, so that no sum of shares is above the whole`() {
    #expect(SizeText.share(0, of: 0) == "-")
    #expect(SizeText.share(2, of: 3) == "66.6 %")
    #expect(SizeText.share(ByteCount(.max), of: ByteCount(.max)) == "100.0 %")
  }

  @Test func `the verdict word says what the counts say`() {
    let cases: [(AuditReport, Severity?, String)] = [
      (SampleReport.report, .error, "FAIL 2 errors"), (SampleReport.clean, .error, "OK 0 errors"),
      (SampleReport.empty, .error, "NO STORE found"), (SampleReport.report, nil, "INCOMPLETE "),
    ]
    var options = TextOptions()
    options.verbosity = .quiet
    for (report, failOn, expected) in cases {
      let line = text(report, options, failOn: failOn)
      #expect(String(decoding: line, as: UTF8.self).hasPrefix(expected))
    }
    var complete = SampleReport.report
    complete.isComplete = true
    #expect(text(complete, options, failOn: nil).starts(with: "FOUND 2 errors".utf8))
  }

  @Test func `what the baseline has too does not fail a run`() {
    var report = SampleReport.report
    report.isComplete = true
    #expect(ReportSummary(report).verdict == .fail)
    for index in report.findings.indices { report.findings[index].status = .known }
    let summary = ReportSummary(report)
    #expect(summary.verdict == .ok)
    #expect((summary.errors, summary.known) == (2, report.findings.count))
  }
}

func json(_ report: AuditReport) -> [UInt8] {
  var bytes: [UInt8] = []
  JSONReport().write(report) { bytes += $0 }
  return bytes
}

func text(
  _ report: AuditReport, _ options: TextOptions = TextOptions(), failOn: Severity? = .error
) -> [UInt8] {
  var bytes: [UInt8] = []
  TextReport(options: options, failOn: failOn).write(report) { bytes += $0 }
  return bytes
}

func written(_ report: AuditReport, _ format: ReportFormat) -> [UInt8] {
  var bytes: [UInt8] = []
  format.write(report, failOn: .error, options: TextOptions()) { bytes += $0 }
  return bytes
}
