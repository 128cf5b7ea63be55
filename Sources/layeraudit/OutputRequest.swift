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
      let path = BytePath(destination)
      try StoreGuard.refuse(path, inside: report.stores.map(\.record.location.root))
      try write(request.format, to: OutputFile(replacing: path))
    } catch let error as SystemError {
      // A reader that went away (`| head`) has seen all it wanted.
      if request.destination == nil, error.errno == EPIPE { return }
      throw CommandFailure(error, writing: request.place)
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
    let target: OutputTarget
    do {
      target = try OutputTarget(path)
    } catch {
      throw CommandFailure(error, writing: "\(path)")
    }
    let slash = [UInt8(ascii: "/")]
    let place = PathResolver.resolved(target.path.parent.isEmpty ? "." : target.path.parent)
    for root in roots {
      guard let place, let resolved = PathResolver.resolved(root),
        (place.bytes + slash).starts(with: resolved.bytes + slash)
      else { continue }
      throw CommandFailure(status: .usage, message: "\(path) is inside the store \(root)")
    }
  }
}
