package import LayerModel
internal import LayerStores

/// Where to look for stores, and which stores those build on.
package struct StorePlaces: Sendable {
  package var paths: [BytePath]
  /// Whether a person named them: then each should lead to a store.
  package var areNamed = true
  /// Roots of stores that any of them may build on.
  package var additionalStores: [BytePath]
  /// Where this host's own containers/storage is; ``hostAdditionalStores`` are for that one only.
  package var hostRoots: Set<BytePath> = []
  package var hostAdditionalStores: [BytePath] = []
  /// Data roots of this host's Docker, which its containerd may serve.
  package var hostDockerRoots: [BytePath] = []
  /// See ``StorageConfiguration/forcedMode``.
  package var hostForcedMode: UInt32?

  package init(_ paths: [BytePath], additionalStores: [BytePath] = []) {
    self.paths = paths
    self.additionalStores = additionalStores
  }

  func forcedMode(of root: BytePath) -> UInt32? {
    hostRoots.contains(root) ? hostForcedMode : nil
  }

  /// The data roots of Docker that may have things in a store of containerd: the one that it lies in,
  /// or those that were `found` and those of the host for any other.
  func dockerRoots(of root: BytePath, found: [BytePath]) -> [BytePath] {
    if let own = DockerRoot.owning(root) { return [own] }
    return Set(found + (hostRoots.contains(root) ? hostDockerRoots : [])).sorted()
  }

  func additionalStores(of root: BytePath) -> [BytePath] {
    additionalStores + (hostRoots.contains(root) ? hostAdditionalStores : [])
  }
}
