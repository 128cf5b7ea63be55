internal import LayerModel

/// How many layers of images are listed for one store.
///
/// Images share layers, so that a small file can name more of them than fit into memory.
struct ChainListing {
  /// No host has ten thousand images of a hundred layers.
  static let limit = 1_000_000
  /// Layers that images name and the store does not have.
  static let strangerLimit = 100_000
  /// Layers of one image, and steps that made it: the engines mount 128 layers at most.
  static let longest = 4_096

  private var listed = 0
  private var strangers = 0
  private var isCut = false
  private var areStrangersCut = false

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

  /// Takes a chain that fits.
  mutating func mayTake(_ length: Int) -> Bool {
    guard room(for: length) != nil else { return false }
    take(length)
    return true
  }

  /// Takes so many layers that the store does not have, if they fit.
  mutating func mayMiss(_ count: Int) -> Bool {
    guard strangers + count <= Self.strangerLimit else {
      areStrangersCut = true
      return false
    }
    strangers += count
    return true
  }

  /// That some are not listed.
  func problems(at path: BytePath) -> [ReadProblem] {
    var problems: [ReadProblem] = []
    if isCut { problems.append(.tooMany(path, limit: Self.limit, things: "layers of images")) }
    if areStrangersCut {
      let things = "layers of images that are not here"
      problems.append(.tooMany(path, limit: Self.strangerLimit, things: things))
    }
    return problems
  }
}
