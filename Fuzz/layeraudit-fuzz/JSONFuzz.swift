import GoJSON
import LayerModel

/// Any bytes as a JSON document: as a whole, and with a list that is handed over.
enum JSONFuzz {
  static func run(_ bytes: [UInt8]) {
    do throws(ReadProblem) {
      let document = try JSONDocument(parsing: bytes, at: "")
      let value = document.value
      let again = try JSONDocument(parsing: Array(value.canonicalText.utf8), at: "")
      precondition(again.value.canonicalText == value.canonicalText, "canonical text changes")
      for name in ["config", "manifests", "id", "k"] { _ = value.member(name) }
      read(value)
    } catch {
      // That is what a reader reports.
    }
    do throws(ReadProblem) {
      var count = 0
      _ = try JSONDocument(parsing: bytes, at: "", maximumValues: 1_000, list: "manifests") {
        (value) throws(ReadProblem) in count += value.entries.count
      }
    } catch {
      // As above.
    }
  }

  private static func read(_ value: JSONValue) {
    do throws(JSONTypeError) {
      _ = try value.string("created").flatMap(Timestamp.init(rfc3339:))
      _ = try value.string("digest").flatMap(BlobDigest.init)
      _ = try value.int64("size")
      _ = try value.strings("layers")
    } catch {
      // Go refuses it, too.
    }
  }
}
