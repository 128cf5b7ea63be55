internal import CLinux
internal import Glibc
package import LayerModel

/// An open regular file of a store.
package struct RegularFile: ~Copyable {
  /// Relative to the store's root; only names the file in problems.
  package var path: BytePath { folder.appending(name) }
  private let folder: BytePath
  private let name: BytePath
  /// As the descriptor has it, so that it belongs to the very bytes that are read.
  package let status: FileStatus
  let descriptor: Descriptor
  private let stop: StopFlag?
  /// The parts that were not in memory when it was opened: see ``CachedPages``.
  let absent: [Range<Int64>]

  private init(
    _ descriptor: consuming Descriptor, path name: BytePath, in folder: BytePath,
    status: FileStatus, stop: StopFlag?
  ) {
    self.descriptor = descriptor
    self.name = name
    self.folder = folder
    self.stop = stop
    self.status = status
    absent = CachedPages.absent(in: self.descriptor.number, size: status.size.value)
  }

  deinit { CachedPages.drop(absent, from: 0, to: .max, of: descriptor.number) }

  /// Takes over a descriptor that was opened for `path` below `folder`.
  ///
  /// - Throws: `wrongKind` when the name was swapped for something else before it was opened.
  static func adopt(
    _ descriptor: consuming Descriptor, path: BytePath, in folder: BytePath, stop: StopFlag?
  ) throws(ReadProblem) -> RegularFile {
    let status: FileStatus
    do { status = try descriptor.status() } catch {
      throw error.problem(at: folder.appending(path))
    }
    guard status.kind == .regular else {
      throw .wrongKind(folder.appending(path), found: status.kind, expected: .regular)
    }
    return RegularFile(descriptor, path: path, in: folder, status: status, stop: stop)
  }

  /// Fills `buffer` from `start` on and returns how many bytes; 0 at the end of the file.
  package func read(
    into buffer: inout [UInt8], from start: Int = 0
  ) throws(ReadProblem) -> Int {
    try checkStop()
    let count = unsafe buffer.withUnsafeMutableBytes {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: $0[start...])
      return unsafe clinux_read(descriptor.number, rest.baseAddress, rest.count)
    }
    guard count >= 0 else { throw .unreadable(path, errno: Int32(-count)) }
    return count
  }

  /// `count` bytes from `offset` on; fewer only where the file ends.
  package func read(at offset: Int, count: Int) throws(ReadProblem) -> [UInt8] {
    try checkStop()
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = unsafe bytes.withUnsafeMutableBytes {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: $0[filled...])
        return unsafe clinux_read_at(
          descriptor.number, rest.baseAddress, rest.count, Int64(offset + filled))
      }
      guard read >= 0 else { throw .unreadable(path, errno: Int32(-read)) }
      guard read > 0 else { break }
      filled += read
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// Bytes that have no place on the disk below which nobody looks where they are.
  package static let fewHoles: ByteCount = 1_073_741_824
  /// No compression of a file system makes more of a byte.
  private static let mostCompressed: Int64 = 1_024

  /// How many of its bytes are holes; less than `few` may be bytes that the file system compressed.
  package func holes(few: ByteCount = fewHoles) throws(ReadProblem) -> ByteCount {
    let (size, allocated) = (status.size.value, status.allocated.value)
    let absent = max(0, size - allocated)
    guard absent > few.value else { return ByteCount(absent) }
    // Where the file system cannot tell holes, it calls all of the file data.
    if size / Self.mostCompressed > allocated { return ByteCount(absent) }
    var holes: Int64 = 0
    var position: Int64 = 0
    while position < size, let range = try data(from: position), !range.isEmpty {
      holes += range.lowerBound - position
      position = range.upperBound
    }
    return ByteCount(holes + max(0, size - position))
  }

  /// The next bytes from `offset` on that are no hole; `nil` where none follow.
  package func data(from offset: Int64) throws(ReadProblem) -> Range<Int64>? {
    try checkStop()
    var end: Int64 = 0
    let start = unsafe clinux_next_data(descriptor.number, offset, &end)
    guard start != -Int64(ENXIO) else { return nil }
    guard start >= 0 else { throw .unreadable(path, errno: Int32(-start)) }
    return start..<max(start, end)
  }

  /// Whether another process keeps the file locked for writing; no lock is taken.
  package func isLockedForWriting() throws(ReadProblem) -> Bool {
    let answer = clinux_is_locked_for_writing(descriptor.number)
    guard answer >= 0 else { throw .unreadable(path, errno: -answer) }
    return answer > 0
  }

  /// Whether another process holds the file by `flock`; no lock is taken.
  ///
  /// `false` where that is not told: the kernel's list leaves out holders in other namespaces.
  package func isHeld() throws(ReadProblem) -> Bool {
    let locks = try InputFile.read(KernelLocks.path, limit: KernelLocks.limit)
    return KernelLocks.names(status.identity, in: locks)
  }

  func checkStop() throws(ReadProblem) {
    if stop?.isSet == true { throw .stopped(path) }
  }

  /// Tells the kernel to read ahead.
  package func adviseSequential() { clinux_advise_sequential(descriptor.number) }
}
