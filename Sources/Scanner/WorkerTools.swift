internal import FileAccess
internal import Hashing
internal import LayerModel

/// What each worker has for itself: a hash context and a read buffer.
struct WorkerTools: ~Copyable {
  let hash = SHA256Hash()
  private(set) var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private(set) var bytesRead: Int64 = 0
  private var unreported: (files: Int, bytes: Int64) = (0, 0)

  /// SHA-256 of a whole file.
  mutating func digest(
    of file: borrowing RegularFile, progress: ScanProgress
  ) throws(ReadProblem) -> Digest {
    hash.reset()
    if file.status.size.value > Int64(buffer.count) { file.adviseSequential() }
    var total: Int64 = 0
    while true {
      let count = try read(file, progress: progress)
      hash.update(buffer[..<count])
      total += Int64(count)
      // A short read at the size that the descriptor reported is the end; saves asking again.
      if count == 0 || (count < buffer.count && total == file.status.size.value) { break }
    }
    note(bytes: total, progress: progress)
    return hash.finish()
  }

  /// Reads a whole file once: its CRC-64 and, where asked, its SHA-256 and its part of a tar.
  ///
  /// - Throws: `changedWhileReading` when the file is not as long as the descriptor said.
  mutating func read(
    _ file: borrowing RegularFile, tar: borrowing SHA256Hash, feedsTar: Bool, hashesFile: Bool,
    progress: ScanProgress
  ) throws(ReadProblem) -> (digest: Digest?, crc: UInt64) {
    if hashesFile { hash.reset() }
    if file.status.size.value > Int64(buffer.count) { file.adviseSequential() }
    var crc = CRC64()
    var total: Int64 = 0
    while total < file.status.size.value {
      let count = try read(file, progress: progress)
      guard count > 0 else { throw .changedWhileReading(file.path) }
      let piece = buffer[..<count]
      if feedsTar { tar.update(piece) }
      if hashesFile { hash.update(piece) }
      crc.update(piece)
      total += Int64(count)
    }
    guard total == file.status.size.value else { throw .changedWhileReading(file.path) }
    note(bytes: total, progress: progress)
    return (hashesFile ? hash.finish() : nil, crc.value)
  }

  /// Fills the buffer, unless the scan was stopped meanwhile.
  private mutating func read(
    _ file: borrowing RegularFile, progress: ScanProgress
  ) throws(ReadProblem) -> Int {
    guard !progress.isStopped else { throw .stopped(file.path) }
    return try file.read(into: &buffer)
  }

  mutating func note(bytes: Int64, progress: ScanProgress) {
    bytesRead += bytes
    unreported.files += 1
    unreported.bytes += bytes
    if unreported.files >= 64 || unreported.bytes > 1 << 22 { flush(progress) }
  }

  /// Counts bytes of a file that is not yet read to its end.
  mutating func count(bytes: Int64, progress: ScanProgress) {
    bytesRead += bytes
    unreported.bytes += bytes
    if unreported.bytes > 1 << 22 { flush(progress) }
  }

  /// Where a file differs from a piece of what it should hold; `nil` when it does not.
  mutating func firstDifference(
    of file: borrowing RegularFile, from piece: ArraySlice<UInt8>, progress: ScanProgress
  ) throws(ReadProblem) -> Int? {
    let offset = try file.firstDifference(from: piece, buffer: &buffer)
    count(bytes: Int64(offset ?? piece.count), progress: progress)
    return offset
  }

  mutating func flush(_ progress: ScanProgress) {
    progress.add(files: unreported.files, bytes: unreported.bytes)
    unreported = (0, 0)
  }
}
