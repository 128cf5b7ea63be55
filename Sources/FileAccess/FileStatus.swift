internal import CLinux
package import LayerModel

/// What `lstat` says of one entry.
package struct FileStatus: Hashable, Sendable {
  package let identity: FileIdentity
  package let kind: FileKind
  /// Permission bits with setuid, setgid and sticky: `st_mode & 07777`.
  package let mode: UInt32
  package let owner: UInt32
  package let group: UInt32
  package let links: UInt64
  /// `st_size`: of a symlink, the length of its target.
  package let size: ByteCount
  /// `st_blocks` × 512.
  package let allocated: ByteCount
  /// Of a device node.
  package let deviceMajor: UInt32
  package let deviceMinor: UInt32
  package let modified: Timestamp
  package let changed: Timestamp

  /// A character device 0:0, which overlay uses for a hidden name.
  package var isWhiteoutDevice: Bool {
    kind == .characterDevice && deviceMajor == 0 && deviceMinor == 0
  }

  init(_ raw: clinux_status) {
    identity = FileIdentity(device: raw.device, inode: raw.inode)
    kind = Self.kind(raw.mode)
    mode = raw.mode & 0o7777
    owner = raw.owner
    group = raw.group
    links = raw.links
    size = ByteCount(clamping: raw.size)
    allocated = ByteCount(clamping: raw.blocks.multipliedReportingOverflow(by: 512).partialValue)
    deviceMajor = raw.rdev_major
    deviceMinor = raw.rdev_minor
    modified = Timestamp(
      seconds: raw.mtime_seconds, nanoseconds: Int32(clamping: raw.mtime_nanoseconds))
    changed = Timestamp(
      seconds: raw.ctime_seconds, nanoseconds: Int32(clamping: raw.ctime_nanoseconds))
  }

  /// The kind by the type bits of a mode, which are those of `d_type` twelve bits up.
  static func kind(_ mode: UInt32) -> FileKind {
    switch mode & 0o170000 {
    case 0o100000: .regular
    case 0o040000: .directory
    case 0o120000: .symlink
    case 0o020000: .characterDevice
    case 0o060000: .blockDevice
    case 0o010000: .fifo
    case 0o140000: .socket
    default: .unknown
    }
  }
}

/// One file of one file system, whatever its names.
package struct FileIdentity: Hashable, Sendable {
  package let device: UInt64
  package let inode: UInt64
}
