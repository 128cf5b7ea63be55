/// Makes header blocks, valid unless a field is told otherwise.
package struct TarBuilder: Sendable {
  package var name = Array("a".utf8)
  package var mode = "0000644"
  package var owner = Array("0000000".utf8)
  package var group = Array("0000007".utf8)
  package var size = Array("00000000000".utf8)
  package var modified = Array("00000000000".utf8)
  package var type = "0"
  package var linkName = ""
  package var magic = "ustar\u{0}00"
  package var prefix: [UInt8] = []
  package var device = ""

  package init(_ name: String, type: String = "0", size: Int = 0) {
    self.name = Array(name.utf8)
    self.type = type
    self.size = Array(Self.octal(size, 11).utf8)
  }

  package var block: [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ bytes: [UInt8], _ offset: Int) {
      block.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }
    put(name, 0)
    put(Array(mode.utf8), 100)
    put(owner, 108)
    put(group, 116)
    put(size, 124)
    put(modified, 136)
    put(Array("        ".utf8), 148)
    put(Array(type.utf8), 156)
    put(Array(linkName.utf8), 157)
    put(Array(magic.utf8), 257)
    put(Array(device.utf8), 329)
    put(prefix, 345)
    let sum = block.reduce(0) { $0 + Int($1) }
    put(Array(Self.octal(sum, 6).utf8) + [0], 148)
    return block
  }

  /// An extension with its payload, padded.
  package static func payload(_ type: String, _ bytes: [UInt8]) -> [UInt8] {
    let padding = [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    return TarBuilder("ext", type: type, size: bytes.count).block + bytes + padding
  }

  package static func records(_ records: [(String, String)], type: String = "x") -> [UInt8] {
    payload(type, records.flatMap { record($0, $1) })
  }

  private static func record(_ key: String, _ value: String) -> [UInt8] {
    let rest = key.utf8.count + value.utf8.count + 3
    var length = rest + String(rest).count
    length = rest + String(length).count
    return Array("\(length) \(key)=\(value)\n".utf8)
  }

  package static func octal(_ value: Int, _ width: Int) -> String {
    let digits = String(value, radix: 8)
    return String(repeating: "0", count: width - digits.count) + digits
  }
}
