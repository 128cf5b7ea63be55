/// How much some files are, each inode once.
package struct DiskSize: Hashable, Sendable {
  /// Sum of `st_size` of regular files.
  package var apparent: ByteCount
  /// `st_blocks` × 512 of every entry, directories included: what `du` counts.
  package var allocated: ByteCount

  package init(apparent: ByteCount = 0, allocated: ByteCount = 0) {
    self.apparent = apparent
    self.allocated = allocated
  }

  package mutating func add(_ other: DiskSize) {
    apparent.add(other.apparent)
    allocated.add(other.allocated)
  }

  package func subtracting(_ other: DiskSize) -> DiskSize {
    DiskSize(
      apparent: apparent.subtracting(other.apparent),
      allocated: allocated.subtracting(other.allocated))
  }
}
