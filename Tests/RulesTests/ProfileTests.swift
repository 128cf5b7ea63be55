import LayerModel
import Testing

@testable import Facts
@testable import Rules

@Suite struct ProfileTests {
  @Test func `a profile re-rates, tunes and silences rules, and is named as the origin`() throws {
    let rules = try SampleRule.rules(
      profile: """
        title: x
        severity: {sample: warning, orphan-layer: "off"}
        params: {sample: {tolerance: 1B}}
        """)
    #expect(rules.rule("sample")?.severity == .warning)
    #expect(rules.rule("sample")?.severityOrigin == "profiles/test.yml")
    #expect(rules.rule("sample")?.parameters["tolerance"]?.origin == "profiles/test.yml")
    #expect(rules.rule("orphan-layer")?.severity == nil)
    #expect(try EvaluationTests.findings(rules: rules).map(\.severity) == [.warning])
  }

  @Test func `an image's own settings hold only where nothing else is hit`() throws {
    let profile = """
      title: x
      images:
        - {match: ["app:*"], severity: {sample: note}}
      """
    #expect(try severities(profile, images: ["app:1"]) == [.note])
    #expect(try severities(profile, images: ["app:1", "web:2"]) == [.error])
    #expect(try severities(profile, images: []) == [.error])
  }

  @Test func `of several entries that fit the last one holds`() throws {
    let profile = """
      title: x
      images:
        - {match: ["**"], severity: {sample: note}}
        - {match: ["app:*"], severity: {sample: warning}}
      """
    #expect(try severities(profile, images: ["app:1"]) == [.warning])
    #expect(try severities(profile, images: ["web:2"]) == [.note])
  }

  @Test func `an image can have its own parameters and be left out`() throws {
    let tuned = "title: x\nimages: [{match: ['app:*'], params: {sample: {tolerance: 1KiB}}}]"
    #expect(try severities(tuned, images: ["app:1"]) == [])
    #expect(try severities(tuned, images: ["web:2"]) == [.error])
    let off = "title: x\nimages: [{match: ['app:*'], severity: {sample: 'off'}}]"
    #expect(try severities(off, images: ["app:1"]) == [])
  }

  @Test(arguments: [
    ("title: x\nseverity: {sampl: note}", 2, "did you mean \"sample\"?"),
    ("title: x\nseverity: {sample: nite}", 2, "did you mean \"note\"?"),
    ("title: x\nparams:\n  sample: {tolerance: 5m}", 3, "sample.tolerance is bytes"),
    ("title: x\nimages: [{severity: {sample: note}}]", 2, "\"match\" is missing"),
    ("tilte: x", 1, "did you mean \"title\"?"),
  ])
  func `a mistake in a profile is told with its line`(text: String, line: Int, words: String) {
    let error = #expect(throws: RuleFileError.self) { try SampleRule.rules(profile: text) }
    #expect(error?.line == line)
    #expect(error?.message.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func `an unknown profile is told with the nearest`() {
    let error = #expect(throws: RuleFileError.self) { try RuleSet(profile: "strct") }
    #expect(error?.message == "no such profile; did you mean \"strict\"?")
  }

  private func severities(_ profile: String, images: [String]) throws -> [Severity] {
    let tables = try SampleRule.tables([
      "layer": [EvaluationTests.layer],
      "layer_use": images.map {
        ["layer_id": .text("aa"), "image_id": .text($0), "name": .text($0)]
      },
    ])
    return try SampleRule.rules(profile: profile)
      .evaluate(tables, level: .content, hasBaseline: false, day: "2026-01-01").findings.map(
        \.severity)
  }
}
