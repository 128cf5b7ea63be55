import Foundation
import Glibc

/// A command that a test ran to its end.
///
/// By `posix_spawn`: Foundation's `Process` closes every possible descriptor one by one, which takes
/// longer than most commands.
package struct Command {
  /// The exit code, or 128 and the number of the signal that ended it.
  package let status: Int32
  package let output: String
  package let complaints: String

  /// `signal` is sent `after` seconds, if the command still runs then.
  package init(_ words: [String], signal: Int32? = nil, after seconds: Double = 0) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "layeraudit-command-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (output, errors) = (folder.appending(path: "out"), folder.appending(path: "err"))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors.path, O_WRONLY | O_CREAT, 0o600)
    var arguments = words.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var child = pid_t()
    guard posix_spawnp(&child, words[0], &actions, nil, &arguments, environ) == 0 else {
      throw Failure(words: words, status: -1)
    }
    if let signal {
      usleep(UInt32(seconds * 1_000_000))
      kill(child, signal)
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      if errno != EINTR { throw Failure(words: words, status: -1) }
    }
    self.status = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    self.output = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    complaints = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
    try FileManager.default.removeItem(at: folder)
  }

  /// Runs a command that must succeed.
  package static func run(_ words: String...) throws {
    let status = try Command(words).status
    guard status == 0 else { throw Failure(words: words, status: status) }
  }

  package struct Failure: Error {
    let words: [String]
    let status: Int32
  }
}
