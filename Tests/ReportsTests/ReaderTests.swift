import BundledStores
import LayerModel
import Reports
import Testing

/// Reports as programs of others read them.
@Suite struct ReaderTests {
  private static let reports = [
    SampleReport.report, SampleReport.clean, SampleReport.empty, SampleReport.compared,
  ]

  @Test(.enabled(if: Reader.hasSARIF))
  func `the SARIF report fits the schema of OASIS, errata 01`() throws {
    let folder = try Folder()
    for report in Self.reports {
      let file = try folder.write(written(report, .sarif), to: ["report.sarif"])
      let run = try Command([Reader.sarifKit, "validate", file])
      #expect(run.status == 0, "\(run.output)\(run.complaints)")
    }
    var text = String(decoding: written(SampleReport.report, .sarif), as: UTF8.self)
    text.replace(#""status": "accepted""#, with: #""state": "accepted""#)
    let file = try folder.write(Array(text.utf8), to: ["broken.sarif"])
    let run = try Command([Reader.sarifKit, "validate", file])
    #expect(run.status != 0)
  }

  @Test(.enabled(if: Reader.hasPromtool))
  func `the metrics pass the linter of Prometheus, and have no times`() throws {
    let folder = try Folder()
    for report in Self.reports {
      let bytes = written(report, .prometheus)
      let file = try folder.write(bytes, to: ["layeraudit.prom"])
      let run = try Command(["sh", "-c", "promtool check metrics < \"$0\"", file])
      #expect(run.status == 0 && run.complaints == "", "\(run.output)\(run.complaints)")
      // With a time on one sample node_exporter leaves the whole file out.
      let samples = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        .filter { !$0.hasPrefix("#") }
      #expect(samples.allSatisfy { $0.wholeMatch(of: /[a-z_]+(\{.*\})? [-0-9.e+]+/) != nil })
      #expect(bytes.last == UInt8(ascii: "\n"))
    }
  }

  @Test(.enabled(if: Reader.hasJUnit))
  func `the JUnit report has each case with its outcome`() throws {
    let folder = try Folder()
    let report = SampleReport.report
    let file = try folder.write(written(report, .junit), to: ["report.xml"])
    let read = try Reader.python(
      """
      import json, sys, junitparser
      xml = junitparser.JUnitXml.fromfile(sys.argv[1])
      def outcome(case):
          return type(case.result[0]).__name__ if case.result else "Passed"
      print(json.dumps([[xml.tests, xml.failures, xml.skipped, xml.errors]] + [
        [suite.tests, suite.failures, suite.skipped, suite.errors] for suite in xml] + [
        [case.classname, outcome(case)] for suite in xml for case in suite]))
      """, file)
    let rows = try #require(read as? [[Any]])
    let counts = rows.compactMap { $0 as? [Int] }
    let cases = rows.compactMap { $0 as? [String] }
    #expect(counts.count == report.stores.count + 2)
    #expect(counts.dropFirst().map { $0[0] }.reduce(0, +) == counts[0][0])
    #expect(counts[0][0] == cases.count)
    let failures = report.findings.filter { $0.status == .new && $0.severity == .error }
    let failed = cases.filter { $0[1] == "Failure" }.map { $0[0] }
    #expect(failed.sorted() == (failures.map(\.rule.text) + ["run"]).sorted())
    let named = cases.map { $0[0] }.filter { !["layer", "run"].contains($0) }
    #expect(named.sorted() == report.findings.map(\.rule.text).sorted())
  }
}
