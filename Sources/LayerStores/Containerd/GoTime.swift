internal import LayerModel

/// Times as Go's `time.Time.MarshalBinary` writes them.
///
/// A version, the seconds since the year 1, nanoseconds, and the offset of the zone in minutes; in
/// version 2 one byte more, for the seconds of the offset.
///
/// Source: Go `src/time/time.go`, `Time.UnmarshalBinary`.
enum GoTime {
  /// From 0001-01-01 to 1970-01-01.
  private static let secondsToEpoch: Int64 = 62_135_596_800
  static let expectation = "a time of 15 bytes that begin with 01, or of 16 that begin with 02"

  static func parse(_ bytes: [UInt8]) -> Timestamp? {
    guard [[1, 15], [2, 16]].contains([Int(bytes.first ?? 0), bytes.count]) else { return nil }
    let seconds = bytes[1..<9].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let nanoseconds = bytes[9..<13].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let (unix, overflow) = Int64(bitPattern: seconds)
      .subtractingReportingOverflow(secondsToEpoch)
    guard !overflow, let fraction = Int32(exactly: nanoseconds), fraction < 1_000_000_000 else {
      return nil
    }
    return Timestamp(seconds: unix, nanoseconds: fraction)
  }
}

/// Numbers as Go's `binary.PutUvarint` and `binary.PutVarint` write them.
enum GoVarint {
  /// The number and what follows it.
  static func unsigned(
    _ bytes: some Collection<UInt8>
  ) -> (value: UInt64, rest: ArraySlice<UInt8>)? {
    let bytes = Array(bytes)
    var value: UInt64 = 0
    for (index, byte) in bytes.prefix(10).enumerated() {
      let part = UInt64(byte & 0x7F)
      guard index < 9 || part < 2 else { return nil }
      value |= part << UInt64(7 * index)
      if byte < 0x80 { return (value, bytes[(index + 1)...]) }
    }
    return nil
  }

  static func signed(_ bytes: [UInt8]) -> Int64? {
    guard let (value, _) = unsigned(bytes) else { return nil }
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }
}
