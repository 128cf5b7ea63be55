internal import Foundation

/// A store in a directory of its own, to be damaged by tests.
package protocol StoreFixture: AnyObject {
  /// The store's root; removed with the fixture.
  var root: String { get }
}

/// What tests do to the files of a store; paths are relative to its root.
extension StoreFixture {
  package func path(_ relative: String) -> String { root + "/" + relative }

  package func directory(_ relative: String, mode: Int = 0o755) throws {
    try FileManager.default.createDirectory(
      atPath: path(relative), withIntermediateDirectories: true,
      attributes: [.posixPermissions: mode])
  }

  package func write(_ relative: String, _ text: String, mode: Int = 0o600) throws {
    try write(relative, Array(text.utf8), mode: mode)
  }

  /// Writes a file, making the directories on the way.
  package func write(_ relative: String, _ bytes: [UInt8], mode: Int = 0o600) throws {
    let url = URL(fileURLWithPath: path(relative))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    try setMode(relative, mode)
  }

  /// Writes into a file as it stands, which keeps its mode.
  package func overwrite(_ relative: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path(relative)))
  }

  package func bytes(_ relative: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: path(relative))))
  }

  /// Replaces text in a file, which must be there.
  package func edit(_ relative: String, _ old: String, _ new: String) throws {
    let text = String(decoding: try bytes(relative), as: UTF8.self)
    guard text.contains(old) else { throw CocoaError(.fileReadCorruptFile) }
    try overwrite(relative, Array(text.replacingOccurrences(of: old, with: new).utf8))
  }

  package func setMode(_ relative: String, _ mode: Int) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: path(relative))
  }

  package func remove(_ relative: String) throws {
    try FileManager.default.removeItem(atPath: path(relative))
  }

  package func move(_ relative: String, to other: String) throws {
    try FileManager.default.moveItem(atPath: path(relative), toPath: path(other))
  }

  /// Puts a link where something was.
  package func link(_ relative: String, to target: String) throws {
    try? remove(relative)
    try FileManager.default.createSymbolicLink(
      atPath: path(relative), withDestinationPath: target)
  }

  /// Puts a FIFO, which blocks whoever opens it, where something was.
  package func fifo(_ relative: String) throws {
    try? remove(relative)
    let process = try Process.run(
      URL(fileURLWithPath: "/usr/bin/mkfifo"), arguments: [path(relative)])
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
