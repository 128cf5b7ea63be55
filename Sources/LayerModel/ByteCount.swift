/// A number of bytes that a store claims or that we measured, with arithmetic that cannot trap.
///
/// May be negative: Docker's `layersize` file can hold any `int64`. Sums stop at the ends of
/// `Int64`, which no real store reaches, so that a hostile number stays visible as implausible.
package struct ByteCount: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
  package var value: Int64

  package init(_ value: Int64) { self.value = value }
  package init(integerLiteral value: Int64) { self.value = value }

  /// The count of a length the program measured itself, clamped to `Int64.max`.
  package init(clamping value: Int) { self.value = Int64(value) }
  package init(clamping value: UInt64) { self.value = Int64(clamping: value) }

  package static func < (left: ByteCount, right: ByteCount) -> Bool { left.value < right.value }

  package func adding(_ other: ByteCount) -> ByteCount {
    let (sum, overflow) = value.addingReportingOverflow(other.value)
    guard overflow else { return ByteCount(sum) }
    return ByteCount(other.value > 0 ? .max : .min)
  }

  package func subtracting(_ other: ByteCount) -> ByteCount {
    let (difference, overflow) = value.subtractingReportingOverflow(other.value)
    guard overflow else { return ByteCount(difference) }
    return ByteCount(other.value < 0 ? .max : .min)
  }

  package mutating func add(_ other: ByteCount) { self = adding(other) }
}

extension ByteCount: CustomStringConvertible {
  package var description: String { String(value) }
}
