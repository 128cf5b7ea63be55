/// A moment as stores write it: RFC 3339, to the nanosecond.
package struct Timestamp: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z; negative before.
  package let seconds: Int64
  package let nanoseconds: Int32

  package init(seconds: Int64, nanoseconds: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// Parses RFC 3339 as Go's `time.Time.UnmarshalJSON` does; `nil` for anything else.
  package init?(rfc3339 text: String) {
    var reader = Reader(Array(text.utf8))
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
      reader.skip("-"), let day = reader.number(2), reader.skip("T"),
      let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2),
      reader.skip(":"), let second = reader.number(2)
    else { return nil }
    let fraction = reader.fraction()
    guard let fraction, let offset = reader.zone(), reader.isAtEnd,
      1...12 ~= month, 1...Self.days(in: month, of: year) ~= day,
      hour < 24, minute < 60, second < 60
    else { return nil }
    let days = Self.daysSinceEpoch(year: year, month: month, day: day)
    seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
    nanoseconds = Int32(fraction)
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// Seconds from `earlier` to this moment, with the fraction.
  package func seconds(since earlier: Timestamp) -> Double {
    Double(seconds) - Double(earlier.seconds)
      + Double(nanoseconds - earlier.nanoseconds) / 1_000_000_000
  }

  /// `2015-06-19T19:17:21Z`, in UTC, whole seconds.
  package var text: String {
    let (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    let (day, time) = second < 0 ? (days - 1, second + 86_400) : (days, second)
    let date = Self.date(day)
    return Self.padded(date.year, 4) + "-" + Self.padded(date.month, 2) + "-"
      + Self.padded(date.day, 2) + "T" + Self.padded(time / 3_600, 2) + ":"
      + Self.padded(time / 60 % 60, 2) + ":" + Self.padded(time % 60, 2) + "Z"
  }

  /// Reads back ``text``, also of years that have not four digits; `nil` for anything else.
  package init?(text: String) {
    let isBefore = text.hasPrefix("-")
    let parts = text.dropFirst(isBefore ? 1 : 0).split(
      separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let year = parts.first, let rest = parts.last, parts.count == 2,
      4...12 ~= year.utf8.count, year.utf8.allSatisfy({ 48...57 ~= $0 }),
      let number = Int64(year),
      // A year that has as many days.
      let moment = Timestamp(rfc3339: "\(Self.isLeap(number) ? 2000 : 1999)-" + rest),
      moment.nanoseconds == 0
    else { return nil }
    let sameYear: Int64 = Self.isLeap(number) ? 2000 : 1999
    let days =
      Self.daysSinceEpoch(year: isBefore ? -number : number, month: 1, day: 1)
      - Self.daysSinceEpoch(year: sameYear, month: 1, day: 1)
    let (span, overflow) = days.multipliedReportingOverflow(by: 86_400)
    let (seconds, overflows) = span.addingReportingOverflow(moment.seconds)
    guard !overflow, !overflows else { return nil }
    self.init(seconds: seconds)
  }

  private static func isLeap(_ year: Int64) -> Bool {
    year % 4 == 0 && year % 100 != 0 || year % 400 == 0
  }

  /// The same with milliseconds.
  package var textWithFraction: String {
    text.dropLast() + "." + Self.padded(Int64(nanoseconds) / 1_000_000, 3) + "Z"
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value.magnitude)
    return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count))
      + digits
  }

  // Days and dates: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".

  private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Int(month) - 1]
  }
}

/// Reads the fixed fields of an RFC 3339 text.
private struct Reader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ character: Character) -> Bool {
    guard let byte = character.asciiValue, rest.first == byte else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func number(_ width: Int) -> Int64? {
    guard let value = digits(rest.prefix(width)), rest.count >= width else { return nil }
    rest = rest.dropFirst(width)
    return value
  }

  /// Nanoseconds: 0 without a fraction; digits past the ninth are dropped, as Go does.
  mutating func fraction() -> Int64? {
    guard skip(".") else { return 0 }
    let run = rest.prefix { 48...57 ~= $0 }
    guard !run.isEmpty else { return nil }
    rest = rest.dropFirst(run.count)
    let kept = run.prefix(9)
    return digits(kept).map { value in (kept.count..<9).reduce(value) { sum, _ in sum * 10 } }
  }

  /// Seconds east of UTC.
  mutating func zone() -> Int64? {
    if skip("Z") { return 0 }
    let sign: Int64 = skip("+") ? 1 : skip("-") ? -1 : 0
    guard sign != 0, let hours = number(2), skip(":"), let minutes = number(2), hours < 24,
      minutes < 60
    else { return nil }
    return sign * (hours * 3_600 + minutes * 60)
  }

  private func digits(_ run: ArraySlice<UInt8>) -> Int64? {
    guard !run.isEmpty, run.allSatisfy({ 48...57 ~= $0 }) else { return nil }
    return run.reduce(0) { $0 * 10 + Int64($1 - 48) }
  }
}
