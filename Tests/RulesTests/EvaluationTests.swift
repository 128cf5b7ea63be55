import LayerModel
import Testing

@testable import Facts
@testable import Rules

@Suite struct EvaluationTests {
  @Test func `a finding has all that a person needs`() throws {
    let finding = try #require(try Self.findings().first { $0.rule == "sample" })
    #expect(finding.severity == .error)
    #expect(finding.subject == .init(kind: "layer", id: "aa"))
    #expect(finding.layer == LayerID("aa"))
    #expect(finding.path == "graph/aa/json")
    #expect(finding.message == "layer a\\x1b records 2.0 KiB, not 1.0 KiB")
    #expect(finding.expected == "2048")
    #expect(finding.actual == "1024")
    #expect(finding.bytes == 1_024)
    #expect(finding.evidence == ["driver": "vfs"])
    #expect(finding.affects == .init(images: ["app:1", "web:2"], containers: ["shop"]))
    #expect(finding.status == .new)
  }

  @Test(arguments: ["when:", "query: SELECT * FROM layer WHERE 0 <= :tolerance"])
  func `a rule for one kind of store is silent on others`(condition: String) throws {
    let when = "when: 0 <= :tolerance"
    let text = SampleRule.changing("when:", to: condition == "when:" ? when : condition)
      .replacing("severity: error", with: "severity: error\nstores: [docker-graph, containerd]")
    let rule = try #require(try SampleRule.rules(text).rule("sample"))
    var fired: [String] = []
    for kind in StoreKind.allCases.map(\.rawValue) {
      let tables = try SampleRule.tables([
        "store": [["kind": .text(kind)]], "layer": [["layer_id": .text("aa")]],
      ])
      if try rule.rows(in: tables, { _ in }) > 0 { fired.append(kind) }
    }
    #expect(fired == ["docker-graph", "containerd"])
  }

