internal import CLinux
internal import Glibc
package import LayerModel

/// An open file descriptor that closes itself.
struct Descriptor: ~Copyable {
  let number: Int32

  init(owning number: Int32) { self.number = number }

  deinit { close(number) }

  /// Opens below `directory` without following a link in any component.
  ///
  /// - Returns: the descriptor's number, for the caller to own; see `clinux_open_beneath`.
  static func open(
    _ path: UnsafePointer<CChar>, beneath directory: Int32, wantsDirectory: Bool
  ) throws(SystemError) -> Int32 {
    let number = unsafe clinux_open_beneath(directory, path, wantsDirectory ? 1 : 0)
    guard number >= 0 else { throw SystemError(errno: -number) }
    return number
  }

  func status() throws(SystemError) -> FileStatus { try unsafe Self.status("", in: number) }

  static func status(
    _ name: UnsafePointer<CChar>, in directory: Int32
  ) throws(SystemError) -> FileStatus {
    var raw = clinux_status()
    let result = unsafe clinux_lstat(directory, name, &raw)
    guard result == 0 else { throw SystemError(errno: -result) }
    return FileStatus(raw)
  }
}

/// The errno of a failed system call, before it is known which path it concerns.
package struct SystemError: Error, Hashable, Sendable {
  package let errno: Int32

  package var isAbsence: Bool { errno == ENOENT || errno == ENOTDIR }

  package func problem(at path: BytePath) -> ReadProblem {
    if self == .stopped { return .stopped(path) }
    return isAbsence ? .missing(path) : .unreadable(path, errno: errno)
  }
}

extension BytePath {
  /// Calls `body` with the path as a C string.
  ///
  /// - Throws: `ENOENT` for a path with a NUL byte, which no file can have.
  func withCString<Result>(
    _ body: (UnsafePointer<CChar>) throws(SystemError) -> Result
  ) throws(SystemError) -> Result {
    guard !bytes.contains(0) else { throw SystemError(errno: ENOENT) }
    var terminated = bytes.map { CChar(bitPattern: $0) }
    terminated.append(0)
    return try unsafe terminated.withUnsafeBufferPointer { (buffer) throws(SystemError) in
      guard let base = buffer.baseAddress else { throw SystemError(errno: ENOENT) }
      return try unsafe body(base)
    }
  }
}
