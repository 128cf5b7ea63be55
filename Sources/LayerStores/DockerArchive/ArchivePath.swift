internal import LayerModel

/// What a path in an archive leads to, its links followed by their text alone.
enum ArchivePath: Hashable {
  case found(BytePath, ArchiveEntry)
  case missing(BytePath)
  /// Not found in an archive of which a part is missing.
  case cutOff(BytePath)
  /// Absolute, or above the archive's top.
  case outside
  case circular
  case unreadable(ReadProblem)

  /// Links on the way to one file.
  private static let linkLimit = 16
  private static let longest = 4_096
  private static let deepest = 64

  init<Files: ArchiveFiles & ~Copyable>(_ path: BytePath, in files: borrowing Files) {
    do {
      self = try Self.resolve(path, in: files)
    } catch {
      self = .unreadable(error)
    }
  }

  /// As ``DescriptorClaim/state``.
  var state: String {
    switch self {
    case .found: "present"
    case .missing: "missing"
    case .outside: "outside"
    case .circular: "circular"
    case .cutOff, .unreadable: "unknown"
    }
  }

  private static func resolve<Files: ArchiveFiles & ~Copyable>(
    _ path: BytePath, in files: borrowing Files
  ) throws(ReadProblem) -> ArchivePath {
    guard !path.isAbsolute, path.bytes.count <= longest else { return .outside }
    var waiting = Array(path.components.reversed())
    // The directories on the way, each with all that lead to it.
    var place: [BytePath] = []
    var links = 0
    var last: (BytePath, ArchiveEntry)?
    while let name = waiting.popLast() {
      if name == "." { continue }
      if name == ".." {
        guard place.popLast() != nil else { return .outside }
        continue
      }
      guard place.count < deepest else { return .outside }
      let next = (place.last ?? BytePath([])).appending(name)
      guard let entry = try files.entry(at: next) else {
        return files.isWhole ? .missing(next) : .cutOff(next)
      }
      if entry.kind == .symlink, let target = entry.linkTarget {
        links += 1
        guard links <= linkLimit else { return .circular }
        guard !target.isAbsolute, target.bytes.count <= longest else { return .outside }
        waiting += target.components.reversed()
        continue
      }
      place.append(next)
      last = (next, entry)
    }
    return last.map { .found($0.0, $0.1) } ?? .missing(path)
  }
}