  @Test func `a repair may differ from row to row`() throws {
    let text = SampleRule.changing("fix:", to: "fix: Mend it.\nrepair: \"{driver}\"")
    let rules = try SampleRule.rules(text)
    for (driver, repair) in [("take-away", Repair.takeAway), ("vfs", nil)] {
      var row = Self.layer
      row["driver"] = .text(driver)
      let finding = try Self.findings(rules: rules, layers: [row]).first { $0.rule == "sample" }
      #expect(finding != nil && finding?.repair == repair)
    }
    #expect(throws: RuleFileError.self) {
      _ = try SampleRule.rules(text.replacing("{driver}", with: "{nonsense}"))
    }
  }

  @Test func `texts count, and name the store's place`() throws {
    let text = SampleRule.changing(
      "message:", to: #"message: "{files:counted file}, {symlinks:counted link} in {root}/{path}""#)
    var row = Self.layer
    row["files"] = .integer(1)
    row["symlinks"] = .integer(2)
    let finding = try Self.findings(rules: SampleRule.rules(text), layers: [row]).first {
      $0.rule == "sample"
    }
    #expect(finding?.message == "1 file, 2 links in /store/graph/aa/json")
  }

  @Test func `a fingerprint never changes`() {
    // printf 'v1\0layer-size-mismatch\0layer\0aa\0graph/aa/json' | sha256sum | cut -c1-32
    let text = Fingerprint.text(
      rule: "layer-size-mismatch", kind: "layer", id: "aa", path: "graph/aa/json")
    #expect(text == "79ebcc39deb4ebd880f405fcf03cccf6")
  }

  @Test func `no tag, host, size or wording is in a fingerprint`() throws {
    let first = try #require(try Self.findings().first { $0.rule == "sample" })
    let changed = SampleRule.changing("message:", to: "message: \"other\"")
      .replacing("severity: error", with: "severity: note")
    var row = Self.layer
    row["size_by_walk"] = .integer(7)
    row["store_id"] = .text("elsewhere")
    let second = try #require(
      try Self.findings(rules: SampleRule.rules(changed), layers: [row]).first {
        $0.rule == "sample"
      })
    #expect(first.fingerprint == second.fingerprint)
  }

  @Test func `findings that share a fingerprint are numbered`() throws {
    let fingerprints = try Self.findings(layers: [Self.layer, Self.layer, Self.layer])
      .filter { $0.rule == "sample" }.map(\.fingerprint)
    let first = try #require(fingerprints.first)
    #expect(fingerprints == [first, first + ":2", first + ":3"])
  }

  @Test func `findings are sorted whatever the order of rows`() throws {
    var other = Self.layer
    other["layer_id"] = .text("ab")
    let findings = try Self.findings(layers: [other, Self.layer])
    #expect(findings == findings.sorted())
    #expect(findings == (try Self.findings(layers: [Self.layer, other])))
  }

  @Test func `a name that is not UTF-8 stays exact`() throws {
    var row = Self.layer
    row["layer_id"] = .bytes([0x61, 0xFF])
    row["path"] = .bytes([0x62, 0xFE])
    let finding = try #require(try Self.findings(layers: [row]).first { $0.rule == "sample" })
    #expect(finding.layer == LayerID(BytePath([0x61, 0xFF])))
    #expect(finding.path == BytePath([0x62, 0xFE]))
    #expect(finding.subject.id == "a\\xff")
  }

  @Test func `a rule that needs more than was measured is left out and listed`() throws {
    let rules = try SampleRule.rules()
    #expect(!(try Self.findings(level: .metadata)).contains { $0.rule == "sample" })
    #expect(rules.skipped(at: .metadata, hasBaseline: false).contains { $0.id == "sample" })
    #expect(!rules.skipped(at: .sizes, hasBaseline: false).contains { $0.id == "sample" })
    let needsBaseline = rules.skipped(at: .content, hasBaseline: false).map(\.need)
    #expect(!needsBaseline.isEmpty && needsBaseline.allSatisfy { $0 == .baseline })
    #expect(rules.skipped(at: .content, hasBaseline: true).isEmpty)
  }

  @Test func `a value on the command line wins and says so`() throws {
    let rules = try SampleRule.rules(settings: ["sample.tolerance=1KiB"])
    #expect(!(try Self.findings(rules: rules)).contains { $0.rule == "sample" })
    #expect(rules.rule("sample")?.parameters["tolerance"]?.origin == "--set")
  }

  @Test(arguments: [
    ("sample.tolerance=2h", "sample.tolerance is bytes such as \"0B\", not \"2h\""),
    ("sample.tolerence=1B", "did you mean \"tolerance\"?"),
    ("smple.tolerance=1B", "did you mean \"sample\"?"), ("tolerance", "expected rule.param=value"),
    ("sample.tolerance=99999999999999TiB", "sample.tolerance is bytes"),
    ("sample.tolerance=-5B", "sample.tolerance cannot be less than 0: -5B"),
  ])
  func `a wrong setting is told`(setting: String, words: String) {
    let error = #expect(throws: RuleFileError.self) {
      try SampleRule.rules(settings: [setting])
    }
    #expect(error?.message.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func `a query that runs away is a finding, and the other rules judge all the same`() throws
  {
    let endless =
      "query: WITH RECURSIVE n(i) AS (SELECT :tolerance UNION ALL SELECT i + 1 FROM n) "
      + "SELECT layer.*, i FROM layer, n WHERE i < 0"
    let rules = try SampleRule.rules(SampleRule.changing("when:", to: endless))
    let tables = FactTables(database: try FactDatabase(stepLimit: 100_000))
    let table = try #require(FactSchema.table("layer"))
    try tables.database.insert([FactRow(Self.layer)], into: table)
    let judgement = try rules.evaluate(
      tables, level: .content, hasBaseline: false, day: "2026-01-01")
    #expect(!judgement.isWhole)
    #expect(
      judgement.findings.filter { $0.rule == "rule-stopped" }.map(\.message) == [
        "rule sample took too long on this store and has not judged it"
      ])
  }

  @Test(arguments: [
    ("tolerance: 0B", true), ("tolerance: -1B", false), ("tolerance: -1h", false),
    ("tolerance: -0.5%", false), ("tolerance: -1", false), ("tolerance: -0.5", false),
    ("tolerance: 1", true),
  ])
  func `a tolerance below 0 does not load`(parameter: String, loads: Bool) {
    let text = SampleRule.changing("params:", to: "params: {\(parameter)}")
    do throws(RuleFileError) {
      _ = try SampleRule.rules(text)
      #expect(loads)
    } catch {
      #expect(!loads)
      #expect(error.message.contains("cannot be less than 0"))
    }
  }

  @Test func `of too many findings the first are kept, and the rest is counted and told`() throws {
    let layers = (0..<30).map { number in
      Self.layer.merging(["layer_id": .text("l\(100 + number)")]) { $1 }
    }
    let tables = try SampleRule.tables(["store": [[:]], "layer": layers])
    let judgement = try SampleRule.rules().evaluate(
      tables, level: .content, hasBaseline: false, day: "2026-01-01", limit: 10)
    let own = judgement.findings.filter { $0.rule == "sample" }
    #expect(own.map(\.subject.id) == (100..<110).map { "l\($0)" })
    let told = judgement.findings.filter { $0.rule == "findings-left-out" }
    #expect(
      told.map(\.message).contains(
        "rule sample has 30 findings, of which the first 10 are kept"))
    #expect(!judgement.isWhole)
    let whole = try SampleRule.rules().evaluate(
      tables, level: .content, hasBaseline: false, day: "2026-01-01", limit: 100)
    #expect(whole.isWhole)
    #expect(!whole.findings.contains { $0.rule == "findings-left-out" })
  }

  static let layer: [String: FactValue] = [
    "layer_id": .text("aa"), "short_id": .text("a\u{1B}"), "path": .text("graph/aa/json"),
    "recorded_bytes": .integer(2_048), "size_by_walk": .integer(1_024), "driver": .text("vfs"),
  ]

  static func findings(
    rules: RuleSet? = nil, layers: [[String: FactValue]] = [layer], level: AuditLevel = .content,
    day: String = "2026-01-01"
  ) throws -> [Finding] {
    let tables = try SampleRule.tables([
      "store": [["root": .text("/store")]], "layer": layers,
      "layer_use": [
        ["layer_id": .text("aa"), "image_id": .text("i1"), "name": .text("web:2")],
        ["layer_id": .text("aa"), "image_id": .text("i2"), "name": .text("app:1")],
        ["layer_id": .text("aa"), "container_id": .text("c"), "name": .text("shop")],
      ],
    ])
    return try (rules ?? SampleRule.rules()).evaluate(
      tables, level: level, hasBaseline: false, day: day
    ).findings
  }
}
