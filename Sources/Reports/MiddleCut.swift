/// Text that is too long for its place.
enum MiddleCut {
  /// Takes letters out of the middle, as both ends of a name tell most.
  ///
  /// - Returns: at most `width` letters, or the ellipsis where that is longer.
  static func text(_ text: String, to width: Int, ellipsis: String) -> String {
    let letters = Array(text.unicodeScalars)
    guard letters.count > width else { return text }
    let kept = max(0, width - ellipsis.unicodeScalars.count)
    // The end, where tags and file names are, gets what is left over.
    let head = letters.prefix(kept / 2)
    let tail = letters.suffix(kept - kept / 2)
    return String(String.UnicodeScalarView(head)) + ellipsis
      + String(String.UnicodeScalarView(tail))
  }
}
