/// A path or file name as the kernel keeps it: bytes, of no certain encoding.
///
/// `String` would merge names that differ only in Unicode normalisation and repair names that are
/// not UTF-8; two files of a store must never become one.
package struct BytePath: Hashable, Sendable, ExpressibleByStringLiteral {
  package var bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  package init(_ bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }
  package init(_ text: String) { bytes = Array(text.utf8) }
  package init(stringLiteral text: String) { self.init(text) }

  package var isEmpty: Bool { bytes.isEmpty }
  package var isAbsolute: Bool { bytes.first == Self.separator }

  /// The path of `name` below this one; below the empty path it is `name` itself.
  package func appending(_ name: BytePath) -> BytePath {
    guard !bytes.isEmpty else { return name }
    guard !name.bytes.isEmpty else { return self }
    var joined = bytes
    joined.reserveCapacity(bytes.count + 1 + name.bytes.count)
    if joined.last != Self.separator { joined.append(Self.separator) }
    joined += name.bytes
    return BytePath(joined)
  }

  package func appending(_ name: String) -> BytePath { appending(BytePath(name)) }

  /// The bytes after the last `/`.
  package var lastComponent: BytePath {
    guard let slash = bytes.lastIndex(of: Self.separator) else { return self }
    return BytePath(bytes[(slash + 1)...])
  }

  /// The path without its last component; empty for a single name.
  package var parent: BytePath {
    guard let slash = bytes.lastIndex(of: Self.separator) else { return BytePath([]) }
    return BytePath(bytes[..<max(slash, isAbsolute ? 1 : 0)])
  }

  package var components: [BytePath] {
    bytes.split(separator: Self.separator).map { BytePath($0) }
  }

  /// The directories that it is in, the nearest first; the root, which has no name, left out.
  package var ancestors: some Sequence<BytePath> {
    sequence(first: self, next: \.directoryAbove).dropFirst()
  }

  /// `parent`, or nil where that is the root, which would be its own parent for ever.
  private var directoryAbove: BytePath? {
    let parent = parent
    return parent.isEmpty || parent == "/" ? nil : parent
  }

  /// Whether this is `folder` or something below it.
  package func isWithin(_ folder: BytePath) -> Bool {
    bytes == folder.bytes || folder.bytes == [Self.separator] && isAbsolute
      || bytes.starts(with: folder.bytes + [Self.separator])
  }

  package func hasPrefix(_ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }
  package func hasSuffix(_ suffix: String) -> Bool {
    bytes.count >= suffix.utf8.count && bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }

  private static let separator = UInt8(ascii: "/")
}

extension BytePath: Comparable {
  /// Byte order, which is the order of `sort` in the C locale.
  package static func < (left: BytePath, right: BytePath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension BytePath: CustomStringConvertible {
  /// Safe for a terminal: see ``EscapedText``.
  package var description: String { EscapedText.terminal(bytes) }
}
