/// File sizes as images have them: half below 3 KiB, a long tail, a few of tens of megabytes.
enum FileSizes {
  private static let median = 3072.0
  private static let sigma = 1.8
  private static let largest = 32e6

  /// At most `count` sizes that add up to `bytes`; none when `count` is 0.
  static func draw(count: Int, bytes: Int, using random: inout SeededRandom) -> [Int] {
    guard count > 0, bytes > 0 else { return [] }
    let large = 1 + Int(Double(bytes) * 0.2 / largest)
    var sizes = (0..<max(0, count - large)).map { _ in
      min(largest, random.logNormal(median: median, sigma: sigma))
    }
    let drawn = sizes.reduce(0, +)
    let scale = min(1, Double(bytes) * 0.8 / max(1, drawn))
    sizes = sizes.map { $0 * scale }
    let rest = bytes - sizes.reduce(0) { $0 + Int($1) }
    let share = rest / large
    var result = sizes.map { Int($0) } + Array(repeating: share, count: large)
    result[result.count - 1] += rest - share * large
    result.shuffle(using: &random)
    return result
  }
}
