internal import LayerModel

/// The kernel's list of locks on files.
///
/// Source: Linux `Documentation/filesystems/proc.rst`, `/proc/locks`; `fs/locks.c`,
/// `lock_get_status`.
enum KernelLocks {
  static let path = BytePath("/proc/locks")
  static let limit: ByteCount = 16_777_216

  /// Whether a line tells of a lock by `flock` on the file.
  ///
  /// `1: FLOCK  ADVISORY  WRITE 708 fe:01:1056 0 EOF`: the file system's numbers are hexadecimal.
  static func names(_ file: FileIdentity, in list: [UInt8]) -> Bool {
    let place = "\(hex(file.major)):\(hex(file.minor)):\(file.inode)"
    return list.split(separator: UInt8(ascii: "\n")).contains { line in
      let fields = line.split(separator: UInt8(ascii: " "))
      guard fields.contains(where: { $0.elementsEqual("FLOCK".utf8) }) else { return false }
      return fields.contains { $0.elementsEqual(place.utf8) }
    }
  }

  private static func hex(_ number: UInt64) -> String {
    (number < 16 ? "0" : "") + String(number, radix: 16)
  }
}

extension FileIdentity {
  // As glibc's `makedev` puts them together.
  fileprivate var major: UInt64 { (device >> 8 & 0xFFF) | (device >> 32 & ~0xFFF) }
  fileprivate var minor: UInt64 { (device & 0xFF) | (device >> 12 & ~0xFF) }
}
