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
    try Command(["sh", "-c", line, path] + arguments)
  }
}

/// A directory of one test, removed after it.
final class Folder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(
      path: "layeraudit-folder-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    do {
      try FileManager.default.removeItem(at: url)
    } catch {
      print("could not remove \(url.path): \(error)")
    }
  }

  func path(_ name: String) -> String { url.appending(path: name).path }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: url.appending(path: name))
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }
}
