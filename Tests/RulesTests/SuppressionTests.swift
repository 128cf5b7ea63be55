import LayerModel
import Testing

@testable import Rules

@Suite struct SuppressionTests {
  @Test func `an accepted finding is marked, and nothing is said of the entry`() throws {
    let findings = try Self.findings("- {rule: sample, reason: known, expires: 2026-06-30}")
    #expect(findings.map(\.rule) == ["sample"])
    #expect(findings.map(\.status) == [.suppressed])
  }

  @Test func `an expired entry brings the finding back and says so`() throws {
    let findings = try Self.findings("- {rule: sample, reason: known, expires: 2025-12-31}")
    #expect(findings.map(\.rule) == ["sample", "suppression-expired"])
    #expect(findings.map(\.status) == [.new, .new])
    #expect(findings.map(\.severity) == [.error, .note])
    #expect(
      findings[1].message
        == "the suppression of sample at s.yml:1 ran out on 2025-12-31; its findings count again")
  }

  @Test func `an entry holds on its last day`() throws {
    let findings = try Self.findings("- {rule: sample, reason: known, expires: 2026-01-01}")
    #expect(findings.map(\.status) == [.suppressed])
  }

  @Test func `an entry that matches nothing is told`() throws {
    let findings = try Self.findings(
      "- {rule: sample, paths: [/usr/bin/su], reason: known, permanent: true}")
    #expect(findings.map(\.rule) == ["sample", "suppression-unused"])
  }

  @Test func `an entry whose rule did not run is not called unused`() throws {
    let findings = try Self.findings(
      "- {rule: file-unexpected, reason: known, permanent: true}", level: .sizes)
    #expect(findings.map(\.rule) == ["sample"])
  }

  @Test func `damage cannot be hidden`() throws {
    let damage = SampleRule.changing("bytes:", to: "suppressible: false")
    let findings = try Self.findings(
      "- {rule: sample, reason: known, permanent: true}", rule: damage)
    #expect(findings.map(\.rule) == ["sample", "suppression-refused"])
    #expect(findings.map(\.status) == [.new, .new])
  }

  @Test(arguments: [
    ("paths: ['graph/*/json']", true), ("paths: ['/graph/**']", true), ("paths: [json]", false),
    ("images: ['app:*', 'web:*']", true), ("images: ['app:*']", false),
    ("paths: ['graph/**'], images: ['*']", true),
  ])
  func `paths and images limit an entry; one image cannot speak for another`(
    limits: String, fits: Bool
  ) throws {
    let findings = try Self.findings("- {rule: sample, \(limits), reason: known, permanent: true}")
    #expect(findings.contains { $0.status == .suppressed } == fits)
  }

  @Test(arguments: [
    ("- {rule: sampl, reason: x, permanent: true}", 1, "did you mean \"sample\"?"),
    ("- {rule: sample, permanent: true}", 1, "\"reason\" is missing"),
    ("- {rule: sample, reason: x}", 1, "needs either \"expires: YYYY-MM-DD\""),
    ("- {rule: sample, reason: x, permanent: true, expires: 2026-01-01}", 1, "needs either"),
    ("- {rule: sample, reason: x, expires: tomorrow}", 1, "expected a day"),
    ("- {rule: sample, reason: x, expires: 2026-02-30}", 1, "expected a day"),
    (
      "- {rule: sample, reason: x, permanent: true}\n- {rule: sample, resaon: x}", 2,
      "did you mean \"reason\"?"
    ), ("rule: sample", 1, "expected a list"),
  ])
  func `a mistake in the file is told with its line`(text: String, line: Int, words: String) {
    let error = #expect(throws: RuleFileError.self) { try SampleRule.rules(suppressions: text) }
    #expect(error?.file == "s.yml")
    #expect(error?.line == line)
    #expect(error?.message.contains(words) == true, "\(error?.description ?? "")")
  }

  static func findings(
    _ suppressions: String, rule: String = SampleRule.text, level: AuditLevel = .content
  ) throws -> [Finding] {
    try EvaluationTests.findings(
      rules: SampleRule.rules(rule, suppressions: suppressions), level: level)
  }
}
