import LayerModel
import Testing

@testable import Facts
@testable import Rules

@Suite struct RuleFileTests {
  @Test func `a good rule loads`() throws {
    let rule = try #require(try SampleRule.rules().rule("sample"))
    #expect(rule.severity == .error)
    #expect(rule.parameters["tolerance"]?.value == .integer(0))
    #expect(try SampleRule.rules().failingExamples().isEmpty)
  }

  @Test(arguments: [
    ("severity:", "severity: eror", 3, "did you mean \"error\"?"),
    ("severity:", "severty: error", 3, "unknown key \"severty\"; did you mean \"severity\"?"),
    ("subject:", "subject: layr", 4, "no fact table \"layr\"; did you mean \"layer\"?"),
    ("needs:", "needs: size", 5, "did you mean \"sizes\"?"),
    ("when:", "when: recorded_byte > :tolerance", 6, "did you mean \"recorded_bytes\"?"),
    ("when:", "when: recorded_bytes > :tolerence", 6, "did you mean \"tolerance\"?"),
    ("when:", "when: recorded_bytes > > :tolerance", 6, "syntax error"),
    ("when:", "when: random() > :tolerance", 6, "not authorized to use function: random"),
    ("when:", "query: SELECT * FROM layr WHERE 1 > :tolerance", 6, "did you mean \"layer\"?"),
    (
      "when:", "query: SELECT short_id, recorded_bytes, size_by_walk, :tolerance FROM layer", 6,
      "in the query's result"
    ),
    (
      "severity:", "severity: error\nstores: [docker-graf]", 4,
      "no store kind \"docker-graf\"; did you mean \"docker-graph\"?"
    ),
    ("params:", "params: {tolerance: 0B, other: 1}", 7, "\"other\" is used nowhere"),
    ("message:", "message: \"{short_di}\"", 8, "did you mean \"short_id\"?"),
    ("message:", "message: \"{short_id:byte}\"", 8, "did you mean \"bytes\"?"),
    ("message:", "message: \"{short_id\"", 8, "a { without its }"),
    ("bytes:", "bytes: size_by_wal", 11, "did you mean \"size_by_walk\"?"),
    ("evidence:", "evidence: [drivr]", 12, "did you mean \"driver\"?"),
    ("evidence:", "evidence: driver", 12, "expected a list"),
    ("id:", "id: Sample One", 1, "is not made of lower-case letters"),
    ("  bad:", "  bad: [{recorded_byts: 3}]", 16, "did you mean \"recorded_bytes\"?"),
    ("  bad:", "  bad: []", 16, "needs at least one \"bad\" example"),
    ("  good:", "  god: [{recorded_bytes: 2}]", 17, "did you mean \"good\"?"),
    ("why:", "why: [", 14, "not YAML"),
    ("why:", "why: ''", 1, "\"why\" is missing"),
  ])
  func `a mistake is told with its line and the nearest right name`(
    old: String, new: String, line: Int, words: String
  ) throws {
    let error = #expect(throws: RuleFileError.self) {
      try SampleRule.rules(SampleRule.changing(old, to: new))
    }
    #expect(error?.file == "mine/sample.yml")
    #expect(error?.message.contains(words) == true, "\(error?.description ?? "")")
    if words != "not YAML" { #expect(error?.line == line, "\(error?.description ?? "")") }
  }

  @Test(arguments: ["id:", "title:", "message:", "why:", "fix:", "when:", "examples:", "needs:"])
  func `a missing key is told`(key: String) throws {
    let lines = SampleRule.text.split(separator: "\n").map(String.init)
    let kept = lines.filter { line in
      !line.hasPrefix(key) && !(key == "examples:" && line.hasPrefix("  "))
    }
    let text = kept.joined(separator: "\n")
    let error = #expect(throws: RuleFileError.self) { try SampleRule.rules(text) }
    #expect(error?.line != nil)
  }

  @Test func `an added rule replaces a shipped one of its id`() throws {
    let text = SampleRule.changing("id:", to: "id: layer-size-mismatch")
    let rules = try RuleSet(extra: [("mine/x.yml", text)])
    #expect(rules.rule("layer-size-mismatch")?.title == "A sample")
    #expect(rules.rule("layer-size-mismatch")?.file == "mine/x.yml")
    #expect(rules.digest != (try RuleSet().digest))
  }

  @Test func `two added rules of one id are an error`() throws {
    let files = [("a.yml", SampleRule.text), ("b.yml", SampleRule.text)]
    let error = #expect(throws: RuleFileError.self) { try RuleSet(extra: files) }
    #expect(error?.description == "b.yml:1: id \"sample\" is that of a.yml")
  }

  @Test func `an example that lies is found`() throws {
    let rules = try SampleRule.rules(
      SampleRule.changing("  bad:", to: "  bad: [{recorded_bytes: 2, size_by_walk: 2}]"))
    #expect(
      try rules.failingExamples().map(\.description)
        == ["mine/sample.yml:16: sample: the bad example does not fire"])
  }

  @Test func `anything at all in a rule file is an error, not a crash`() throws {
    let texts = [
      "", "[]", "null", "a", "- id: x", "{a: &a [*a]}", "\u{0}", "id: x\nid: y", "? a\n",
    ]
    for text in texts { #expect(throws: RuleFileError.self) { try SampleRule.rules(text) } }
    for length in stride(from: 1, to: SampleRule.text.count - 1, by: 7) {
      do { _ = try Rule(file: "x", text: String(SampleRule.text.prefix(length))) } catch {}
    }
  }
}
