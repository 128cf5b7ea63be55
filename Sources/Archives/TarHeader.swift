package import LayerModel

/// One entry of a tar as its header and the extensions before it describe it.
package struct TarHeader: Hashable, Sendable {
  /// An extended attribute of the entry.
  package struct Attribute: Hashable, Sendable {
    package let name: BytePath
    package let value: [UInt8]
  }

  /// As written: `bin/` for directories.
  package internal(set) var name: BytePath
  /// The raw type byte.
  package internal(set) var type: UInt8
  /// What the entry makes; `regular` for a hard link, `unknown` for types that no reader unpacks.
  package internal(set) var kind: FileKind
  package internal(set) var isHardLink: Bool
  /// Permission bits with setuid, setgid and sticky.
  package internal(set) var mode: UInt32
  package internal(set) var owner: Int64
  package internal(set) var group: Int64
  /// Bytes of content as the header has it, which links and directories may claim without having
  /// any.
  package internal(set) var size: ByteCount
  package internal(set) var modified: Timestamp
  /// Of symlinks and hard links; empty otherwise.
  package internal(set) var linkName: BytePath
  package internal(set) var deviceMajor: Int64
  package internal(set) var deviceMinor: Int64
  /// Sorted by name, from the `SCHILY.xattr` records.
  package internal(set) var attributes: [Attribute] = []
  /// Whether the content is stored without its holes.
  package internal(set) var isSparse = false
  /// How a sparse file is put together; `nil` also for forms that nobody has written for decades.
  package internal(set) var sparse: TarSparseMap?

  /// Bytes of content that follow the header, less than ``size`` for types that have none.
  package var contentSize: ByteCount { Self.hasNoContent(type) ? 0 : size }

  /// Source: Go `archive/tar/format.go`, `isHeaderOnly`.
  private static func hasNoContent(_ type: UInt8) -> Bool { UInt8(ascii: "1")...54 ~= type }

  /// Sets what follows from the type byte and the name.
  ///
  /// Source: Go `archive/tar/reader.go`, `Reader.next`: only the old type NUL makes a directory of
  /// a name that ends in a slash.
  mutating func deriveKind() {
    isHardLink = type == UInt8(ascii: "1")
    switch type {
    case 0: kind = name.bytes.last == UInt8(ascii: "/") ? .directory : .regular
    case UInt8(ascii: "0"), UInt8(ascii: "1"), UInt8(ascii: "7"), UInt8(ascii: "S"):
      kind = .regular
    case UInt8(ascii: "2"): kind = .symlink
    case UInt8(ascii: "3"): kind = .characterDevice
    case UInt8(ascii: "4"): kind = .blockDevice
    case UInt8(ascii: "5"): kind = .directory
    case UInt8(ascii: "6"): kind = .fifo
    default: kind = .unknown
    }
  }
}
