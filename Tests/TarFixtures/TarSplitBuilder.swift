internal import Hashing

/// Writes the tar-split of a tar, as Docker does while it unpacks one.
package struct TarSplitBuilder: Sendable {
  /// One JSON object a line.
  package private(set) var lines = ""
  /// The tar, contents included.
  package private(set) var tar: [UInt8] = []
  private var position = 0

  package init() {}

  /// Adds an entry: its header blocks, then its content and the padding after it.
  ///
  /// `lost` bytes follow the header in the tar, yet tar-split does not keep them; `length` is what
  /// tar-split says of a content that it would take too long to make.
  package mutating func add(
    name: [UInt8], header: [UInt8], content: [UInt8] = [], padding: Int? = nil, lost: [UInt8] = [],
    length: Int? = nil
  ) {
    segment(header)
    tar += lost.isEmpty ? content : lost
    var crc = CRC64()
    crc.update(content[...])
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: crc.value >> (56 - 8 * $0)) }
    let payload = content.isEmpty ? "null" : "\"\(Self.base64(bytes))\""
    let size = content.isEmpty ? "" : "\"size\":\(length ?? content.count),"
    lines += "{\"type\":1,\"name_raw\":\"\(Self.base64(name))\",\(size)\"payload\":\(payload)"
    lines += ",\"position\":\(position)}\n"
    position += 1
    let rest = padding ?? (512 - content.count % 512) % 512
    if rest > 0 { segment([UInt8](repeating: 0, count: rest)) }
  }

  /// The two zero blocks; returns the file's bytes.
  package mutating func finished() -> [UInt8] {
    segment([UInt8](repeating: 0, count: 1_024))
    return Self.stored(lines)
  }

  private mutating func segment(_ bytes: [UInt8]) {
    tar += bytes
    lines += "{\"type\":2,\"payload\":\"\(Self.base64(bytes))\",\"position\":\(position)}\n"
    position += 1
  }

  package static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for digit in 0..<4 {
        text.append(
          digit > group.count ? UInt8(ascii: "=") : alphabet[bits >> (18 - 6 * digit) & 63])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// One gzip member of stored blocks.
  package static func stored(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    func little(_ value: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    var member: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    for start in stride(from: 0, to: max(1, bytes.count), by: 65_535) {
      let block = bytes[start..<min(start + 65_535, bytes.count)]
      let length = UInt32(block.count)
      member.append(start + 65_535 >= bytes.count ? 1 : 0)
      member += little(length, 2) + little(~length, 2) + block
    }
    return member + little(~crc, 4) + little(UInt32(bytes.count), 4)
  }
}
