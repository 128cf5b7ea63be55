import Foundation

/// A store with a copy of its smaller regular files in memory, so that any of them can be put back.
struct PristineStore {
  struct File {
    let path: String
    let bytes: [UInt8]
    let mode: mode_t
  }

  private static let largest = 1 << 20

  let root: String
  let files: [File]

  init(_ root: String) throws {
    self.root = root
    var files: [File] = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: root).sorted() {
      let path = root + "/" + path
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        status.st_size <= Self.largest
      else { continue }
      files.append(
        File(
          path: path, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))),
          mode: status.st_mode & 0o7777))
    }
    self.files = files
  }

  func write(_ bytes: [UInt8], to file: Int) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: files[file].path))
  }

  /// Removes whatever is in the file's place.
  func remove(_ file: Int) {
    if unlink(files[file].path) != 0 { rmdir(files[file].path) }
  }

  func restore(_ file: Int) throws {
    remove(file)
    try write(files[file].bytes, to: file)
    chmod(files[file].path, files[file].mode)
  }
}
