import Foundation
import Glibc
import LayerModel

/// A real store from `Fixtures/stores`, unpacked for one test and removed after it.
///
/// Needs root, as owners, devices and extended attributes are part of what is tested.
final class BundledStore {
  let directory: URL
  let root: URL

  enum Name: String, CaseIterable {
    case aufs = "docker-1.7.1-aufs"
    case vfs = "docker-1.7.1-vfs"
    case pulled = "docker-1.8.3-vfs-pulled"
  }

  init(_ name: Name) throws {
    directory = FileManager.default.temporaryDirectory.appending(
      path: "layeraudit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let archive = Self.fixtures.appending(path: "\(name.rawValue).tar.gz")
    try Self.run(
      "tar", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-xpf", archive.path, "-C",
      directory.path)
    let unpacked = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    root = directory.appending(path: unpacked[0])
  }

  deinit {
    do {
      try Self.run("chmod", "-R", "u+rwx", directory.path)
      try FileManager.default.removeItem(at: directory)
    } catch {
      print("could not remove \(directory.path): \(error)")
    }
  }

  /// What the daemon that wrote the store reported of it.
  static func facts(_ name: Name) throws -> [String: Any] {
    let data = try Data(contentsOf: fixtures.appending(path: "\(name.rawValue).facts.json"))
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// Runs a command by `posix_spawn`: Foundation's `Process` closes every possible descriptor one
  /// by one, which takes longer than most commands.
  static func run(_ command: String...) throws {
    var arguments = command.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var child = pid_t()
    guard posix_spawnp(&child, command[0], nil, nil, &arguments, environ) == 0 else {
      throw CommandError(command: command, status: -1)
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      if errno != EINTR { throw CommandError(command: command, status: -1) }
    }
    guard status == 0 else { throw CommandError(command: command, status: status) }
  }

  struct CommandError: Error {
    let command: [String]
    let status: Int32
  }

  private static let fixtures = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/stores")
}
