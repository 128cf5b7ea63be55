internal import LayerModel

/// One tree to walk.
struct ScanTree: Sendable {
  enum Owner: Hashable, Sendable {
    case layer(LayerID)
    case leftover(BytePath)
    /// The store's own bookkeeping.
    case metadata
  }

  let owner: Owner
  /// Relative to the store's root.
  let root: BytePath
  let shape: ContentPlan.Shape
  /// The tree to compare with, for layers that are whole file systems.
  var parentRoot: BytePath?
  var tarSplit: BytePath?
  /// The trees of the ancestors, nearest first; empty unless whiteouts are to be checked.
  var lowerRoots: [BytePath] = []
  var hashes = false
  /// Whether every entry is kept for a manifest.
  var collects = false

  var layer: LayerID? {
    guard case .layer(let id) = owner else { return nil }
    return id
  }

  /// Whether hidden names are files called `.wh.NAME`.
  var hasWhiteoutFiles: Bool { shape == .ownEntriesWithWhiteoutFiles && layer != nil }
}
