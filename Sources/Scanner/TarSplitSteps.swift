internal import Archives
internal import FileAccess
internal import LayerModel

/// Reads a tar-split of a store from its start to its end.
enum TarSplitSteps {
  /// A tar-split of more JSON than this is not read.
  private static let inflatedLimit: ByteCount = 8_589_934_592

  /// Calls `body` with the header of each entry until it returns `false`.
  static func readEntries(
    _ path: BytePath, in root: borrowing Directory,
    _ body: (TarHeader) throws(ReadProblem) -> Bool
  ) throws(ReadProblem) {
    var walk = TarSplitWalk(of: path, inflatedLimit: inflatedLimit)
    let source = try root.file(path)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while let step = try walk.next(from: { () throws(ReadProblem) -> [UInt8]? in
      let count = try source.read(into: &chunk)
      return count == 0 ? nil : Array(chunk[..<count])
    }) {
      guard case .entry(let header, _) = step else { continue }
      if try !body(header) { return }
    }
  }

  /// Calls `body` with each step.
  ///
  /// - Returns: what Docker reads past, yet is not as it should be.
  static func read(
    _ path: BytePath, in root: borrowing Directory,
    _ body: (TarSplitWalk.Step) throws(ReadProblem) -> Void
  ) throws(ReadProblem) -> ReadProblem? {
    let source = try root.file(path)
    var walk = TarSplitWalk(of: path, inflatedLimit: inflatedLimit)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while let step = try walk.next(from: { () throws(ReadProblem) -> [UInt8]? in
      let count = try source.read(into: &chunk)
      return count == 0 ? nil : Array(chunk[..<count])
    }) {
      try body(step)
    }
    return walk.oddity
  }
}
