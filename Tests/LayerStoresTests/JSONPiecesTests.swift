import GoJSON
import LayerModel
import Testing

/// A document that comes in pieces is the same as in one.
struct JSONPiecesTests {
  private static let text = #"""
    { "list": [1, {"a": "\ud83d\ude00\u00e9\ud83dx\"\\", "n": -12.50e+3}, "é€😀", tru, []],
    "rest": [true, false, null, "", 0, 1E-2], "A": 1, "a": 2 } x y
    """#

  @Test(arguments: 1...9)
  func `pieces of any length give the same values`(length: Int) throws {
    for text in [Self.text.replacing("tru,", with: "true,"), Self.text] {
      let bytes = Array(text.utf8)
      #expect(Self.read(bytes, piece: bytes.count) == Self.read(bytes, piece: length))
    }
  }

  /// The elements that were handed over, the rest, and what is wrong.
  private struct Reading: Equatable {
    var elements: [JSONValue] = []
    var document: JSONDocument?
    var problem: ReadProblem?
  }

  private static func read(_ bytes: [UInt8], piece length: Int) -> Reading {
    var rest = bytes[...]
    var reading = Reading()
    do throws(ReadProblem) {
      reading.document = try JSONDocument(
        parsing: [], at: "x", maximumValues: 100, list: "list"
      ) { () throws(ReadProblem) in
        defer { rest = rest.dropFirst(length) }
        return Array(rest.prefix(length))
      } element: { value throws(ReadProblem) in
        reading.elements.append(value)
      }
    } catch {
      reading.problem = error
    }
    return reading
  }
}
