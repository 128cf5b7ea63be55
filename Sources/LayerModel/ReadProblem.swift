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
  /// There is more of something than is read; `things` names it in the plural.
  case tooMany(BytePath, limit: Int, things: String)
  /// The daemon replaced or cut the file while it was read, more often than we retried.
  case changedWhileReading(BytePath)
  /// Another file system is mounted here, or the driver keeps no plain files: not looked into.
  case notEntered(BytePath, reason: String)
  /// The kernel shows it to nobody without a right that this process lacks.
  case hidden(BytePath, reason: String)
  /// As an earlier report tells it, in its words.
  case reported(BytePath, cause: String, detail: String)

  package var path: BytePath {
    switch self {
    case .missing(let path), .unreadable(let path, _), .wrongKind(let path, _, _),
      .malformed(let path, _, _), .tooLarge(let path, _), .tooMany(let path, _, _),
      .changedWhileReading(let path), .notEntered(let path, _), .hidden(let path, _),
      .reported(let path, _, _):
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
    case .tooLarge, .tooMany: "too-large"
    case .changedWhileReading: "changed-while-reading"
    case .notEntered: "not-entered"
    case .hidden: "hidden"
    case .reported(_, let cause, _): cause
    }
  }

  /// Whether something there stays unknown.
  ///
  /// A file that is missing, malformed or of the wrong kind was looked at, and is a finding.
  package var leavesUnknown: Bool {
    switch self {
    case .missing, .malformed, .wrongKind: false
    case .unreadable, .tooLarge, .tooMany, .changedWhileReading, .notEntered, .hidden: true
    case .reported(_, let cause, _): !["missing", "malformed", "wrong-kind"].contains(cause)
    }
  }

  /// Someone ended the audit before this was read.
  package static func stopped(_ path: BytePath) -> ReadProblem {
    .notEntered(path, reason: "the audit was ended before")
  }

  /// What is mounted over a place of the store is not the store's.
  package static func mounted(_ path: BytePath) -> ReadProblem {
    .notEntered(path, reason: "another file system is mounted here")
  }

  /// The same of what was there a moment before: it is not missing, but nobody knows what it held.
  package var ofVanished: ReadProblem {
    if case .missing(let path) = self { .changedWhileReading(path) } else { self }
  }

  /// The same of a directory that was to be searched: whatever is in its place, or nothing at all,
  /// leaves unknown what should have been in it.
  package var ofSearchedDirectory: ReadProblem {
    leavesUnknown ? self : .notEntered(path, reason: detail)
  }
}
