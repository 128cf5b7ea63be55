/// Why one file or directory of a store could not be used.
///
/// Never ends an audit.
package enum ReadProblem: Error, Hashable, Sendable {
  case missing(BytePath)
  case unreadable(BytePath, errno: Int32)
  /// `found` is not what the format has there; it was not opened.
  case wrongKind(BytePath, found: FileKind, expected: FileKind)
  /// `offset` counts bytes from the start of the file.
  case malformed(BytePath, offset: Int, expected: String)
  case tooLarge(BytePath, limit: ByteCount)
  /// The daemon replaced or cut the file while it was read, more often than we retried.
  case changedWhileReading(BytePath)
  /// Another file system is mounted here, or the driver keeps no plain files: not looked into.
  case notEntered(BytePath, reason: String)

  package var path: BytePath {
    switch self {
    case .missing(let path), .unreadable(let path, _), .wrongKind(let path, _, _),
      .malformed(let path, _, _), .tooLarge(let path, _), .changedWhileReading(let path),
      .notEntered(let path, _):
      path
    }
  }

  /// The stable word that rules test.
  package var cause: String {
    switch self {
    case .missing: "missing"
    case .unreadable: "unreadable"
    case .wrongKind: "wrong-kind"
    case .malformed: "malformed"
    case .tooLarge: "too-large"
    case .changedWhileReading: "changed-while-reading"
    case .notEntered: "not-entered"
    }
  }

  /// Whether something there stays unknown.
  ///
  /// A file that is missing, malformed or of the wrong kind was looked at, and is a finding.
  package var leavesUnknown: Bool {
    switch self {
    case .missing, .malformed, .wrongKind: false
    case .unreadable, .tooLarge, .changedWhileReading, .notEntered: true
    }
  }
}
