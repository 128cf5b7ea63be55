/// Text that is too long for its place.
enum MiddleCut {
  /// Takes letters out where names are alike: registries and directories, not tags and file names.
  ///
  /// - Returns: at most `width` letters, or the ellipsis where that is longer.
  static func text(_ text: String, to width: Int, ellipsis: String) -> String {
    let letters = Array(text.unicodeScalars)
    guard letters.count > width else { return text }
    let kept = max(0, width - ellipsis.unicodeScalars.count)
    let head = letters.prefix(kept / 4)
    let tail = letters.suffix(kept - head.count)
    return String(String.UnicodeScalarView(head)) + ellipsis
      + String(String.UnicodeScalarView(tail))
  }
}
