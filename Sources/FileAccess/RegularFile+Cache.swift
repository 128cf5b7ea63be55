internal import CLinux
internal import Glibc

/// Leaving the page cache as it was found: reading a store must not push out what the host works with.
///
/// Pages that were in memory before a file was opened stay; those that reading brought in are given
/// back once they were read, unless the kernel does not tell which is which.
extension RegularFile {
  /// So much is read before it is given back, in bytes.
  private static let piece: Int64 = 8 << 20

  /// Gives back what was read before `offset`, a piece at a time.
  ///
  /// - Returns: up to where that is done; to be given again next time.
  package func giveBack(upTo offset: Int64, from start: Int64) -> Int64 {
    guard offset - start >= Self.piece else { return start }
    CachedPages.drop(absent, from: start, to: offset, of: descriptor.number)
    return offset
  }
}

/// Which pages of a file the kernel has in memory.
enum CachedPages {
  /// Of a range with some of them, no part that is smaller is looked at: it is left as it is.
  private static let smallest: Int64 = 1 << 17
  /// So often the kernel is asked about one file, of which most are wholly in memory or not at all.
  private static let questions = 64

  /// The parts of a file of which nothing is in memory; none where the kernel does not say.
  static func absent(in file: Int32, size: Int64) -> [Range<Int64>] {
    guard size > 0 else { return [] }
    let page = Int64(sysconf(Int32(_SC_PAGESIZE)))
    var waiting = [0..<size]
    var absent: [Range<Int64>] = []
    for _ in 0..<questions {
      guard let range = waiting.popLast() else { break }
      let length = range.upperBound - range.lowerBound
      let count = Int64(clinux_cached_pages(file, range.lowerBound, length))
      if count == 0 {
        absent.append(range)
      } else if count > 0, count < length / page + (length % page > 0 ? 1 : 0), length > smallest {
        let middle = range.lowerBound + (length / 2 + page - 1) / page * page
        waiting += [middle..<range.upperBound, range.lowerBound..<middle]
      }
    }
    return absent
  }

  /// Drops the parts of `ranges` between `start` and `end`.
  static func drop(_ ranges: [Range<Int64>], from start: Int64, to end: Int64, of file: Int32) {
    for range in ranges {
      let part = range.clamped(to: start..<max(start, end))
      if !part.isEmpty {
        clinux_drop_pages(file, part.lowerBound, part.upperBound - part.lowerBound)
      }
    }
  }
}
