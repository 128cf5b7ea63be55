package import LayerModel

/// Numbers in the words of the Docker client.
package enum DockerUnits {
  /// A span in Docker's rough words, such as `11 years`.
  ///
  /// Go's durations end at 292 years, so nothing is older.
  ///
  /// Source: docker 1.7.1 `pkg/units/duration.go`, `HumanDuration`.
  package static func duration(seconds: Int64) -> String {
    let seconds = min(seconds, 9_223_372_036)
    let minutes = seconds / 60
    let hours = minutes / 60
    return switch () {
    case _ where seconds < 1: "Less than a second"
    case _ where seconds < 60: "\(seconds) seconds"
    case _ where minutes == 1: "About a minute"
    case _ where minutes < 60: "\(minutes) minutes"
    case _ where hours == 1: "About an hour"
    case _ where hours < 48: "\(hours) hours"
    case _ where hours < 24 * 7 * 2: "\(hours / 24) days"
    case _ where hours < 24 * 30 * 3: "\(hours / 24 / 7) weeks"
    case _ where hours < 24 * 365 * 2: "\(hours / 24 / 30) months"
    default: "\(hours / 24 / 365) years"
    }
  }

  /// The time from `past` to `now`; never overflows, whatever a store wrote.
  package static func age(of past: Timestamp, at now: Timestamp) -> String {
    let (span, overflow) = now.seconds.subtractingReportingOverflow(past.seconds)
    return duration(seconds: overflow ? (past < now ? .max : 0) : span)
  }

  /// A size in units of 1000 with four significant digits, such as `309.8 kB`.
  ///
  /// Source: docker 1.7.1 `pkg/units/size.go`, `HumanSize`: `%.4g %s`.
  package static func size(_ count: ByteCount) -> String {
    var value = Double(count.value)
    var unit = 0
    while value >= 1_000 {
      value /= 1_000
      unit += 1
    }
    return "\(fourDigits(value)) \(["B", "kB", "MB", "GB", "TB", "PB", "EB"][unit])"
  }

  /// Go's `%.4g` of a number below 1000; a negative one, which Docker never scales, may be any.
  private static func fourDigits(_ value: Double) -> String {
    let magnitude = value.magnitude
    guard magnitude > 0 else { return "0" }
    let sign = value < 0 ? "-" : ""
    var exponent = 0
    var power = 1.0
    while magnitude >= power * 10 {
      power *= 10
      exponent += 1
    }
    var digits = scaled(magnitude, exponent)
    if digits >= 10_000 {
      digits /= 10
      exponent += 1
    }
    var text = Array(String(digits))
    while text.count > 1, text.last == "0" { text.removeLast() }
    guard exponent < 4 else {
      let fraction = text.count > 1 ? "." + String(text[1...]) : ""
      return "\(sign)\(text[0])\(fraction)e+\(exponent < 10 ? "0" : "")\(exponent)"
    }
    while text.count <= exponent { text.append("0") }
    let fraction = text.count > exponent + 1 ? "." + String(text[(exponent + 1)...]) : ""
    return sign + String(text[...exponent]) + fraction
  }

  /// The four leading digits of a number from 1 up, rounded from its exact value, ties to even.
  private static func scaled(_ value: Double, _ exponent: Int) -> Int {
    guard exponent <= 3 else {
      // Only a negative `int64`, which is exact as an integer.
      var whole = UInt64(value)
      var rest = false
      for _ in 4..<exponent {
        rest = rest || whole % 10 != 0
        whole /= 10
      }
      let last = whole % 10
      let up = last > 5 || last == 5 && (rest || whole / 10 % 2 == 1)
      return Int(whole / 10) + (up ? 1 : 0)
    }
    let factor = [1_000.0, 100, 10, 1][exponent]
    let product = value * factor
    let error = (-product).addingProduct(value, factor)
    let nearest = product.rounded(.down)
    guard product - nearest == 0.5, error != 0 else {
      return Int(product.rounded(.toNearestOrEven))
    }
    return Int(nearest) + (error > 0 ? 1 : 0)
  }
}
