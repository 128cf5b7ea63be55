import Foundation
import LayerModel
import Reports
import Testing

@Suite struct ReportSchemaTests {
  private let validator: JSONSchemaValidator

  init() throws {
    let file = URL(filePath: #filePath)
      .appending(path: "../../../reports/layeraudit.schema.json").standardized
    validator = try JSONSchemaValidator(Data(contentsOf: file))
  }

  @Test func `every report fits the schema`() throws {
    let reports = [
      SampleReport.report, SampleReport.clean, SampleReport.empty, SampleReport.compared,
    ]
    for report in reports {
      #expect(try validator.faults(in: Data(json(report))) == [])
    }
  }

  @Test(arguments: [
    (#""schema_version": 1"#, #""schema_version": 2"#),
    (#""complete": false"#, #""complete": 0"#),
    (#""host": "#, #""hast": "#),
    (#""severity": "error""#, #""severity": "fatal""#),
    (#""sha256:5a"#, #""sha256:XX"#),
    (#""files": 7"#, #""files": -7"#),
    (#""files": 7"#, #""files": 7.5"#),
    (#""names": []"#, #""names": null"#),
    (#""a": "\u001b[31mred""#, #""a": 1"#),
    (#"2015-06-19T19:17:14Z"#, #"2015-06-19 19:17:14"#),
  ])
  func `a broken report does not fit the schema`(_ good: String, _ bad: String) throws {
    let report = String(decoding: json(SampleReport.report), as: UTF8.self)
    try #require(report.contains(good))
    let broken = report.replacingOccurrences(of: good, with: bad)
    #expect(try !validator.faults(in: Data(broken.utf8)).isEmpty)
  }

  @Test func `a path that is not UTF-8 comes back byte for byte`() throws {
    let report = try JSONDecoder().decode(JSONValue.self, from: Data(json(SampleReport.report)))
    let findings = try #require(report["findings"]?.elements)
    let paths = findings.compactMap { $0["path_base64"]?.text }
    let bytes = try paths.map { try #require(Data(base64Encoded: $0)) }
    let names = SampleReport.findings.compactMap(\.path).filter { !EscapedText.isUTF8($0.bytes) }
    #expect(bytes.map(Array.init) == names.map(\.bytes))
    #expect(findings.allSatisfy { $0["path_base64"] != nil })
  }
}
