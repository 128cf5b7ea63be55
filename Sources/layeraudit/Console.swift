internal import FileAccess
internal import Glibc
internal import LayerModel

/// Lines to standard output and standard error.
enum Console {
  static func say(_ text: String) throws(CommandFailure) { try write(Array((text + "\n").utf8)) }

  /// A whole text or document, to standard output; a reader that has gone away is no failure.
  static func write(_ bytes: [UInt8]) throws(CommandFailure) {
    do {
      try write(bytes, to: OutputFile.standardOutput())
    } catch {
      // A reader that went away (`| head`) has seen all it wanted.
      if error.errno == EPIPE { return }
      throw CommandFailure(error, writing: "standard output")
    }
  }

  /// Writes `layeraudit: …`, escaped but for its newlines.
  static func complain(_ text: String) { show("layeraudit: " + EscapedText.lines(text) + "\n") }

  /// Text as it is, to standard error: progress.
  static func show(_ text: String) {
    do {
      try write(Array(text.utf8), to: OutputFile.standardError())
    } catch {
      // There is no third place to say so; the exit status still tells.
    }
  }

  private static func write(
    _ bytes: [UInt8], to output: consuming OutputFile
  ) throws(SystemError) {
    try output.write(bytes)
    try output.finish()
  }
}

extension CommandFailure {
  /// `place` must be safe to print.
  init(_ error: SystemError, writing place: String) {
    self.init(status: .usage, message: "cannot write \(place): \(error.text)")
  }
}
