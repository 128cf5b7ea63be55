extension ByteCount {
  /// The count in binary units with one decimal, such as `38.1 GiB`; below 1 KiB exact: `1003 B`.
  package var iec: String {
    let sign = value < 0 ? "-" : ""
    let bytes = value.magnitude
    guard bytes >= 1_024 else { return "\(sign)\(bytes) B" }
    var power = min((63 - bytes.leadingZeroBitCount) / 10, Self.units.count)
    let unit = UInt64(1) << UInt64(10 * power)
    // The rest is below 2^60, so ten times it still fits.
    var tenths = bytes / unit * 10 + (bytes % unit * 10 + unit / 2) / unit
    if tenths >= 10_240, power < Self.units.count {
      tenths = 10
      power += 1
    }
    return "\(sign)\(tenths / 10).\(tenths % 10) \(Self.units[power - 1])"
  }

  /// The same with a plus where there is more: a difference.
  package var signedIEC: String { (value > 0 ? "+" : "") + iec }

  private static let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
}
