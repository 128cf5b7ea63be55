import LayerModel
import GoJSON
import LayerModel
import Testing

/// Keys that JSON has twice, of which a hostile document can have any number.
struct AmbiguousKeysTests {
  private static func keys(_ text: String) throws -> [JSONDocument.AmbiguousKey] {
    try JSONDocument(parsing: Array(text.utf8), at: "x").ambiguousKeys
  }

  @Test func `each is told with the keys that lead to it`() throws {
    let found = try Self.keys(#"{"config":{"Env":1,"b":2,"env":3}}"#)
    #expect(found.map(\.path) == ["config.Env"])
    #expect(found.map(\.spellings) == [["Env", "env"]])
  }

  @Test func `there is an end to them, and to the length of each`() throws {
    let long = String(repeating: "k", count: 5_000)
    let twice = (0..<300).map { #""\#($0)":1,"\#($0)":2"# }.joined(separator: ",")
    var text = "{\(twice)}"
    for level in 0..<100 { text = #"{"\#(level)\#(long)":\#(text)}"# }
    let found = try Self.keys(text)
    #expect(found.count == 100)
    #expect(found.allSatisfy { $0.path.utf8.count < 700 })
    let spellings = Array(repeating: #""\#(long)":1"#, count: 50).joined(separator: ",")
    #expect(try Self.keys("{\(spellings)}")[0].spellings.count == 8)
  }

  @Test func `any number of them is read in one go`() throws {
    let text = Array(repeating: #""config":{"a":1}"#, count: 60_000).joined(separator: ",")
    let document = try JSONDocument(parsing: Array("{\(text)}".utf8), at: "x")
    guard case .object(let members) = document.value.member("config") else {
      Issue.record("no object")
      return
    }
    #expect(members.count == 60_000)
  }

  @Test func `what Go decodes into one field, one value after the other, is merged`() throws {
    let text = #"{"c":{"a":1},"C":null,"c":{"b":2},"C":{"d":3},"s":"kept","S":null}"#
    let value = try JSONDocument(parsing: Array(text.utf8), at: "x").value
    #expect(value.member("c")?.text == #"{"b":2,"d":3}"#)
    #expect(value.member("s")?.text == #""kept""#)
  }
}
