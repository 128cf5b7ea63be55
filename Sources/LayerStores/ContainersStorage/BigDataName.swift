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
    let name = isPlain ? bytes : Array("=\(Base64.text(of: bytes))".utf8)
    guard !name.isEmpty, !name.contains(UInt8(ascii: "/")), !name.elementsEqual(".".utf8),
      !name.elementsEqual("..".utf8), name.count <= 255
    else { return nil }
    return BytePath(name)
  }
}
