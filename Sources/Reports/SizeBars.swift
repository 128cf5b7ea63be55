import LayerModel

/// Bars that show sizes beside one another: the longest is the largest.
///
/// What several images share has another pattern, so that no colour is needed.
struct SizeBars {
  private static let width = 8

  private let counts: [ByteCount]
  private let largest: ByteCount
  private let isASCII: Bool

  init(_ counts: [ByteCount], _ options: TextOptions) {
    self.counts = counts
    largest = counts.max() ?? 0
    isASCII = options.ascii
  }

  /// Whether there is nothing to show.
  var isEmpty: Bool { largest <= 0 }

  /// What is not empty has at least the smallest mark.
  func bar(_ index: Int, isShared: Bool) -> String {
    let count = max(0, counts[index].value)
    guard largest > 0, count > 0 else { return "" }
    // Eighths of a letter; the product needs more than 64 bits.
    let scaled = UInt64(count).multipliedFullWidth(by: UInt64(Self.width * 8))
    let eighths = max(1, Int(largest.value.magnitude.dividingFullWidth(scaled).quotient))
    guard !isShared, !isASCII else {
      let mark = isASCII ? (isShared ? "=" : "#") : "▓"
      return String(repeating: mark, count: (eighths + 7) / 8)
    }
    let rest = eighths % 8
    return String(repeating: "█", count: eighths / 8)
      + (rest > 0 ? ["▏", "▎", "▍", "▌", "▋", "▊", "▉"][rest - 1] : "")
  }

  var legend: String {
    isASCII
      ? "# of one image or none  = shared by images" : "█ of one image or none  ▓ shared by images"
  }
}
