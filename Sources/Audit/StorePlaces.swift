package import LayerModel

/// Where to look for stores, and which stores those build on.
package struct StorePlaces: Sendable {
  package var paths: [BytePath]
  /// Roots of stores that any of them may build on.
  package var additionalStores: [BytePath]
  /// Where this host's own containers/storage is; ``hostAdditionalStores`` are for that one only.
  package var hostRoots: Set<BytePath> = []
  package var hostAdditionalStores: [BytePath] = []
  /// See ``StorageConfiguration/forcedMode``.
  package var hostForcedMode: UInt32?

  package init(_ paths: [BytePath], additionalStores: [BytePath] = []) {
    self.paths = paths
    self.additionalStores = additionalStores
  }

  func forcedMode(of root: BytePath) -> UInt32? {
    hostRoots.contains(root) ? hostForcedMode : nil
  }

  func additionalStores(of root: BytePath) -> [BytePath] {
    additionalStores + (hostRoots.contains(root) ? hostAdditionalStores : [])
  }
}
