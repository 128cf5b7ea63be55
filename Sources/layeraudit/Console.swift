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

  /// Text as it is, to standard error: progress.
  static func show(_ text: String) { write(text, to: OutputFile.standardError()) }

  private static func write(_ text: String, to output: consuming OutputFile) {
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
