internal import ArgumentParser
internal import FileAccess
internal import Glibc
internal import LayerModel
internal import Reports

/// One `--output FORMAT[=FILE]`.
struct OutputRequest: ExpressibleByArgument {
  let format: ReportFormat
  /// `nil` for standard output.
  let destination: String?

  /// Whether the lines of each kind go to a file of their own below ``destination``.
  var isFolder: Bool { format == .ndjson && destination?.utf8.last == UInt8(ascii: "/") }

  /// What is looked at to find whether anything can be written there; `nil` for standard output.
  var probe: BytePath? {
    destination.map { isFolder ? BytePath($0 + "layeraudit.ndjson") : BytePath($0) }
  }

  /// For people.
  var place: String { destination.map(EscapedText.terminal) ?? "standard output" }

  static let standard = OutputRequest(format: .text, destination: nil)

  private init(format: ReportFormat, destination: String?) {
    self.format = format
    self.destination = destination
  }

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let format = parts.first.flatMap({ ReportFormat(rawValue: String($0)) }) else {
      return nil
    }
    let file = parts.count == 2 ? String(parts[1]) : "-"
    guard !file.isEmpty else { return nil }
    self.init(format: format, destination: file == "-" ? nil : file)
  }

  static var allValueStrings: [String] { ReportFormat.allCases.map(\.rawValue) }
}

/// Writes one report in the form and to the place that was asked for.
struct ReportWriter {
  let report: AuditReport
  let threshold: Severity?
  let options: TextOptions

  func write(_ request: OutputRequest) throws {
    do {
      guard let destination = request.destination else {
        return try write(request.format, to: OutputFile.standardOutput())
      }
      try StoreGuard.refuse(
        request.probe ?? "", inside: report.stores.map(\.record.location.root))
      if request.isFolder { return try writeLines(below: BytePath(destination)) }
      try write(request.format, to: OutputFile(replacing: BytePath(destination)))
    } catch let error as SystemError {
      // A reader that went away (`| head`) has seen all it wanted.
      if request.destination == nil, error.errno == EPIPE { return }
      throw CommandFailure(error, writing: request.place)
    }
  }

  /// The run comes last: whoever sees it has all of the other tables.
  private func writeLines(below folder: BytePath) throws {
    let report = report
    for kind in NDJSONReport.Kind.allCases.reversed() {
      let path = NDJSONFolder(report).path(of: kind)
      var file = try OutputFile(
        replacing: OutputFolder.make(path.dropLast(), in: folder).appending(path.last ?? ""))
      try NDJSONReport(failOn: threshold).write(kind, of: report) { try file.write($0) }
      try file.finish()
    }
  }

  private func write(_ format: ReportFormat, to file: consuming OutputFile) throws {
    try format.write(report, failOn: threshold, options: options) { try file.write($0) }
    try file.finish()
  }
}

/// Nothing is ever written into a store, not even when asked.
enum StoreGuard {
  /// Refuses a file that cannot be written, or that is in one of the stores once links are followed.
  static func refuse(_ path: BytePath, inside roots: [BytePath]) throws(CommandFailure) {
    guard let place = try place(of: path) else { return }
    for root in roots {
      guard let resolved = PathResolver.resolved(root), place.isWithin(resolved) else { continue }
      throw CommandFailure(status: .usage, message: "\(path) is inside the store \(root)")
    }
  }

  /// Where the file is or will be, absolute and without links.
  ///
  /// - Throws: why it cannot be written.
  static func place(of path: BytePath) throws(CommandFailure) -> BytePath? {
    let target: OutputTarget
    do {
      target = try OutputTarget(path)
    } catch {
      throw CommandFailure(error, writing: "\(path)")
    }
    return PathResolver.resolved(target.path.parent.isEmpty ? "." : target.path.parent)
      .map { $0.appending(target.path.lastComponent) }
  }
}
