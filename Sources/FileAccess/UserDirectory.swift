package import LayerModel

/// A directory that a person named, outside any store.
package enum UserDirectory {
  /// The regular files below a directory whose names end in `suffix`, sorted by path.
  package static func files(
    below path: BytePath, suffix: String
  ) throws(ReadProblem) -> [BytePath] {
    let root = try Directory.openRoot(path)
    var files: [BytePath] = []
    var open: [BytePath] = [BytePath([])]
    while let relative = open.popLast() {
      let directory = try relative.isEmpty ? Directory.openRoot(path) : root.directory(relative)
      for name in try directory.names() {
        switch try directory.status(name).kind {
        case .directory: open.append(relative.appending(name))
        case .regular where name.hasSuffix(suffix):
          files.append(path.appending(relative).appending(name))
        default: continue
        }
      }
    }
    return files.sorted()
  }
}
