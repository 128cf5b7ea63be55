internal import CLinux
internal import Glibc
package import LayerModel

/// Reading in pieces of their own, which can be handed on while the next one is read.
extension RegularFile {
  /// Opens the file that a person named as a store's root, whose links are followed.
  ///
  /// - Throws: `wrongKind` for anything but a regular file, which is not opened then.
  package static func openRoot(
    _ path: BytePath, stop: StopFlag? = nil
  ) throws(ReadProblem) -> RegularFile {
    do throws(SystemError) {
      guard let status = try FileStatus.following(path) else { throw SystemError(errno: ENOENT) }
      guard status.kind == .regular else {
        throw SystemError(errno: status.kind == .directory ? EISDIR : ENXIO)
      }
      let number = try unsafe path.withCString { (text) throws(SystemError) in
        let number = unsafe clinux_open_root_file(text)
        guard number >= 0 else { throw SystemError(errno: -number) }
        return number
      }
      return try adopt(root: Descriptor(owning: number), path, stop: stop)
    } catch {
      switch error.errno {
      case EISDIR: throw .wrongKind(path, found: .directory, expected: .regular)
      case ENXIO: throw .wrongKind(path, found: .unknown, expected: .regular)
      default: throw error.problem(at: path)
      }
    }
  }

  private static func adopt(
    root descriptor: consuming Descriptor, _ path: BytePath, stop: StopFlag?
  ) throws(SystemError) -> RegularFile {
    do throws(ReadProblem) {
      return try adopt(descriptor, path: path, in: BytePath([]), stop: stop)
    } catch {
      // It was swapped for something else since it was looked at.
      throw SystemError(errno: ENXIO)
    }
  }

  /// The next bytes, at most `count`; none at the end of the file.
  package func next(upTo count: Int) throws(ReadProblem) -> [UInt8] {
    try unsafe piece(upTo: count) { unsafe clinux_read(descriptor.number, $0, $1) }
  }

  /// Bytes from `offset` on, at most `count`; none behind the end of the file.
  package func next(at offset: Int64, upTo count: Int) throws(ReadProblem) -> [UInt8] {
    try unsafe piece(upTo: count) { unsafe clinux_read_at(descriptor.number, $0, $1, offset) }
  }

  private func piece(
    upTo size: Int, _ read: (UnsafeMutableRawPointer?, Int) -> Int
  ) throws(ReadProblem) -> [UInt8] {
    try checkStop()
    var result = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      result = unsafe read(UnsafeMutableRawPointer(buffer.baseAddress), size)
      count = max(0, result)
    }
    guard result >= 0 else { throw .unreadable(path, errno: Int32(clamping: -result)) }
    return bytes
  }

  /// Where in `piece` the next bytes of the file are others; `nil` when they are the same.
  ///
  /// `buffer` is used to read into.
  ///
  /// - Throws: `changedWhileReading` when the file ends before the piece does.
  package func firstDifference(
    from piece: ArraySlice<UInt8>, buffer: inout [UInt8]
  ) throws(ReadProblem) -> Int? {
    var done = 0
    while done < piece.count {
      try checkStop()
      let wanted = min(buffer.count, piece.count - done)
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe clinux_read(descriptor.number, $0.baseAddress, wanted)
      }
      guard count >= 0 else { throw .unreadable(path, errno: Int32(-count)) }
      guard count > 0 else { throw .changedWhileReading(path) }
      let due = piece.dropFirst(done).prefix(count)
      if !isSame(due, buffer) {
        let offset = zip(due, buffer).prefix { $0 == $1 }.count
        return done + offset
      }
      done += count
    }
    return nil
  }

  private func isSame(_ due: ArraySlice<UInt8>, _ found: [UInt8]) -> Bool {
    unsafe due.withUnsafeBytes { left in
      unsafe found.withUnsafeBytes { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        return unsafe memcmp(left, right, due.count) == 0
      }
    }
  }
}
