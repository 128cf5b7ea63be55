internal import FileAccess
internal import LayerModel

/// A file of one word, whose surrounding white space the daemon does not see.
///
/// Source: moby v28.5.2 `layer/filestore.go`, `GetDiffID`: `strings.TrimSpace`.
struct TrimmedFile {
  let path: BytePath
  /// Without white space; empty when the file could not be read.
  let bytes: [UInt8]
  let problem: ReadProblem?
  /// Whether there is white space around the word, which the daemon never writes.
  let isPadded: Bool

  init(_ path: BytePath, in root: borrowing Directory) {
    self.path = path
    let file = MetadataFile(path, in: root, limit: .wordLimit)
    problem = file.problem
    bytes = Self.trimmed(file.bytes)
    isPadded = bytes.count != file.bytes.count
  }

  var isMissing: Bool { problem?.cause == "missing" }

  /// What there is, cut to what a report can show.
  var text: String {
    if case .tooLarge(_, let limit)? = problem { return "more than \(limit.iec)" }
    return EscapedText.utf8(bytes.prefix(160))
  }

  /// `missing`, `wrong-kind`, `malformed`, `unreadable`, `empty`; `nil` when there is a word.
  var fault: String? {
    switch problem {
    case nil: bytes.isEmpty ? "empty" : nil
    case .missing: "missing"
    case .wrongKind: "wrong-kind"
    case .tooLarge, .malformed: "malformed"
    default: "unreadable"
    }
  }

  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || 0x09...0x0D ~= $0 }
    guard let first = bytes.firstIndex(where: { !isBlank($0) }),
      let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return Array(bytes[first...last])
  }
}
