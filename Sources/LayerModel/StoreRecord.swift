/// Everything that one store's metadata claims, and what of it could not be read.
///
/// The result of the `read` hop. Layers, images and containers are sorted by id, the rest by path.
/// Every path in it is relative to the store's root.
package struct StoreRecord: Hashable, Sendable {
  package var location: StoreLocation
  /// Whether a mount or a locked list inside the store shows that an engine uses it now.
  package var isLive = false
  /// The user whose store it is, where that is somebody other than root.
  package var owner: UInt32?
  package var layers: [LayerClaim] = []
  package var images: [ImageClaim] = []
  package var blobs: [BlobClaim] = []
  package var descriptors: [DescriptorClaim] = []
  package var references: [ReferenceClaim] = []
  package var containers: [ContainerClaim] = []
  package var leases: [LeaseClaim] = []
  package var documents: [DocumentClaim] = []
  package var leftovers: [Leftover] = []
  package var oddities: [Oddity] = []
  package var problems: [AttributedProblem] = []
  /// Where owners of layers were looked for; a root that could not be read leaves ownership unknown.
  package var searchedRoots: [SearchedRoot] = []
  /// What else lies in a root of this format; the first rule that a place matches tells.
  package var places: [PlaceRule] = []
  package var ledgerRange = LedgerRange()

  package init(location: StoreLocation) { self.location = location }
}

/// A file that the whole store depends on, such as `repositories-aufs`.
package struct DocumentClaim: Hashable, Sendable {
  /// `repositories`, `link-graph`, `driver-home`, `image-tree` ...
  package var kind: String
  package var path: BytePath
  /// `ok`, `missing`, `empty`, `no-entries`, `malformed`, `wrong-kind`, `unreadable`, `too-large`.
  package var state: String

  package init(kind: String, path: BytePath, state: String) {
    self.kind = kind
    self.path = path
    self.state = state
  }
}

/// A problem and the layer whose reading it stopped, if it concerns one.
package struct AttributedProblem: Hashable, Sendable {
  package var problem: ReadProblem
  package var layer: LayerID?

  package init(_ problem: ReadProblem, layer: LayerID? = nil) {
    self.problem = problem
    self.layer = layer
  }
}

/// One place that was searched for owners of layers.
package struct SearchedRoot: Hashable, Sendable {
  /// `images`, `containers`, `repositories` ...
  package var name: String
  package var path: BytePath
  /// How many owners it named; `nil` when it could not be read.
  package var owners: Int?

  package init(name: String, path: BytePath, owners: Int?) {
    self.name = name
    self.path = path
    self.owners = owners
  }
}

/// A divergence that the store's own reader tolerates, or that changes nothing by itself.
///
/// `kind` is the word that rules test; the formats' readers document the kinds they emit.
package struct Oddity: Hashable, Sendable {
  package var kind: String
  package var path: BytePath
  package var layer: LayerID?
  package var container: ContainerID?
  package var image: ImageID?
  package var expected: String?
  package var actual: String?
  /// How much is at stake, where that is known.
  package var bytes: ByteCount?

  package init(
    _ kind: String, path: BytePath, layer: LayerID? = nil, container: ContainerID? = nil,
    image: ImageID? = nil, expected: String? = nil, actual: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.layer = layer
    self.container = container
    self.image = image
    self.expected = expected
    self.actual = actual
  }
}

/// Something in a store that nothing in it owns.
package struct Leftover: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// A driver directory that no image and no container names.
    case orphanLayer = "orphan-layer"
    /// A driver directory without metadata that an image, a container or a tag still names.
    case unregisteredLayer = "unregistered-layer"
    /// `<cid>-init` without its container.
    case orphanInit = "orphan-init"
    /// A half-finished removal: `<id>-removing`.
    case removing
    /// An aborted pull or build, or a half-finished delete: `graph/_tmp/*`.
    case staging
    /// Temporary download, import or build files.
    case temporary
    /// A container's directory without its configuration.
    case containerRemains = "container-remains"
    /// Files in a mount point where nothing is mounted.
    case strayMountContent = "stray-mount-content"
    /// Something that does not belong where it is; ignored by the daemon.
    case stray
    /// A whole tree that a newer daemon has migrated away from.
    case migrated
    /// An entry under removal that names a directory still in use.
    case removingLive = "removing-live"
    /// An entry under removal that names nothing, so that no removal ever finishes.
    case removingNothing = "removing-nothing"
    /// A registered layer that no image, container or build cache needs.
    case unreferencedLayer = "unreferenced-layer"
    /// A writable layer that belongs to no container.
    case orphanMount = "orphan-mount"
    /// A short name in `overlay2/l` that no layer has.
    case orphanLink = "orphan-link"
    /// A file that was written beside the one it was to replace.
    case halfWritten = "half-written"
    /// What is remembered of an image that is gone.
    case imageMetadata = "image-metadata"
    /// A tar-split or other data of a layer that has no record.
    case layerRemains = "layer-remains"
    /// An image's directory without its record.
    case imageRemains = "image-remains"
    /// A file among an image's, a container's or a layer's data that its record does not list.
    case unlistedData = "unlisted-data"
    /// A blob that no image, lease or other root needs.
    case unreferencedBlob = "unreferenced-blob"
    /// A blob's file of which no database knows.
    case unlistedBlob = "unlisted-blob"
    /// A partly written blob.
    case ingest
    /// The directory of a partly written blob that no row names.
    case ingestRemains = "ingest-remains"
    /// The same without the file that says whose it is: no daemon ever removes it.
    case ingestUnowned = "ingest-unowned"
    /// A snapshot that no root reaches.
    case orphanSnapshot = "orphan-snapshot"
    /// A snapshot that the snapshotter has and no namespace names.
    case unlistedSnapshot = "unlisted-snapshot"
    /// The same on a snapshot that is gone: no daemon ever gets to it.
    case unreachableSnapshot = "unreachable-snapshot"
    /// A directory of which the snapshotter's database knows nothing.
    case snapshotRemains = "snapshot-remains"
  }

  package var kind: Kind
  package var path: BytePath
  /// The layer directory's name, where it is one.
  package var layer: LayerID?
  /// Seconds since the epoch of the newest of mtime and ctime of the entry itself.
  package var changedAt: Int64?
  /// `false` when a searched root was unreadable, so that an owner may exist.
  package var ownershipKnown: Bool
  /// When the last of those that keep it lets go of it; `nil` for never, and where nobody does.
  package var keptUntil: Timestamp?

  package init(
    _ kind: Kind, path: BytePath, layer: LayerID? = nil, changedAt: Int64? = nil,
    ownershipKnown: Bool = true
  ) {
    self.kind = kind
    self.path = path
    self.layer = layer
    self.changedAt = changedAt
    self.ownershipKnown = ownershipKnown
  }
}
