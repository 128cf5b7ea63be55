package import LayerModel

/// Where to look for stores, and which stores those build on.
package struct StorePlaces: Sendable {
  package var paths: [BytePath]
  /// Roots of stores that any of them may build on.
  package var additionalStores: [BytePath]
  /// Where this host's own containers/storage is; ``hostAdditionalStores`` are for that one only.
  package var hostRoots: Set<BytePath> = []
  package var hostAdditionalStores: [BytePath] = []

  package init(_ paths: [BytePath], additionalStores: [BytePath] = []) {
    self.paths = paths
    self.additionalStores = additionalStores
  }

  func additionalStores(of root: BytePath) -> [BytePath] {
    additionalStores + (hostRoots.contains(root) ? hostAdditionalStores : [])
  }
}
