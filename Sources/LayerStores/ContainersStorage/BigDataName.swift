internal import LayerModel

/// What the file is called in which an engine keeps a piece of data of an image.
///
/// Source: containers/storage `store.go`, `makeBigDataBaseName`.
enum BigDataName {
  /// `nil` for a key whose file would be somewhere else than in the folder: such a key is never
  /// joined to a path.
  static func file(of key: String) -> BytePath? {
    let bytes = Array(key.utf8)
    let isPlain = bytes.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 || $0 == UInt8(ascii: ".") }
    let name = isPlain ? bytes : [UInt8(ascii: "=")] + base64(bytes)
    guard !name.isEmpty, !name.contains(UInt8(ascii: "/")), !name.elementsEqual(".".utf8),
      !name.elementsEqual("..".utf8), name.count <= 255
    else { return nil }
    return BytePath(name)
  }

  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// RFC 4648, section 4, with padding.
  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        result.append(
          place <= group.count
            ? digits[number >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return result
  }
}
