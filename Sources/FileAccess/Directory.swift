internal import CLinux
internal import Glibc
package import LayerModel

/// An open directory of a store.
///
/// Everything is opened relative to it, never through a link, and without blocking. `path` is
/// relative to the store's root and only names the directory in problems.
package struct Directory: ~Copyable {
  package let path: BytePath
  let descriptor: Descriptor
  /// Ends all reading below here when it is set; `nil` where nothing does.
  package let stop: StopFlag?

  /// Opens a store's root by the path that a person gave, whose links are followed.
  ///
  /// Once `stop` is set, nothing more is read through the directory and those below it.
  package static func openRoot(
    _ path: BytePath, stop: StopFlag? = nil
  ) throws(ReadProblem) -> Directory {
    do {
      let number = try unsafe path.withCString { (text) throws(SystemError) in
        let number = unsafe clinux_open_root(text)
        guard number >= 0 else { throw SystemError(errno: -number) }
        return number
      }
      return Directory(path: BytePath([]), descriptor: Descriptor(owning: number), stop: stop)
    } catch {
      throw Self.rootProblem(error, at: path)
    }
  }

  /// Says what is there in place of a directory.
  private static func rootProblem(_ error: SystemError, at path: BytePath) -> ReadProblem {
    do {
      if error.errno == ENOTDIR, let found = try FileStatus.following(path)?.kind {
        return .wrongKind(path, found: found, expected: .directory)
      }
    } catch {
      // A component on the way is no directory: as good as absent.
    }
    return error.problem(at: path)
  }

  /// Opens a directory below this one.
  ///
  /// - Throws: `wrongKind` when something else than a directory is there, links included.
  package func directory(_ relative: BytePath) throws(ReadProblem) -> Directory {
    let full = path.appending(relative)
    do {
      let opened = try open(relative, wantsDirectory: true)
      return Directory(path: full, descriptor: opened, stop: stop)
    } catch {
      throw problem(error, at: relative, expected: .directory)
    }
  }

  package func status() throws(ReadProblem) -> FileStatus {
    do { return try descriptor.status() } catch { throw error.problem(at: path) }
  }

  /// `lstat` of what is at `relative`.
  package func status(_ relative: BytePath) throws(ReadProblem) -> FileStatus {
    do { return try systemStatus(relative) } catch {
      throw error.problem(at: path.appending(relative))
    }
  }

  /// `lstat` of what is at `relative`; `nil` when nothing is.
  package func statusIfPresent(_ relative: BytePath) throws(ReadProblem) -> FileStatus? {
    do {
      return try systemStatus(relative)
    } catch {
      if error.isAbsence { return nil }
      throw error.problem(at: path.appending(relative))
    }
  }

  /// Whether another file system is mounted at `relative`; not where nothing is.
  package func isMountPoint(_ relative: BytePath) throws(ReadProblem) -> Bool {
    guard let folder = try statusIfPresent(relative.parent),
      let status = try statusIfPresent(relative)
    else { return false }
    return status.identity.device != folder.identity.device
  }

  /// The names in this directory, in byte order, without `.` and `..`.
  package func names() throws(ReadProblem) -> [BytePath] {
    let entries = try entries()
    return entries.indices.map { entries.name(at: $0) }
  }

  /// The names in a directory below this one; `nil` when nothing is there.
  ///
  /// - Throws: `wrongKind` when something else than a directory is there or on the way.
  package func namesIfPresent(_ relative: BytePath) throws(ReadProblem) -> [BytePath]? {
    do {
      return try directory(relative).names()
    } catch {
      guard case .missing = error else { throw error }
      guard let (place, found) = try obstacle(to: relative) else { return nil }
      throw .wrongKind(place, found: found, expected: .directory)
    }
  }

  /// The first name on the way to `relative`, itself included, that is there and no directory.
  package func obstacle(
    to relative: BytePath
  ) throws(ReadProblem) -> (place: BytePath, found: FileKind)? {
    var place = BytePath([])
    for component in relative.components {
      place = place.appending(component)
      guard let kind = try statusIfPresent(place)?.kind else { return nil }
      guard kind == .directory else { return (path.appending(place), kind) }
    }
    return nil
  }

  /// The whole of a regular file.
  ///
  /// - Throws: `tooLarge` when it holds more than `limit`, `wrongKind` when it is no regular file,
  ///   `changedWhileReading` when it ends before it should.
  package func read(_ relative: BytePath, limit: ByteCount) throws(ReadProblem) -> [UInt8] {
    let file = try file(relative)
    guard file.status.size <= limit else {
      throw .tooLarge(path.appending(relative), limit: limit)
    }
    var content: [UInt8] = []
    var buffer = [UInt8](
      repeating: 0, count: Int(clamping: min(file.status.size.value, 65_535)) + 1)
    while true {
      let count = try file.read(into: &buffer)
      guard count > 0 else {
        guard content.count >= file.status.size.value else { throw .changedWhileReading(file.path) }
        return content
      }
      guard content.count + count <= limit.value else {
        throw .tooLarge(path.appending(relative), limit: limit)
      }
      content += buffer[..<count]
    }
  }

  /// Opens a regular file; devices, FIFOs and links are refused before they are opened.
  package func file(_ relative: BytePath) throws(ReadProblem) -> RegularFile {
    let full = path.appending(relative)
    let status = try status(relative)
    guard status.kind == .regular else {
      throw .wrongKind(full, found: status.kind, expected: .regular)
    }
    let opened: Descriptor
    do {
      opened = try open(relative, wantsDirectory: false)
    } catch {
      throw problem(error, at: relative, expected: .regular)
    }
    return try RegularFile.adopt(opened, path: relative, in: path, stop: stop)
  }

  /// Where a symlink points, byte for byte.
  package func linkTarget(_ relative: BytePath) throws(ReadProblem) -> BytePath {
    do {
      return try unsafe withParent(of: relative) { (directory, name) throws(SystemError) in
        try unsafe Self.linkTarget(name, in: directory)
      }
    } catch {
      throw error.problem(at: path.appending(relative))
    }
  }

  static func linkTarget(
    _ name: UnsafePointer<CChar>, in directory: Int32
  ) throws(SystemError) -> BytePath {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let length = unsafe buffer.withUnsafeMutableBytes {
      unsafe clinux_readlink(directory, name, $0.baseAddress, $0.count)
    }
    guard length >= 0 else { throw SystemError(errno: Int32(-length)) }
    return BytePath(buffer[..<length])
  }

  func open(
    _ relative: BytePath, wantsDirectory: Bool
  ) throws(SystemError) -> Descriptor {
    try stop?.check()
    // The kernel takes PATH_MAX bytes at once; a deeper path is opened in pieces.
    guard relative.bytes.count >= Int(PATH_MAX) else {
      let number = try unsafe relative.withCString { (text) throws(SystemError) in
        try unsafe Descriptor.open(
          text, beneath: descriptor.number, wantsDirectory: wantsDirectory)
      }
      return Descriptor(owning: number)
    }
    let head = relative.bytes.prefix(Int(PATH_MAX) - 1)
    guard let cut = head.lastIndex(of: UInt8(ascii: "/")) else {
      throw SystemError(errno: ENAMETOOLONG)
    }
    let first = try open(BytePath(relative.bytes[..<cut]), wantsDirectory: true)
    return try Directory(path: path, descriptor: first, stop: stop).open(
      BytePath(relative.bytes[(cut + 1)...]), wantsDirectory: wantsDirectory)
  }

  private func systemStatus(_ relative: BytePath) throws(SystemError) -> FileStatus {
    try unsafe withParent(of: relative) { (directory, name) throws(SystemError) in
      try unsafe Descriptor.status(name, in: directory)
    }
  }

  /// Opens the directory that holds `relative`, since `lstat` would follow links on the way there.
  func withParent<Result>(
    of relative: BytePath,
    _ body: (Int32, UnsafePointer<CChar>) throws(SystemError) -> Result
  ) throws(SystemError) -> Result {
    try stop?.check()
    let parent = relative.parent
    guard !parent.isEmpty else {
      return try unsafe relative.withCString { (name) throws(SystemError) in
        try unsafe body(descriptor.number, name)
      }
    }
    let directory = try openParent(parent)
    return try unsafe relative.lastComponent.withCString { (name) throws(SystemError) in
      try unsafe body(directory.number, name)
    }
  }

  /// - Throws: `ELOOP` for a link, of which the kernel says no more than that it is no directory: what
  ///   is behind a link is not absent, but not looked at.
  private func openParent(_ parent: BytePath) throws(SystemError) -> Descriptor {
    do {
      return try open(parent, wantsDirectory: true)
    } catch {
      guard error.errno == ENOTDIR, try systemStatus(parent).kind == .symlink else { throw error }
      throw SystemError(errno: ELOOP)
    }
  }

  private func problem(
    _ error: SystemError, at relative: BytePath, expected: FileKind
  ) -> ReadProblem {
    let full = path.appending(relative)
    guard error.errno == ENOTDIR || error.errno == ELOOP || error.errno == ENXIO else {
      return error.problem(at: full)
    }
    do {
      let found = try systemStatus(relative).kind
      if found != expected { return .wrongKind(full, found: found, expected: expected) }
    } catch {
      // It cannot be looked at either: the first error says why.
    }
    return error.problem(at: full)
  }
}
