internal import FileAccess
internal import Hashing
internal import LayerModel

/// What `lstat` says of all that is in a tree, as one number: that nobody touched anything in it.
///
/// The sum of a SHA-256 for each directory, so that workers need not agree on an order. It has names,
/// inodes, lengths, modes, owners and times, but not devices, whose numbers a boot may change; and it
/// is no proof against whoever can set a clock or write to the disk below the file system.
struct StatusSum: Hashable, Sendable {
  private var words = SIMD4<UInt64>()

  /// Adds one directory's digest.
  mutating func add(_ digest: Digest) { words &+= digest.words }

  mutating func add(_ other: StatusSum) { words &+= other.words }

  /// The sum together with all that a verdict depends on beside the tree.
  func digest(with rest: [UInt8]) -> Digest {
    SHA256Hash.digest(of: Digest(words: words).bytes + rest)
  }
}

extension FileStatus {
  /// All of it that changes when somebody touches the file.
  var statusBytes: [UInt8] {
    var bytes: [UInt8] = []
    for number in [
      identity.inode, UInt64(bitPattern: size.value), UInt64(mode), UInt64(owner), UInt64(group),
      UInt64(deviceMajor), UInt64(deviceMinor), UInt64(bitPattern: modified.seconds),
      UInt64(bitPattern: Int64(modified.nanoseconds)), UInt64(bitPattern: changed.seconds),
      UInt64(bitPattern: Int64(changed.nanoseconds)),
    ] {
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
      }
    }
    return bytes + kind.rawValue.utf8
  }
}
