internal import FileAccess
internal import LayerModel
internal import Synchronization

/// How much of something all workers together may take, whoever comes first.
final class SharedRoom: Sendable {
  private let left: Atomic<Int64>

  init(_ count: Int64) { left = Atomic(count) }

  /// Takes so much; `false` when there is less.
  func take(_ count: Int64 = 1) -> Bool {
    // Nothing is taken once there was too little, so that nobody makes it overflow.
    !isExceeded && left.subtract(count, ordering: .relaxed).newValue >= 0
  }

  /// Whether more was asked for than there was.
  var isExceeded: Bool { left.load(ordering: .relaxed) < 0 }
}

/// What may be read that takes no place on the disk: holes of files of images, and files that a tar has
/// again and again.
///
/// A few kilobytes can name petabytes of either. Holes of less than 1 GiB in a file are not counted: nobody
/// has as many files.
struct EmptyRoom: Sendable {
  /// No store is known to have as much.
  private static let total: ByteCount = 68_719_476_736

  private let left = SharedRoom(total.value)

  /// Throws where there is no room for a file.
  func admit(_ file: borrowing RegularFile, isRepeated: Bool = false) throws(ReadProblem) {
    let holes = try file.holes()
    if holes > RegularFile.fewHoles, holes > Self.total || !left.take(holes.value) {
      throw .notEntered(file.path, reason: "\(holes.iec) of it are a hole")
    }
    if isRepeated, !left.take(file.status.size.value) {
      throw .notEntered(file.path, reason: "the tar has it more often than it is read")
    }
  }
}
