package import LayerModel

/// A set of paths that finds the member that a path is, or lies below.
///
/// Strangers make paths as deep as they like: what is looked up are the few lengths that there are,
/// not all the directories that lead to a path.
package struct PathSet {
  private let paths: Set<BytePath>
  private let lengths: [Int]

  package init(_ paths: some Sequence<BytePath>) {
    self.paths = Set(paths)
    lengths = Set(self.paths.map(\.bytes.count)).sorted()
  }

  /// The innermost member that `path` is, or is below.
  package func member(around path: BytePath) -> BytePath? {
    let bytes = path.bytes
    for length in lengths.reversed() where length <= bytes.count {
      guard length == bytes.count || bytes[length] == UInt8(ascii: "/") else { continue }
      let start = BytePath(bytes[..<length])
      if paths.contains(start) { return start }
    }
    return nil
  }
}
