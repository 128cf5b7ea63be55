internal import ArgumentParser
internal import FileAccess
internal import Glibc
internal import LayerModel
internal import Reports

/// One `--output FORMAT[=FILE]`.
struct OutputRequest: ExpressibleByArgument {
  enum Format: String, CaseIterable { case text, json }

  let format: Format
  /// `nil` for standard output.
  let destination: String?

  static let standard = OutputRequest(format: .text, destination: nil)

  private init(format: Format, destination: String?) {
    self.format = format
    self.destination = destination
  }

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let format = parts.first.flatMap({ Format(rawValue: String($0)) }) else { return nil }
    let file = parts.count == 2 ? String(parts[1]) : "-"
    guard !file.isEmpty else { return nil }
    self.init(format: format, destination: file == "-" ? nil : file)
  }

  static var allValueStrings: [String] { Format.allCases.map(\.rawValue) }
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
      try refuseStore(path)
      try write(request.format, to: OutputFile(replacing: path))
    } catch let error as SystemError {
      // A reader that went away (`| head`) has seen all it wanted.
      if request.destination == nil, error.errno == EPIPE { return }
      throw CommandFailure(
        status: .usage,
        message: "cannot write \(request.destination ?? "standard output"): \(error.text)")
    }
  }

  private func write(_ format: OutputRequest.Format, to file: consuming OutputFile) throws {
    switch format {
    case .text:
      try file.write(TextReport(options: options, failOn: threshold).text(report))
    case .json:
      try JSONReport(failOn: threshold).write(report) { try file.write($0) }
    }
    try file.finish()
  }

  /// Nothing is ever written into a store, not even when asked.
  private func refuseStore(_ path: BytePath) throws {
    let place = PathResolver.resolved(path.parent.isEmpty ? "." : path.parent)
    for store in report.stores {
      guard let place, let root = PathResolver.resolved(store.record.location.root),
        (place.bytes + [UInt8(ascii: "/")]).starts(with: root.bytes + [UInt8(ascii: "/")])
      else { continue }
      throw CommandFailure(
        status: .usage, message: "\(path) is inside the store \(store.record.location.root)")
    }
  }
}
