/// What was written: counts of names, and bytes as `directory.Size` counts them.
///
/// Each inode once, a symbolic link by the length of its target, directories not at all.
struct TreeTotals: Sendable {
  var bytes = 0
  var files = 0
  var directories = 0
  var symbolicLinks = 0
  var hardLinks = 0
  var whiteouts = 0

  static func + (left: TreeTotals, right: TreeTotals) -> TreeTotals {
    TreeTotals(
      bytes: left.bytes + right.bytes,
      files: left.files + right.files,
      directories: left.directories + right.directories,
      symbolicLinks: left.symbolicLinks + right.symbolicLinks,
      hardLinks: left.hardLinks + right.hardLinks,
      whiteouts: left.whiteouts + right.whiteouts)
  }
}
