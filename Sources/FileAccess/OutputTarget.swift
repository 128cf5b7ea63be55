internal import CLinux
internal import Glibc
package import LayerModel

/// Where a path that a person named for output leads.
///
/// Links are followed; nothing is opened, made or changed.
package struct OutputTarget: Hashable, Sendable {
  /// What is kept of a file that is replaced.
  struct Kept: Hashable, Sendable {
    let owner: UInt32
    let group: UInt32
    let mode: UInt32
  }

  enum Manner: Hashable, Sendable {
    /// A regular file, or a name that is free yet: appears whole or not at all.
    case file(Kept?)
    /// A device or a FIFO, or a file that no name leads to any more: written as it is.
    case inPlace
    /// What the standard stream of this number goes to already.
    case stream(Int32)
  }

  /// The file at the end of all links; as named where only the kernel can follow them.
  package let path: BytePath
  let manner: Manner

  /// Finds the place and whether it can be written.
  ///
  /// - Throws: why it cannot.
  package init(_ named: BytePath) throws(SystemError) {
    guard let found = try FileStatus.following(named) else {
      path = try Self.endOfLinks(named)
      manner = .file(nil)
      try Self.checkDirectory(of: path)
      return
    }
    guard found.kind != .directory else { throw SystemError(errno: EISDIR) }
    let resolved = PathResolver.resolved(named)
    path = resolved ?? named
    if let stream = Self.stream(found) {
      manner = .stream(stream)
    } else if found.kind == .regular, let resolved,
      try FileStatus.following(resolved)?.identity == found.identity
    {
      manner = .file(Kept(owner: found.owner, group: found.group, mode: found.mode))
      try Self.checkDirectory(of: path)
    } else {
      manner = .inPlace
    }
    try Self.check(path, may: W_OK)
  }

  /// What must be writable for writing to `named`: the directory of a file, or the device or FIFO
  /// itself; `nil` for a standard stream, and for what cannot be written.
  static func place(of named: BytePath) -> BytePath? {
    do throws(SystemError) {
      let target = try OutputTarget(named)
      return switch target.manner {
      case .file: target.path.directory
      case .inPlace: target.path
      case .stream: nil
      }
    } catch {
      return nil
    }
  }

  /// `/dev/stdout` and the like, also when they are a file that the shell opened.
  private static func stream(_ status: FileStatus) -> Int32? {
    [STDOUT_FILENO, STDERR_FILENO].first { number in
      do {
        return try unsafe Descriptor.status("", in: number).identity == status.identity
      } catch {
        // A stream that is closed is nobody's target.
        return false
      }
    }
  }

  /// Follows links by hand to a name that nothing has yet.
  private static func endOfLinks(_ named: BytePath) throws(SystemError) -> BytePath {
    var path = named
    for _ in 0..<linkLimit {
      let next: BytePath
      do throws(SystemError) {
        next = try unsafe path.withCString { (text) throws(SystemError) in
          try unsafe Directory.linkTarget(text, in: AT_FDCWD)
        }
      } catch {
        if error.errno == EINVAL || error.errno == ENOENT { return path }
        throw error
      }
      path = next.isAbsolute ? next : path.parent.appending(next)
    }
    throw SystemError(errno: ELOOP)
  }

  /// As many links as the kernel follows.
  ///
  /// Source: Linux `path_resolution(7)`.
  private static let linkLimit = 40

  private static func checkDirectory(of path: BytePath) throws(SystemError) {
    guard !path.isEmpty else { throw SystemError(errno: ENOENT) }
    guard !path.lastComponent.isEmpty else { throw SystemError(errno: EISDIR) }
    guard let directory = try FileStatus.following(path.directory) else {
      throw SystemError(errno: ENOENT)
    }
    guard directory.kind == .directory else { throw SystemError(errno: ENOTDIR) }
    try check(path.directory, may: W_OK | X_OK)
  }

  private static func check(_ path: BytePath, may mode: Int32) throws(SystemError) {
    try unsafe path.withCString { (text) throws(SystemError) in
      guard unsafe access(text, mode) == 0 else { throw SystemError(errno: errno) }
    }
  }
}

extension FileStatus {
  /// `stat` of a path that a person gave, whose links are followed; `nil` when nothing is there.
  static func following(_ path: BytePath) throws(SystemError) -> FileStatus? {
    try unsafe path.withCString { (text) throws(SystemError) in
      var raw = clinux_status()
      let result = unsafe clinux_stat(text, &raw)
      guard result != -ENOENT else { return nil }
      guard result == 0 else { throw SystemError(errno: -result) }
      return FileStatus(raw)
    }
  }
}

extension BytePath {
  /// The directory that holds it; `.` for a single name.
  var directory: BytePath { parent.isEmpty ? "." : parent }
}
