/// The store formats, by the names that reports use.
package enum StoreKind: String, Hashable, Sendable, CaseIterable {
  case dockerGraph = "docker-graph"
  case dockerLayerDB = "docker-layerdb"
  case containersStorage = "containers-storage"
  case containerd
  case ociLayout = "oci-layout"
  case dockerArchive = "docker-archive"
}

/// One store: a root and one storage driver in it.
package struct StoreLocation: Hashable, Sendable {
  package let kind: StoreKind
  /// `aufs`, `overlay`, `vfs` ...; as the directory is called.
  package let driver: String
  /// Absolute.
  package let root: BytePath
  /// Roots of stores that this one may build on, absolute; they only answer questions.
  ///
  /// Nothing in a store of containers/storage names its additional image stores.
  package var additionalStores: [BytePath] = []
  /// Data roots of Docker whose daemons may use this containerd, absolute; they only answer questions.
  ///
  /// Nothing in a store of containerd says whose snapshots Docker's are.
  package var dockerRoots: [BytePath] = []
  /// The mode that the host's engine is told to give to every file; nothing in a store says so.
  package var forcedMode: UInt32?

  package init(
    kind: StoreKind, driver: String, root: BytePath, additionalStores: [BytePath] = []
  ) {
    self.kind = kind
    self.driver = driver
    self.root = root
    self.additionalStores = additionalStores
  }

  /// Names the store in tables and reports, without the host.
  package var id: String { "\(kind.rawValue)/\(driver):\(EscapedText.utf8(root.bytes))" }
}

/// How deep an audit goes; each level includes those before it.
package enum AuditLevel: String, Hashable, Sendable, CaseIterable, Comparable {
  case metadata, sizes, content

  package static func < (left: Self, right: Self) -> Bool {
    allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
  }
}
