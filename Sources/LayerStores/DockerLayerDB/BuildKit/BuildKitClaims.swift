internal import FileAccess
internal import LayerModel

/// What the build cache of BuildKit owns of a store.
///
/// Its databases are not read: where there is a `buildkit/`, ownership stays unknown.
struct BuildKitClaims {
  /// Directories of the driver that belong to the cache.
  var directories: Set<BytePath> = []
  /// The cache id that each layer has which the cache refers to.
  var chains: [Digest: String] = [:]
  /// `false` when an owner of layers may have been overlooked.
  var isKnown: Bool
  var documents: [DocumentClaim] = []
  var problems: [ReadProblem] = []
  var searchedRoot: SearchedRoot

  init(of root: borrowing Directory) {
    let path: BytePath = "buildkit"
    do {
      isKnown = try root.statusIfPresent(path) == nil
    } catch {
      isKnown = false
      problems.append(error)
    }
    searchedRoot = SearchedRoot(name: "build-cache", path: path, owners: isKnown ? 0 : nil)
  }
}
