import BundledStores
import Foundation

/// The program under test, which lies beside the bundle of the tests.
enum Program {
  ///
  /// From when it is first asked for, nothing in the environment says where runs are remembered: a
  /// test that wants that names a place of its own.
  static let path = {
    for name in ["HOME", "XDG_STATE_HOME", "STATE_DIRECTORY"] { unsetenv(name) }
    return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "layeraudit").path
  }()

  static func run(_ arguments: String...) throws -> Command { try run(arguments) }

  static func run(_ arguments: [String]) throws -> Command { try Command([path] + arguments) }

  /// Runs a line of the shell in which `"$0" "$@"` is the program with its arguments.
  static func shell(_ line: String, _ arguments: String...) throws -> Command {
    try shell(line, arguments: arguments)
  }

  static func shell(_ line: String, arguments: [String]) throws -> Command {
    try Command(["sh", "-c", line, path] + arguments)
  }
}
