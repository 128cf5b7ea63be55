internal import LayerModel

/// How many layers of images are listed for one store.
///
/// Images share layers, so that a small file can name more of them than fit into memory.
struct ChainListing {
  /// No host has ten thousand images of a hundred layers.
  static let limit = 1_000_000

  private var listed = 0
  private var isCut = false

  /// How many more layers of a chain may be listed, at the most; `nil` when the chain, whose length
  /// is `nil` if it is broken, does not fit.
  mutating func room(for length: Int?) -> Int? {
    let room = Self.limit - listed
    if isCut || room < length ?? 1 {
      isCut = true
      return nil
    }
    return room
  }

  mutating func take(_ count: Int) { listed += count }

  /// That some are not listed; `nil` if all are.
  func problem(at path: BytePath) -> ReadProblem? {
    isCut ? .tooMany(path, limit: Self.limit, things: "layers of images") : nil
  }
}
