/// What a tar stream holds that no reader accepts.
package struct TarError: Error, Hashable, Sendable {
  /// What should have stood there.
  package let expected: String

  package init(expected: String) { self.expected = expected }
}
