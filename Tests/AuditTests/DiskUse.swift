import Foundation
import Glibc

/// What is below a directory, found by nothing but `lstat`: the measure of what an audit says.
enum DiskUse {
  private struct Inode: Hashable {
    let device: dev_t
    let number: ino_t
  }

  struct Size: Equatable {
    var allocated: Int64 = 0
    var apparent: Int64 = 0
  }

  /// What `du -x -B1` counts, and the lengths of regular files, each inode once.
  ///
  /// Names are bytes, as not all are UTF-8.
  static func of(_ root: String) -> Size {
    var size = Size()
    var seen: Set<Inode> = []
    var open: [[CChar]] = [Array(root.utf8CString.dropLast())]
    var device: dev_t?
    while let path = open.popLast() {
      var status = stat()
      guard lstat(path + [0], &status) == 0, status.st_dev == device ?? status.st_dev else {
        continue
      }
      device = status.st_dev
      let inode = Inode(device: status.st_dev, number: status.st_ino)
      let isDirectory = status.st_mode & S_IFMT == S_IFDIR
      if isDirectory { open += names(in: path).map { path + [CChar(47)] + $0 } }
      if !isDirectory, status.st_nlink > 1, !seen.insert(inode).inserted { continue }
      size.allocated += Int64(status.st_blocks) * 512
      if status.st_mode & S_IFMT == S_IFREG { size.apparent += Int64(status.st_size) }
    }
    return size
  }

  private static func names(in path: [CChar]) -> [[CChar]] {
    guard let directory = opendir(path + [0]) else { return [] }
    defer { closedir(directory) }
    var names: [[CChar]] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }
      }
      if name != [46], name != [46, 46] { names.append(name) }
    }
    return names
  }
}
