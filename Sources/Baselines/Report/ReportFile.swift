internal import FileAccess
internal import GoJSON
package import LayerModel

/// Reads a report in JSON back, so that it can be written in any other form.
///
/// What no form tells is not in it: such a report can be shown, not judged again.
package enum ReportFile {
  private static let limit: ByteCount = 268_435_456
  /// Of all but the findings: a hundred thousand layers, or a million files listed.
  private static let valueLimit = 6_000_000

  package static func read(_ path: BytePath) throws(BaselineError) -> AuditReport {
    var file: InputFile
    do {
      file = try InputFile(path)
    } catch {
      throw .unreadable(error)
    }
    var length: ByteCount = 0
    return try parse([], at: path) { () throws(ReadProblem) in
      let piece = try file.piece()
      length.add(ByteCount(clamping: piece.count))
      guard length <= limit else { throw .tooLarge(path, limit: limit) }
      return piece
    }
  }

  /// Reads a report that is in memory, or comes in pieces.
  ///
  /// - Parameters:
  ///   - bytes: the whole report, or its beginning.
  ///   - path: for messages.
  ///   - more: gives the bytes after these, none at the end; of them and of the findings' JSON no more
  ///     than one is held at a time.
  /// - Returns: the report, as far as any form tells it.
  /// - Throws: what is no report of this program, or none of its schema.
  package static func parse(
    _ bytes: [UInt8], at path: BytePath, more: (() throws(ReadProblem) -> [UInt8])? = nil
  ) throws(BaselineError) -> AuditReport {
    do {
      return try report(bytes, path, more)
    } catch let error as JSONTypeError {
      throw BaselineError(error, in: path)
    } catch let problem as ReadProblem {
      switch problem {
      case .unreadable, .tooLarge: throw .unreadable(problem)
      case .malformed(_, let offset, let expected):
        throw .incompatible(
          path, line: 1, reason: "expected a report in JSON: \(expected) at byte \(offset)")
      default: throw .incompatible(path, line: 1, reason: problem.detail)
      }
    } catch {
      throw .incompatible(path, line: 1, reason: "\(error)")
    }
  }

  private static func report(
    _ bytes: [UInt8], _ path: BytePath, _ more: (() throws(ReadProblem) -> [UInt8])?
  ) throws -> AuditReport {
    var findings: [Finding] = []
    var parts = SharedParts()
    var fault: JSONTypeError?
    let document = try JSONDocument(
      parsing: bytes, at: path, maximumValues: valueLimit, list: "findings", more: more
    ) { value in
      do throws(JSONTypeError) {
        var finding = try Finding(ofReport: value)
        parts.share(&finding)
        findings.append(finding)
      } catch {
        fault = fault ?? error
      }
    }
    let root = document.value
    // The version first: a report of another one may differ in anything.
    guard document.trailingBytes == 0, try root.int64("schema_version") == 1 else {
      throw JSONTypeError(key: "schema_version", expected: "1, as in a JSON report of this program")
    }
    if let fault { throw fault }
    _ = try root.list("findings")
    return try AuditReport(ofReport: root, findings: findings)
  }
}

extension AuditReport {
  fileprivate init(ofReport root: JSONValue, findings: [Finding]) throws(JSONTypeError) {
    let tool = try root.part("tool")
    let summary = try root.part("summary")
    self.init(
      toolVersion: try tool.text("version"), rulesDigest: try tool.text("rules_digest"),
      runID: try root.text("run_id"), host: try root.text("host"),
      startedAt: try root.time("started_at"), endedAt: try root.time("ended_at"),
      level: try root.word("level"), isComplete: try root.flag("complete"), stores: [],
      findings: findings, bytesRead: try summary.bytes("bytes_read"),
      duration: try summary.seconds("duration_seconds"))
    for store in try root.list("stores") { stores.append(try StoreReport(ofReport: store)) }
    goal = try ReadingGoal(ofReport: root.part("coverage"))
    history = try root.optional("history") { (value) throws(JSONTypeError) in
      try RunHistory(ofReport: value)
    }
    comparison = try root.optional("comparison") { (value) throws(JSONTypeError) in
      try SizeComparison(ofReport: value)
    }
  }
}
