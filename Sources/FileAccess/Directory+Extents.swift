internal import CLinux
package import LayerModel

/// A run of bytes on a disk that more than one file has.
package struct SharedExtent: Hashable, Sendable {
  /// Where it begins, as the file system numbers the bytes of its disks.
  package let start: UInt64
  /// Of what is compressed: the length of the contents, not that on the disk.
  package let length: UInt64
  package let isEncoded: Bool

  package init(start: UInt64, length: UInt64, isEncoded: Bool = false) {
    (self.start, self.length, self.isEncoded) = (start, length, isEncoded)
  }
}

/// Whether files of a file system can share blocks.
package enum SharesBlocks: Sendable {
  case no
  case yes
  /// They can, and it does not say which do.
  case untold
}

extension Directory {
  /// Hands over the extents of a file that others have, too; what is not yet on disk is left out.
  ///
  /// Nothing of the file itself is read.
  ///
  /// Source: Linux `Documentation/filesystems/fiemap.rst`.
  package func forEachSharedExtent(
    of entries: DirectoryEntries, at index: Int, _ body: (SharedExtent) -> Void
  ) throws(ReadProblem) {
    do throws(SystemError) {
      let file = Descriptor(owning: try open(entries, at: index))
      var extents = [clinux_extent](repeating: clinux_extent(), count: 128)
      var offset: UInt64 = 0
      while offset < .max {
        try stop?.check()
        let count = unsafe extents.withUnsafeMutableBufferPointer {
          unsafe clinux_shared_extents(file.number, &offset, $0.baseAddress, $0.count)
        }
        guard count >= 0 else { throw SystemError(errno: Int32(-count)) }
        for extent in extents.prefix(count) {
          body(
            SharedExtent(
              start: extent.physical, length: extent.length, isEncoded: extent.is_encoded != 0))
        }
      }
    } catch {
      throw error.problem(at: path.appending(entries.name(at: index)))
    }
  }

  /// Source: Linux `include/uapi/linux/magic.h`; `ioctl_ficlonerange(2)`; OpenZFS 2.2 clones blocks
  /// and has no FIEMAP; that of bcachefs has an extent for each replica.
  package var sharesBlocks: SharesBlocks {
    let btrfs: Int64 = 0x9123_683e
    let xfs: Int64 = 0x5846_5342
    let ocfs2: Int64 = 0x7461_636f
    let bcachefs: Int64 = 0xca45_1a4e
    let zfs: Int64 = 0x2fc1_2fc1
    return switch clinux_file_system(descriptor.number) {
    case btrfs, xfs, ocfs2: .yes
    case bcachefs, zfs: .untold
    default: .no
    }
  }
}
