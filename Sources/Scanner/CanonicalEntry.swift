internal import FileAccess
internal import Hashing
internal import LayerModel

/// The canonical digest of a layer's tree: what a baseline keeps and compares.
///
/// The digest of an entry is SHA-256 over these fields, each of variable length preceded by its
/// length as 8 bytes, little-endian:
///
///     "layeraudit entry 1\n"                  19 bytes
///     name                                    length, bytes; empty for the layer's root
///     kind                                    1 byte: f d l c b p s, or ? for unknown
///     mode                                    4 bytes, little-endian: st_mode & 07777
///     owner, group                            4 bytes each, little-endian
///     major, minor                            4 bytes each, little-endian; 0 unless a device
///     link target                             length, bytes; empty unless a symlink
///     count of extended attributes            8 bytes, little-endian
///     for each, sorted by name: name, value   length, bytes; length, bytes
///     content                                 32 bytes
///
/// The content of a regular file is the SHA-256 of its bytes; of a directory the SHA-256 of the
/// digests of its entries in byte order of their names; of anything else 32 zero bytes. The digest
/// of a layer is that of its root.
///
/// Left out on purpose: times, inode and link numbers, which copies change; and the extended
/// attributes `security.selinux`, `trusted.overlay.*` and `user.overlay.*`, which the host writes.
struct CanonicalEntry {
  /// Everything before the content.
  private(set) var encoding: [UInt8]
  /// SHA-256 over the encoded attributes; `nil` without any.
  let attributesDigest: Digest?

  init(
    name: BytePath, status: FileStatus, linkTarget: BytePath?, attributes: [ExtendedAttribute]
  ) {
    let kept = attributes.filter { !Self.isHostAttribute($0.name) }
    encoding = []
    encoding.reserveCapacity(128 + name.bytes.count)
    encoding += Self.tag
    Self.append(name.bytes, to: &encoding)
    encoding.append(Self.letter(status.kind))
    let isDevice = status.kind == .characterDevice || status.kind == .blockDevice
    Self.append(status.mode, to: &encoding)
    Self.append(status.owner, to: &encoding)
    Self.append(status.group, to: &encoding)
    Self.append(isDevice ? status.deviceMajor : 0, to: &encoding)
    Self.append(isDevice ? status.deviceMinor : 0, to: &encoding)
    Self.append(linkTarget?.bytes ?? [], to: &encoding)
    let start = encoding.count
    Self.append(UInt64(kept.count), to: &encoding)
    for attribute in kept {
      Self.append(attribute.name.bytes, to: &encoding)
      Self.append(attribute.value, to: &encoding)
    }
    attributesDigest = kept.isEmpty ? nil : SHA256Hash.digest(of: encoding[start...])
  }

  /// The entry's digest; `content` is `nil` for what has none.
  func digest(content: Digest?) -> Digest {
    var hash = SHA256Hash()
    hash.update(encoding)
    hash.update(content ?? Self.noContent)
    return hash.finish()
  }

  /// The content of a directory, from the digests of its entries in order.
  static func directoryContent(_ entries: [Digest]) -> Digest {
    var hash = SHA256Hash()
    for entry in entries { hash.update(entry) }
    return hash.finish()
  }

  private static let tag = Array("layeraudit entry 1\n".utf8)
  private static let noContent = Digest(words: SIMD4())

  static func isHostAttribute(_ name: BytePath) -> Bool {
    name == "security.selinux" || name.hasPrefix("trusted.overlay.")
      || name.hasPrefix("user.overlay.")
  }

  private static func letter(_ kind: FileKind) -> UInt8 {
    switch kind {
    case .regular: UInt8(ascii: "f")
    case .directory: UInt8(ascii: "d")
    case .symlink: UInt8(ascii: "l")
    case .characterDevice: UInt8(ascii: "c")
    case .blockDevice: UInt8(ascii: "b")
    case .fifo: UInt8(ascii: "p")
    case .socket: UInt8(ascii: "s")
    case .unknown: UInt8(ascii: "?")
    }
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
  }

  private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
    }
  }

  private static func append(_ field: [UInt8], to bytes: inout [UInt8]) {
    append(UInt64(field.count), to: &bytes)
    bytes += field
  }
}
