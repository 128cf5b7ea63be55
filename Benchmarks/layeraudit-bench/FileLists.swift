import Foundation

/// The files of a store as two lists of equal bytes, each name ended by NUL, for `xargs -0`.
///
/// The lists are in files: held in memory they would raise the floor of what `wait4` can measure.
struct FileLists {
  let directory: String
  private(set) var bytes = [0, 0]
  private(set) var files = 0

  var paths: [String] { ["\(directory)/first", "\(directory)/second"] }

  /// Each file goes to the list that has fewer bytes, in the order in which `find` gives them.
  init(of tree: String) throws {
    directory = "\(FileManager.default.temporaryDirectory.path)/layeraudit-bench-\(getpid())"
    try makeDirectory(directory, mode: 0o700)
    let outputs = paths.map { fopen($0, "w") }
    defer { outputs.forEach { if let output = $0 { fclose(output) } } }
    guard let found = popen("find '\(tree)' -type f -printf '%s %p\\0'", "r") else {
      throw SystemFailure("find")
    }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getdelim(&line, &capacity, 0, found) > 0, let start = line {
      var name: UnsafeMutablePointer<CChar>?
      let size = strtol(start, &name, 10)
      let half = bytes[0] <= bytes[1] ? 0 : 1
      guard let name, let output = outputs[half] else { throw SystemFailure(paths[half]) }
      fputs(name + 1, output)
      putc(0, output)
      bytes[half] += size
      files += 1
    }
    guard pclose(found) == 0, files > 0 else { throw SystemFailure("no files below \(tree)") }
  }

  func remove() throws {
    try FileManager.default.removeItem(atPath: directory)
  }
}
