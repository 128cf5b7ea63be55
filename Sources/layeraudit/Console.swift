internal import FileAccess
internal import Glibc
internal import LayerModel

/// Lines to standard output and standard error.
enum Console {
  /// Writes a report's text; a reader that has gone away is no failure.
  static func say(_ text: String) { write(text + "\n", to: OutputFile.standardOutput()) }

  /// Writes `layeraudit: …`; names from a store must have been escaped by the caller.
  static func complain(_ text: String) {
    write("layeraudit: " + text + "\n", to: OutputFile.standardError())
  }

  /// A whole text or document, to standard output.
  static func write(_ bytes: [UInt8]) { write(bytes, to: OutputFile.standardOutput()) }

  /// Text as it is, to standard error: progress.
  static func show(_ text: String) { write(text, to: OutputFile.standardError()) }

  private static func write(_ text: String, to output: consuming OutputFile) {
    write(Array(text.utf8), to: output)
  }

  private static func write(_ text: [UInt8], to output: consuming OutputFile) {
    do {
      try output.write(text)
      try output.finish()
    } catch {
      // Standard error itself may be gone; there is no third place to say so.
      guard error.errno != EPIPE else { return }
      exit(ExitStatus.bug.rawValue)
    }
  }
}
