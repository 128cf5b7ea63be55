internal import LayerModel

/// The content of `graph/<id>/layersize`, read as Docker reads it.
///
/// Source: docker 1.7.1 `image/image.go`, `LoadImage`: `strconv.ParseInt(whole file, 10, 64)`.
struct GraphLayerSize: Equatable {
  /// A word of ``LayerClaim/recordedSizeState``.
  let state: String
  let size: ByteCount?
  /// The file's text, when it is anything but a plain number.
  let text: String?

  /// More than any file system holds.
  private static let plausible = Int64(1) << 60

  init(_ bytes: [UInt8]) {
    let shown = EscapedText.utf8(bytes.prefix(40))
    let digits =
      bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-")
      ? bytes.dropFirst() : bytes[...]
    if bytes.isEmpty {
      (state, size, text) = ("empty", nil, "")
    } else if let value = Int64(String(decoding: bytes, as: UTF8.self)) {
      size = ByteCount(value)
      let isCanonical = String(value).utf8.elementsEqual(bytes)
      state =
        value < 0
        ? "negative"
        : value > Self.plausible ? "implausible" : isCanonical ? "ok" : "non-canonical"
      text = isCanonical ? nil : shown
    } else if bytes.last == UInt8(ascii: "\n"),
      Int64(String(decoding: bytes.dropLast(), as: UTF8.self)) != nil
    {
      (state, size, text) = ("trailing-newline", nil, shown)
    } else if !digits.isEmpty, digits.allSatisfy({ 48...57 ~= $0 }) {
      (state, size, text) = ("overflow", nil, shown)
    } else {
      (state, size, text) = ("malformed", nil, shown)
    }
  }

  /// Sizes with which the daemon does not load the image at all.
  static let fatalStates: Set<String> = [
    "empty", "malformed", "trailing-newline", "overflow", "wrong-kind", "unreadable",
  ]
}
