internal import FileAccess
internal import LayerModel

/// Runs of bytes on a disk, each byte once, in bounded memory.
struct ExtentSet: Sendable {
  /// Sorted and apart up to `compacted`; the others as they came.
  private var runs: [Range<UInt64>] = []
  private var compacted = 0
  /// Lengths of what is compressed by where it begins: it overlaps nothing that begins elsewhere.
  private var encoded: [UInt64: UInt64] = [:]
  private let limit: Int
  /// Whether there was no room for one that did not touch the others.
  private var isFull = false

  /// Takes up to `limit` runs that do not touch, and some more before it sorts them.
  init(limit: Int) { self.limit = limit }

  /// - Returns: `false` when there is no room for it.
  mutating func insert(_ extent: SharedExtent) -> Bool {
    if extent.isEncoded {
      guard encoded.count < limit || encoded[extent.start] != nil else { return false }
      encoded[extent.start] = max(encoded[extent.start] ?? 0, extent.length)
      return true
    }
    guard !isFull else { return false }
    if runs.count >= max(4_096, 2 * compacted) || runs.count >= 2 * limit { compact() }
    isFull = compacted >= limit
    guard !isFull else { return false }
    let (end, overflows) = extent.start.addingReportingOverflow(extent.length)
    runs.append(extent.start..<(overflows ? .max : end))
    return true
  }

  private mutating func compact() {
    runs.sort { $0.lowerBound < $1.lowerBound }
    var last = -1
    for run in runs {
      if last >= 0, run.lowerBound <= runs[last].upperBound {
        runs[last] = runs[last].lowerBound..<max(runs[last].upperBound, run.upperBound)
      } else {
        last += 1
        runs[last] = run
      }
    }
    runs.removeLast(runs.count - last - 1)
    compacted = runs.count
  }

  /// Of all runs together.
  var bytes: ByteCount {
    var all = self
    all.compact()
    let lengths = all.runs.map { $0.upperBound - $0.lowerBound } + encoded.values
    return lengths.reduce(0) { $0.adding(ByteCount(clamping: $1)) }
  }
}
