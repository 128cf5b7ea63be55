import GoJSON
import LayerModel
import Testing

/// Documents that would take much more memory than they have bytes.
struct DocumentLimitTests {
  @Test func `a document of more values than any image has is not read`() throws {
    let limit = JSONDocument.usualValues
    let sound = "[" + Array(repeating: "0", count: limit - 1).joined(separator: ",") + "]"
    _ = try JSONDocument(parsing: Array(sound.utf8), at: "x")
    #expect(throws: ReadProblem.tooMany("x", limit: limit, things: "values")) {
      try JSONDocument(parsing: Array((sound.dropLast() + ",0]").utf8), at: "x")
    }
  }
}
