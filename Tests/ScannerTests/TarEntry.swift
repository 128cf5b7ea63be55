import CXattr
import Foundation
import Glibc
import TarFixtures

/// One entry of a tar, and how Docker unpacks it.
struct TarEntry {
  var name: String
  var type = "0"
  var mode = 0o644
  var owner = 0
  var group = 0
  var time = 1_000_000_000
  var content = ""
  var target = ""
  var device: (major: Int, minor: Int) = (0, 0)
  var records: [(String, String)] = []

  static func file(_ name: String, _ content: String = "", mode: Int = 0o644) -> TarEntry {
    TarEntry(name: name, mode: mode, content: content)
  }
  static func directory(_ name: String) -> TarEntry {
    TarEntry(name: name + "/", type: "5", mode: 0o755)
  }
  static func symlink(_ name: String, to target: String) -> TarEntry {
    TarEntry(name: name, type: "2", mode: 0o777, target: target)
  }
  static func hardLink(_ name: String, to target: String) -> TarEntry {
    TarEntry(name: name, type: "1", target: target)
  }
  static func device(_ name: String, _ major: Int, _ minor: Int) -> TarEntry {
    TarEntry(name: name, type: "3", device: (major, minor))
  }
  static func fifo(_ name: String) -> TarEntry { TarEntry(name: name, type: "6") }

  func with(_ change: (inout TarEntry) -> Void) -> TarEntry {
    var copy = self
    change(&copy)
    return copy
  }

  var isWhiteout: Bool { URL(filePath: name).lastPathComponent.hasPrefix(".wh.") }

  var header: [UInt8] {
    var block = TarBuilder(name, type: type, size: type == "1" ? 0 : content.utf8.count)
    block.mode = TarBuilder.octal(mode, 7)
    block.owner = Array(TarBuilder.octal(owner, 7).utf8)
    block.group = Array(TarBuilder.octal(group, 7).utf8)
    block.modified = Array(TarBuilder.octal(time, 11).utf8)
    block.linkName = target
    if type == "3" {
      block.device =
        TarBuilder.octal(device.major, 7) + "\0" + TarBuilder.octal(device.minor, 7) + "\0"
    }
    return (records.isEmpty ? [] : TarBuilder.records(records)) + block.block
  }

  /// Makes the entry below `root`, but for a directory's time.
  func unpack(in root: URL, ownerShift: Int = 0) throws {
    let path = root.appending(path: name).path
    try FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    var status = stat()
    if type != "5", lstat(path, &status) == 0 { try FileManager.default.removeItem(atPath: path) }
    switch type {
    case "5":
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    case "2": try Disk.check(Glibc.symlink(target, path), "symlink", path)
    case "1": try Disk.check(link(root.appending(path: target).path, path), "link", path)
    case "3": try Disk.makeDevice(path, device.major, device.minor)
    case "6": try Disk.check(mkfifo(path, 0o600), "mkfifo", path)
    default: try Data(content.utf8).write(to: URL(filePath: path))
    }
    try Disk.check(
      lchown(path, uid_t(owner + ownerShift), gid_t(group + ownerShift)), "chown", path)
    if type != "2" { try Disk.check(chmod(path, mode_t(mode)), "chmod", path) }
    for (key, value) in records where key.hasPrefix("SCHILY.xattr.") && !value.isEmpty {
      try Disk.setAttribute(String(key.dropFirst("SCHILY.xattr.".count)), value, path)
    }
    try Disk.setTime(time, path)
  }
}

/// The system's calls that change a tree in ways `FileManager` does not offer.
enum Disk {
  struct Failure: Error {
    let step: String
  }

  static func check(_ result: Int32, _ call: String, _ path: String) throws {
    if result != 0 { throw Failure(step: "\(call) \(path): errno \(errno)") }
  }

  static func makeDevice(_ path: String, _ major: Int, _ minor: Int) throws {
    try check(mknod(path, S_IFCHR, dev_t(major << 8 | minor)), "mknod", path)
  }

  static func setAttribute(_ name: String, _ value: String, _ path: String) throws {
    let bytes = Array(value.utf8)
    try check(lsetxattr(path, name, bytes, bytes.count, 0), "setxattr \(name)", path)
  }

  static func removeAttribute(_ name: String, _ path: String) throws {
    try check(lremovexattr(path, name), "removexattr \(name)", path)
  }

  static func setTime(_ time: Int, _ path: String) throws {
    var times = [timespec(tv_sec: time, tv_nsec: 0), timespec(tv_sec: time, tv_nsec: 0)]
    try check(utimensat(AT_FDCWD, path, &times, AT_SYMLINK_NOFOLLOW), "utimensat", path)
  }
}
