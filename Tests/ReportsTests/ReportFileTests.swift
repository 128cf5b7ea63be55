import Baselines
import Foundation
import LayerModel
import Reports
import Testing

/// A report that is read back says the same in every form.
@Suite struct ReportFileTests {
  private static let reports = [
    SampleReport.report, SampleReport.clean, SampleReport.empty, SampleReport.compared, planned,
  ]

  /// With a plan of one step, something by hand and something left to people.
  private static var planned: AuditReport {
    var report = SampleReport.report
    for index in report.findings.indices {
      switch report.findings[index].rule {
      case "layer-content-damaged": report.findings[index].repair = .replaceLayer
      case "leftover-staging": report.findings[index].repair = .byHand
      default: break
      }
    }
    report.stores[0].record.images[0].copies = [SampleReport.upper]
    report.stores[0].measurements.layers[SampleReport.child]?.entries = [
      EntryFault(.extra, path: "x"), EntryFault(.missing, path: "y"),
    ]
    report.stores[0].measurements.layers[SampleReport.upper]?.reading.isLeft = true
    report.stores[0].measurements.layers[SampleReport.child]?.reading.isEarlier = true
    report.stores[0].measurements.layers[SampleReport.child]?.reading.readAt = SampleReport.time
    report.startedAt = Timestamp(seconds: -99_999_999_999)
    report.endedAt = Timestamp(seconds: 999_999_999_999)
    return report
  }

  @Test(arguments: ReportFormat.allCases)
  func `every form is the same byte for byte`(_ format: ReportFormat) throws {
    for report in Self.reports {
      let read = try ReportFile.parse(json(report), at: "report.json")
      var verbose = TextOptions()
      verbose.verbosity = .verbose
      for options in [TextOptions(), verbose] {
        for failOn in [Severity.error, .note, nil] {
          #expect(
            bytes(read, format, options, failOn) == bytes(report, format, options, failOn))
        }
      }
    }
  }

  private func bytes(
    _ report: AuditReport, _ format: ReportFormat, _ options: TextOptions, _ failOn: Severity?
  ) -> String {
    var bytes: [UInt8] = []
    format.write(report, failOn: failOn, options: options) { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `a report that was cut short is refused`() throws {
    let whole = json(SampleReport.compared)
    // All lengths near the ends, and a prime apart between them.
    let lengths = Set(0..<40).union(whole.count - 42..<whole.count - 2)
      .union(stride(from: 0, to: whole.count - 2, by: 37))
    for length in lengths {
      #expect(throws: BaselineError.self) {
        try ReportFile.parse(Array(whole[..<length]), at: "report.json")
      }
    }
  }

  @Test(arguments: [1, 13, 4_096])
  func `a report that comes in pieces is read as a whole one`(length: Int) throws {
    let whole = json(Self.planned)
    var rest = whole[...]
    let report = try ReportFile.parse([], at: "report.json") {
      defer { rest = rest.dropFirst(length) }
      return Array(rest.prefix(length))
    }
    #expect(json(report) == whole)
  }

  @Test func `a report that cannot be read to its end is not taken for a short one`() throws {
    let whole = json(SampleReport.compared)
    let problem = ReadProblem.unreadable("report.json", errno: 5)
    for count in 0...2 {
      var pieces = [whole[..<500], whole[500...]].prefix(count)
      #expect(throws: BaselineError.unreadable(problem)) {
        try ReportFile.parse([], at: "report.json") { () throws(ReadProblem) in
          guard let piece = pieces.popFirst() else { throw problem }
          return Array(piece)
        }
      }
    }
  }

  @Test func `a value of another type is refused or read, and nothing traps`() throws {
    let text = String(decoding: json(SampleReport.report), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let values = ["[]", "{}", "-1", "1e3", "\"x\"", "null", "9223372036854775807"]
    var refused = 0
    // One value a line: there are several things of each kind, so that each key meets several.
    for number in lines.indices {
      guard let colon = lines[number].range(of: ": ") else { continue }
      var changed = lines
      let end = lines[number].hasSuffix(",") ? "," : ""
      changed[number] = lines[number][..<colon.upperBound] + values[number % values.count] + end
      do {
        let report = try ReportFile.parse(
          Array(changed.joined(separator: "\n").utf8), at: "report.json")
        _ = written(report, .html)
      } catch {
        refused += 1
      }
      // Lines that open an object or array leave what is in it behind: always refused.
    }
    #expect(refused > 500)
  }

  @Test func `a report of another version is named as such`() throws {
    let text = String(decoding: json(SampleReport.report), as: UTF8.self)
      .replacing("\"schema_version\": 1", with: "\"schema_version\": 2")
    #expect(
      throws: BaselineError.incompatible(
        "report.json", line: 1,
        reason: "\"schema_version\" is not 1, as in a JSON report of this program")
    ) { try ReportFile.parse(Array(text.utf8), at: "report.json") }
  }

  @Test(arguments: [
    Int64.min / 2, -62_167_219_201, -62_167_219_200, -1, 0, 951_782_399, 951_782_400,
    253_402_300_799, 253_402_300_800, 67_768_036_191_676_799,
  ])
  func `a time is read back whatever its year`(seconds: Int64) {
    let time = Timestamp(seconds: seconds)
    #expect(Timestamp(text: time.text) == time)
  }
}
