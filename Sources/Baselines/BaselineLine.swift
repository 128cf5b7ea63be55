internal import GoJSON
internal import LayerModel

/// One parsed line of a baseline; every accessor is `nil` for what is not there or not of its type.
struct BaselineLine {
  let value: JSONValue

  func string(_ name: String) -> String? {
    guard case .string(let text) = value.member(name) else { return nil }
    return text
  }

  func int64(_ name: String) -> Int64? {
    guard case .number(let literal) = value.member(name) else { return nil }
    return Int64(literal)
  }

  func digest(_ name: String) -> Digest? { string(name).flatMap { Digest(prefixed: $0) } }

  /// Names that are not UTF-8 are written in hexadecimal, under the name with `_hex`.
  func bytes(_ name: String) -> BytePath? {
    if let text = string(name) { return BytePath(text) }
    return string(name + "_hex").flatMap(Hexadecimal.bytes).map { BytePath($0) }
  }

  var isLayer: Bool { bytes("layer") != nil }
  var isEnd: Bool { int64("layeraudit_baseline_end") != nil }

  var key: Baseline.Key? {
    guard let layer = bytes("layer"), let driver = string("driver"),
      let kind = string("kind").flatMap(StoreKind.init(rawValue:))
    else { return nil }
    return Baseline.Key(kind: kind, driver: driver, layer: LayerID(layer))
  }

  var entry: ManifestEntry? {
    guard let path = bytes("path"), let kind = string("kind").flatMap(FileKind.init(rawValue:)),
      let mode = string("mode").flatMap({ UInt32($0, radix: 8) }),
      let owner = int64("owner").flatMap({ UInt32(exactly: $0) }),
      let group = int64("group").flatMap({ UInt32(exactly: $0) }), let size = int64("size")
    else { return nil }
    return ManifestEntry(
      path: path, kind: kind, mode: mode, owner: owner, group: group, size: ByteCount(size),
      device: string("device"), linkTarget: bytes("link"), content: digest("content_sha256"),
      attributes: digest("attributes_sha256"))
  }
}

/// Bytes as hexadecimal digits.
enum Hexadecimal {
  static func text(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  static func bytes(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(decoding: digits[start..<start + 2], as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
