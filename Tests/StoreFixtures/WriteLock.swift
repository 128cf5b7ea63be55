internal import Foundation

/// A lock for writing, as an engine keeps one while it changes a list.
///
/// Of the open file and not of the process, so that this process finds it held, too.
package final class WriteLock {
  package struct Failure: Error {
    let errno: Int32
  }

  private let file: FileHandle

  package init(_ path: String) throws {
    file = try FileHandle(forUpdating: URL(filePath: path))
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    guard unsafe fcntl(file.fileDescriptor, Self.setOfOpenFile, &lock) == 0 else {
      throw Failure(errno: errno)
    }
  }

  deinit { file.closeFile() }

  /// Source: Linux `include/uapi/asm-generic/fcntl.h`, `F_OFD_SETLK`.
  private static let setOfOpenFile: Int32 = 37
}
