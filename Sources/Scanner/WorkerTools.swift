internal import FileAccess
internal import Hashing
internal import LayerModel

/// What each worker has for itself: a hash of whole files and a read buffer.
struct WorkerTools: ~Copyable {
  private var content: BufferedHash
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private(set) var bytesRead: Int64 = 0
  private var unreported: (files: Int, bytes: Int64) = (0, 0)

  init(_ exchange: HashExchange) { content = BufferedHash(exchange) }

  /// SHA-256 of a whole file, which may have grown meanwhile.
  ///
  /// - Throws: `changedWhileReading` when it ends before it should.
  mutating func digest(
    of file: borrowing RegularFile, progress: ScanProgress
  ) throws(ReadProblem) -> Digest {
    content.reset()
    if file.status.size.value > Int64(buffer.count) { file.adviseSequential() }
    var total: Int64 = 0
    var given: Int64 = 0
    while true {
      try checkStop(file, progress)
      let space = content.space
      let count = try content.read(file)
      total += Int64(count)
      self.count(bytes: Int64(count), progress: progress)
      given = file.giveBack(upTo: total, from: given)
      let size = file.status.size.value
      // It may grow as fast as it is read.
      if total > size { return try digest(ofFirst: size, of: file, progress: progress) }
      // A short read at the size that the descriptor reported is the end; saves asking again.
      if count == 0 || count < space && total == size { break }
    }
    guard total >= file.status.size.value else { throw .changedWhileReading(file.path) }
    note(progress: progress)
    return content.finish()
  }

  /// SHA-256 of what a file held when it was opened, which has grown since.
  private mutating func digest(
    ofFirst size: Int64, of file: borrowing RegularFile, progress: ScanProgress
  ) throws(ReadProblem) -> Digest {
    var hash = SHA256Hash()
    var given: Int64 = 0
    try read(0..<size, of: file, into: &hash, given: &given, progress: progress)
    note(progress: progress)
    return hash.finish()
  }

  /// SHA-256 of what a file holds beside holes, each piece after where it begins and its length as
  /// 64 bits, the highest first.
  mutating func digestOfData(
    of file: borrowing RegularFile, progress: ScanProgress
  ) throws(ReadProblem) -> Digest {
    var hash = SHA256Hash()
    var position: Int64 = 0
    var given: Int64 = 0
    while let range = try file.data(from: position), !range.isEmpty {
      for number in [range.lowerBound, Int64(range.count)] {
        hash.update((0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }[...])
      }
      try read(range, of: file, into: &hash, given: &given, progress: progress)
      position = range.upperBound
    }
    note(progress: progress)
    return hash.finish()
  }

  /// Hashes a part of a file, whose pages are given back from `given` on.
  private mutating func read(
    _ range: Range<Int64>, of file: borrowing RegularFile, into hash: inout SHA256Hash,
    given: inout Int64, progress: ScanProgress
  ) throws(ReadProblem) {
    var position = range.lowerBound
    while position < range.upperBound {
      try checkStop(file, progress)
      let wanted = min(buffer.count, Int(range.upperBound - position))
      let piece = try file.read(at: Int(position), count: wanted)
      guard !piece.isEmpty else { throw .changedWhileReading(file.path) }
      hash.update(piece[...])
      position += Int64(piece.count)
      count(bytes: Int64(piece.count), progress: progress)
      given = file.giveBack(upTo: position, from: given)
    }
  }

  /// Reads a whole file once: its CRC-64 and, where asked, its SHA-256 and its part of a tar.
  ///
  /// - Throws: `changedWhileReading` when the file is not as long as the descriptor said.
  mutating func read(
    _ file: borrowing RegularFile, tar: inout BufferedHash, feedsTar: Bool, hashesFile: Bool,
    progress: ScanProgress
  ) throws(ReadProblem) -> (digest: Digest?, crc: UInt64) {
    if file.status.size.value > Int64(buffer.count) { file.adviseSequential() }
    var hash = SHA256Hash()
    var crc = CRC64()
    func take(_ piece: ArraySlice<UInt8>) {
      if hashesFile { hash.update(piece) }
      crc.update(piece)
    }
    var total: Int64 = 0
    var given: Int64 = 0
    while total < file.status.size.value {
      try checkStop(file, progress)
      let count = feedsTar ? try tar.read(file, take) : try file.read(into: &buffer)
      guard count > 0 else { throw .changedWhileReading(file.path) }
      if !feedsTar { take(buffer[..<count]) }
      total += Int64(count)
      self.count(bytes: Int64(count), progress: progress)
      given = file.giveBack(upTo: total, from: given)
    }
    guard total == file.status.size.value else { throw .changedWhileReading(file.path) }
    note(progress: progress)
    return (hashesFile ? hash.finish() : nil, crc.value)
  }

  private func checkStop(
    _ file: borrowing RegularFile, _ progress: ScanProgress
  ) throws(ReadProblem) {
    if progress.isStopped { throw .stopped(file.path) }
  }

  /// Counts a file that was read to its end.
  mutating func note(progress: ScanProgress) {
    unreported.files += 1
    if unreported.files >= 64 || unreported.bytes >= 1 << 20 { flush(progress) }
  }

  /// Counts bytes that were just read, and waits when they came faster than they may.
  mutating func count(bytes: Int64, progress: ScanProgress) {
    bytesRead += bytes
    unreported.bytes += bytes
    if unreported.bytes >= 1 << 20 { flush(progress) }
    progress.pace?.take(bytes, unless: progress.stopFlag)
  }

  /// Where a file differs from a piece of what it should hold; `nil` when it does not.
  mutating func firstDifference(
    of file: borrowing RegularFile, from piece: ArraySlice<UInt8>, progress: ScanProgress
  ) throws(ReadProblem) -> Int? {
    let offset = try file.firstDifference(from: piece, buffer: &buffer)
    count(bytes: Int64(offset ?? piece.count), progress: progress)
    return offset
  }

  /// The same of two files, of which the other has as many bytes.
  mutating func firstDifference(
    of file: borrowing RegularFile, from other: borrowing RegularFile, progress: ScanProgress
  ) throws(ReadProblem) -> Int64? {
    var done: Int64 = 0
    while done < file.status.size.value {
      let piece = try other.next(at: done, upTo: 1 << 18)
      guard !piece.isEmpty else { throw .changedWhileReading(other.path) }
      count(bytes: Int64(piece.count), progress: progress)
      if let offset = try firstDifference(of: file, from: piece[...], progress: progress) {
        return done + Int64(offset)
      }
      done += Int64(piece.count)
    }
    note(progress: progress)
    return nil
  }

  mutating func flush(_ progress: ScanProgress) {
    progress.add(files: unreported.files, bytes: unreported.bytes)
    unreported = (0, 0)
  }
}
