/// What regular files share on disk by reflinks, deduplication or snapshots, as the file system tells.
package struct BlockSharing: Hashable, Sendable {
  /// Files that share blocks with another one, in the store or not; each inode once.
  package var files = 0
  /// The shared blocks of each of these files added up, as in the sums of a ledger.
  package var counted = ByteCount(0)
  /// The same blocks, each once: what they take on disk.
  package var once = ByteCount(0)
  /// Why there may be more; `nil` where every file was asked for.
  package var unknown: String?

  package init() {}

  /// How much less there is on disk than the sums of a ledger say, at least.
  package var saved: ByteCount { max(0, counted.subtracting(once)) }

  /// Whether anything is known.
  package var isTold: Bool { counted > 0 || unknown == nil }
}
