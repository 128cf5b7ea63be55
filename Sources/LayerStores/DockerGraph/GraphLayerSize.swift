internal import LayerModel

/// The content of `graph/<id>/layersize`, judged as the daemon reads it.
///
/// Source: docker 1.7.1 `image/image.go`, `LoadImage`: `strconv.ParseInt` of the whole file.
struct GraphLayerSize {
  /// `nil` when the daemon could not read a number.
  var size: ByteCount?
  /// As written, cut to what a report can show.
  var text: String?
  var state: String

  /// No store holds a layer of an exbibyte.
  static let largestPlausible = ByteCount(1 << 60)

  init(_ file: MetadataFile) {
    switch file.problem {
    case nil:
      text = EscapedText.utf8(file.bytes.prefix(64))
      (size, state) = Self.judge(file.bytes)
    case .missing: state = "missing"
    case .wrongKind: state = "wrong-kind"
    case .tooLarge: state = "malformed"
    default: state = "unreadable"
    }
  }

  /// Whether the daemon loads the image: it measures a missing or negative size again.
  var isAccepted: Bool {
    ["ok", "missing", "negative", "non-canonical", "implausible"].contains(state)
  }

  private static func judge(_ bytes: [UInt8]) -> (ByteCount?, String) {
    if bytes.isEmpty { return (nil, "empty") }
    switch parse(bytes) {
    case .value(let value): return (ByteCount(value), describe(value, bytes))
    case .overflow: return (nil, "overflow")
    case .invalid:
      if bytes.last == UInt8(ascii: "\n"), case .value = parse(bytes.dropLast()) {
        return (nil, "trailing-newline")
      }
      return (nil, "malformed")
    }
  }

  private static func describe(_ value: Int64, _ bytes: [UInt8]) -> String {
    if value < 0 { return "negative" }
    if ByteCount(value) > largestPlausible { return "implausible" }
    return String(value).utf8.elementsEqual(bytes) ? "ok" : "non-canonical"
  }

  private enum Parsed {
    case value(Int64), overflow, invalid
  }

  /// `strconv.ParseInt(text, 10, 64)`.
  private static func parse(_ bytes: some Collection<UInt8>) -> Parsed {
    var digits = Array(bytes)[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard !digits.isEmpty else { return .invalid }
    var value: Int64 = 0
    var isTooLarge = false
    for digit in digits {
      guard 48...57 ~= digit else { return .invalid }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let step = Int64(digit - 48)
      let (sum, overflowed) =
        isNegative
        ? product.subtractingReportingOverflow(step) : product.addingReportingOverflow(step)
      isTooLarge = isTooLarge || overflow || overflowed
      value = sum
    }
    return isTooLarge ? .overflow : .value(value)
  }
}
