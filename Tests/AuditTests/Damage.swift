import Foundation
import Glibc

/// Ways to break a bundled store, each a small step on its files.
///
/// Layer names are those of the bundled stores: an `ubuntu` chain of four (`base`, `policy`,
/// `sources`, `command`), of which `command` has no content, and `app` on top of `policy`.
struct Damage {
  let root: URL
  let driver: String

  static let base = "452d574bfe5e1c230c43ffd053277d5a3f8a6c73c549404a7c8b5e1620a80530"
  static let policy = "0a5d3a675b33d442d5f7d9417945efae50dfdde7f1bf0106f7bbb17b4fe9c8c2"
  static let sources = "6d575c58c277cfefc0d83eb4e809f109c1a4e81ef56ecae06f60ed0d06a21acc"
  static let command = "119a74127f94d39bfe175b092ee3c60b71e991281340f3d3955cdd6182bcff15"
  static let app = "75748585697f8e085b97d0eb2e1ca9d202ff59648f0d4fe7d06847b24810ee45"
  static let web = "a8ed3534b3389eab901392562359333f52ced4a17946775545c1110621607fc8"

  /// The base layer of the image `imported`; in the aufs store only.
  static let imported = "0e739b47d0fed4079c9fd5669d524cd7684da9f0f12a4d4632c6062d2a2dd3ff"

  /// The `app` layer of the store that 1.8.3 pulled; has tar-split.
  static let pulledApp = "948c38527c73a014e26ead5c855586640716566b0746b043673d10e9ae4b383d"

  func url(_ path: String) -> URL { root.appending(path: path) }
  func json(_ layer: String) -> String { "graph/\(layer)/json" }
  func layersize(_ layer: String) -> String { "graph/\(layer)/layersize" }
  func content(_ layer: String) -> String {
    switch driver {
    case "aufs": "aufs/diff/\(layer)"
    case "overlay": "overlay/\(layer)/root"
    default: "vfs/dir/\(layer)"
    }
  }
  var repositories: String { "repositories-\(driver)" }

  func read(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }

  /// Overwrites in place, so that mode and inode stay.
  func write(_ path: String, _ data: Data) throws {
    let handle = try FileHandle(forWritingTo: url(path))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: data)
    try handle.close()
  }

  func write(_ path: String, _ text: String) throws { try write(path, Data(text.utf8)) }

  func create(_ path: String, _ text: String = "", mode: Int = 0o600) throws {
    try FileManager.default.createDirectory(
      at: url(path).deletingLastPathComponent(), withIntermediateDirectories: true)
    guard
      FileManager.default.createFile(
        atPath: url(path).path, contents: Data(text.utf8), attributes: [.posixPermissions: mode])
    else { throw Failure(step: "create \(path)") }
  }

  func makeDirectory(_ path: String) throws {
    try FileManager.default.createDirectory(at: url(path), withIntermediateDirectories: true)
  }

  func remove(_ path: String) throws { try FileManager.default.removeItem(at: url(path)) }

  func move(_ from: String, _ to: String) throws {
    try FileManager.default.moveItem(at: url(from), to: url(to))
  }

  func copy(_ from: String, _ to: String) throws {
    try FileManager.default.copyItem(at: url(from), to: url(to))
  }

  func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: url(path).path, withDestinationPath: target)
  }

  func makeFIFO(_ path: String) throws {
    guard mkfifo(url(path).path, 0o600) == 0 else { throw Failure(step: "mkfifo \(path)") }
  }

  func makeSocket(_ path: String) throws {
    guard mknod(url(path).path, S_IFSOCK | 0o600, 0) == 0 else {
      throw Failure(step: "make socket \(path)")
    }
  }

  func setMode(_ path: String, _ mode: Int) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url(path).path)
  }

  func truncate(_ path: String, to count: Int) throws {
    try write(path, try read(path).prefix(count))
  }

  func append(_ path: String, _ text: String) throws {
    try write(path, try read(path) + Data(text.utf8))
  }

  func prepend(_ path: String, _ bytes: [UInt8]) throws {
    try write(path, Data(bytes) + (try read(path)))
  }

  /// Replaces the first occurrence; fails when there is none, so that no case breaks nothing.
  func replace(_ path: String, _ old: String, _ new: String) throws {
    var data = try read(path)
    guard let range = data.range(of: Data(old.utf8)) else { throw Failure(step: "replace \(old)") }
    data.replaceSubrange(range, with: Data(new.utf8))
    try write(path, data)
  }

  /// Flips one bit and puts the old times back, as a failing disk would.
  func flipBit(_ path: String, at offset: Int) throws {
    let attributes = try FileManager.default.attributesOfItem(atPath: url(path).path)
    var data = try read(path)
    data[offset] ^= 1
    try write(path, data)
    try FileManager.default.setAttributes(
      [.modificationDate: attributes[.modificationDate] ?? Date()], ofItemAtPath: url(path).path)
  }

  struct Failure: Error {
    let step: String
  }
}
