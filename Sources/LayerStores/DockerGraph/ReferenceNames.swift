internal import LayerModel

/// What Docker accepts as names of repositories and tags.
///
/// Source: docker 1.7.1 `graph/tags.go`, `ValidateTagName`; `registry/config.go`,
/// `validateRemoteName`; `utils/utils.go`, `DigestReference`.
enum ReferenceNames {
  static func state(repository: [UInt8], tag: [UInt8]) -> String {
    guard isRepository(repository) else { return "illegal-name" }
    return isTag(tag) || isDigest(tag) ? "ok" : "illegal-tag"
  }

  /// `name:tag`, or `name@digest` for a reference by digest.
  static func joined(repository: [UInt8], tag: [UInt8]) -> String {
    let separator = tag.contains(colon) ? "@" : ":"
    return EscapedText.utf8(repository) + separator + EscapedText.utf8(tag)
  }

  /// The state of `name[:tag]` or `name@digest`.
  static func state(ofName name: String) -> String {
    let bytes = Array(name.utf8)
    let tail = bytes.lastIndex(of: slash).map { $0 + 1 } ?? 0
    let split = bytes[tail...].firstIndex { $0 == colon || $0 == UInt8(ascii: "@") }
    guard let split else { return state(repository: bytes, tag: Array("latest".utf8)) }
    return state(repository: Array(bytes[..<split]), tag: Array(bytes[(split + 1)...]))
  }

  /// Whether an OCI layout may call an image so: components of letters and digits with single
  /// separators (or two dashes) between them, joined by slashes.
  ///
  /// Source: OCI image-spec `annotations.md`, `org.opencontainers.image.ref.name`.
  static func isLayoutName(_ name: String) -> Bool {
    let separators = [dash, dot, underscore, colon, plus, UInt8(ascii: "@")]
    return name.utf8.split(separator: slash, omittingEmptySubsequences: false).allSatisfy { part in
      var last: UInt8?
      for byte in part {
        let isSeparator = separators.contains(byte)
        guard isSeparator || isWord(byte) && byte != underscore else { return false }
        let isDouble = isSeparator && last.map(separators.contains) == true
        if isSeparator, last == nil || isDouble && !(byte == dash && last == dash) { return false }
        last = byte
      }
      return last.map { !separators.contains($0) } ?? false
    }
  }

  /// `^[\w][\w.-]{0,127}$`.
  private static func isTag(_ tag: [UInt8]) -> Bool {
    guard let first = tag.first, tag.count <= 128, isWord(first) else { return false }
    return tag.allSatisfy { isWord($0) || $0 == dot || $0 == dash }
  }

  /// An algorithm, a colon and hexadecimal digits.
  private static func isDigest(_ tag: [UInt8]) -> Bool {
    guard let split = tag.firstIndex(of: colon) else { return false }
    let algorithm = tag[..<split]
    let digits = tag[(split + 1)...]
    return !algorithm.isEmpty && !digits.isEmpty
      && algorithm.allSatisfy { isWord($0) || $0 == dot || $0 == dash || $0 == plus }
      && digits.allSatisfy { isDigit($0) || 97...102 ~= $0 || 65...70 ~= $0 }
  }

  /// `[host[:port]/]component[/component…]`.
  private static func isRepository(_ name: [UInt8]) -> Bool {
    var parts = name.split(separator: slash, omittingEmptySubsequences: false)
    guard name.count <= 255 else { return false }
    if parts.count > 1, let host = parts.first, looksLikeHost(host) {
      guard isHost(host) else { return false }
      parts.removeFirst()
    }
    return parts.allSatisfy { part in
      !part.isEmpty
        && part.allSatisfy {
          isLower($0) || isDigit($0) || $0 == dot || $0 == dash || $0 == underscore
        }
    }
  }

  private static func looksLikeHost(_ part: ArraySlice<UInt8>) -> Bool {
    part.contains(dot) || part.contains(colon) || part.elementsEqual("localhost".utf8)
  }

  private static func isHost(_ host: ArraySlice<UInt8>) -> Bool {
    host.allSatisfy { isWord($0) || [dot, dash, colon].contains($0) || $0 == 91 || $0 == 93 }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    isLower(byte) || 65...90 ~= byte || isDigit(byte) || byte == underscore
  }
  private static func isLower(_ byte: UInt8) -> Bool { 97...122 ~= byte }
  private static func isDigit(_ byte: UInt8) -> Bool { 48...57 ~= byte }

  private static let colon = UInt8(ascii: ":")
  private static let dash = UInt8(ascii: "-")
  private static let dot = UInt8(ascii: ".")
  private static let plus = UInt8(ascii: "+")
  private static let slash = UInt8(ascii: "/")
  private static let underscore = UInt8(ascii: "_")
}
