import Foundation

/// A real store from `Fixtures/stores`, unpacked for one test and removed after it.
///
/// Needs root, as owners, devices and extended attributes are part of what is tested.
package final class BundledStore {
  private let directory: URL
  package let root: URL

  package enum Name: String, CaseIterable {
    case aufs = "docker-1.7.1-aufs"
    case vfs = "docker-1.7.1-vfs"
    case pulled = "docker-1.8.3-vfs-pulled"
  }

  package convenience init(_ name: Name) throws { try self.init(archive: name.rawValue) }

  /// Unpacks `Fixtures/stores/<archive>.tar.gz`.
  package init(archive name: String) throws {
    directory = FileManager.default.temporaryDirectory.appending(
      path: "layeraudit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let archive = Self.fixtures.appending(path: "\(name).tar.gz")
    try Command.run(
      "tar", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-xpf", archive.path, "-C",
      directory.path)
    let unpacked = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    root = directory.appending(path: unpacked[0])
  }

  deinit {
    do {
      try Command.run("chmod", "-R", "u+rwx", directory.path)
      try FileManager.default.removeItem(at: directory)
    } catch {
      print("could not remove \(directory.path): \(error)")
    }
  }

  /// What the daemon that wrote the store reported of it.
  package static func facts(_ name: Name) throws -> [String: Any] {
    try facts(archive: name.rawValue)
  }

  package static func facts(archive name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: fixtures.appending(path: "\(name).facts.json"))
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  package static let fixtures = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/stores")
}
