import LayerModel
import Testing

@testable import Facts
@testable import Rules

@Suite struct RuleTemplateTests {
  @Test(arguments: [
    ("{n}", "1536"), ("{n:bytes}", "1.5 KiB"), ("{s:duration}", "1 d 1 h"),
    ("{id:short}", "0123456789ab"),
    ("{none}", "nothing"), ("{none:bytes}", "an unmeasured size"),
    ("{none:duration}", "an unknown time"), ("{bad}", "a\\x1b[31m"), ("{raw}", "\\xff"),
    ("{p}", "24h"), ("{:p}", "24h"), ("{p:duration}", "1 d"), ("no place", "no place"),
  ])
  func `places are filled, formatted and made safe`(text: String, expected: String) throws {
    let row = FactRow([
      "n": .integer(1_536), "s": .integer(90_061), "id": .text("0123456789abcdef"),
      "bad": .text("a\u{1B}[31m"), "raw": .bytes([0xFF]),
    ])
    let parameters = ["p": RuleParameter("24h", origin: "x")]
    #expect(try RuleTemplate(text).rendered(row, parameters: parameters) == expected)
  }

  @Test(arguments: [
    ("4KiB", RuleParameter.Kind.bytes, FactValue.integer(4_096)), ("0B", .bytes, .integer(0)),
    ("24h", .duration, .integer(86_400)), ("7d", .duration, .integer(604_800)),
    ("5%", .percent, .real(5)), ("2.5%", .percent, .real(2.5)), ("3", .number, .integer(3)),
    ("0.5", .number, .real(0.5)), ("B", .text, .text("B")), ("word", .text, .text("word")),
    ("99999999999TiB", .text, .text("99999999999TiB")),
  ])
  func `a parameter's kind is told by its look`(
    text: String, kind: RuleParameter.Kind, value: FactValue
  ) {
    let parameter = RuleParameter(text, origin: "x")
    #expect(parameter.kind == kind)
    #expect(parameter.value == value)
  }

  @Test func `a list becomes a JSON array whatever is in it`() throws {
    let list = RuleParameter(list: ["a\"b", "c\\d", "\n"], origin: "x")
    #expect(list.value == .text(#"["a\"b","c\\d","\u000a"]"#))
    let database = try FactDatabase()
    let result = try database.query(
      "SELECT value FROM json_each(:list)", parameters: ["list": list.value])
    #expect(result.rows == [[.text("a\"b")], [.text("c\\d")], [.text("\n")]])
    let set = RuleParameter("x,y", origin: "--set").converted(to: .list)
    #expect(set?.value == .text(#"["x","y"]"#))
  }
}
