/// What a store's metadata says of one layer, and where its content should be.
///
/// The `…State` words are what rules test; each format documents the ones it uses.
package struct LayerClaim: Hashable, Sendable {
  package enum Role: String, Sendable {
    case image, container
    case containerInit = "container-init"
    /// A driver directory that only the build cache owns.
    case buildCache = "build-cache"
    /// A driver directory that nothing names.
    case unclaimed
  }

  package var id: LayerID
  package var role: Role
  /// The image layer's metadata file; `nil` for layers that have none by design.
  package var metadataPath: BytePath?
  /// `ok`, `missing`, `empty`, `unreadable`, `malformed`, `wrong-kind`, `too-large`, `null`; `none`
  /// where none is due.
  package var metadataState = "none"
  /// Whether the daemon would list this layer as an image; `nil` when not an image layer.
  package var loadable: Bool?

  package var declaredID: String?
  /// `match`, `differs`, `malformed`, `absent`.
  package var declaredIDState: String?
  /// How the id follows from content: `match`, `probe`, `mismatch`; `nil` when it is random.
  package var contentAddressState: String?

  package var parent: LayerID?
  /// As written, when it is not an id.
  package var parentText: String?
  /// `root`, `present`, `missing`, `malformed`, `prefix`, `self`, `cycle`, `unloadable`,
  /// `unknown`; `elsewhere` when nothing here was ever its parent, so that another store may have
  /// it.
  package var parentState: String?
  /// Ancestors to the root, 0 for a base layer; `nil` when the chain is broken.
  package var depth: Int?

  package var recordedSize: ByteCount?
  package var recordedSizePath: BytePath?
  package var recordedSizeText: String?
  /// `ok`, `missing`, `malformed`, `negative`, `non-canonical`, `trailing-newline`, `empty`,
  /// `overflow`, `wrong-kind`, `unreadable`; `implausible` for `int64` maximum and the like.
  package var recordedSizeState: String?
  /// The size that the metadata repeats (`Size` in a Docker image JSON).
  package var metadataSize: ByteCount?

  package var created: Timestamp?
  /// `ok`, `missing`, `malformed`.
  package var createdState: String?
  package var createdBy: String?
  package var comment: String?
  package var toolVersion: String?
  package var author: String?
  /// The image configuration, one line a field, canonical order: what `inspect` compares.
  package var configuration: [ConfigurationField] = []
  /// Set when nothing but `Cmd` differs from the parent's configuration, `false` when more does,
  /// `nil` when the parent or the configuration is unknown.
  package var changesOnlyCommand: Bool?

  package var checksumText: String?
  /// `ok`, `malformed`, `legacy-tarsum`; `nil` when there is no file.
  package var checksumState: String?
  /// `layer_id` of content-addressed image JSON.
  package var declaredBlobDigest: String?
  /// The DiffID: SHA-256 of the layer's uncompressed tar, as the store or a migration recorded it.
  package var recordedDiffID: Digest?
  /// `ok`, `missing`, `empty`, `malformed`, `wrong-kind`, `unreadable`; `nil` where none is due.
  package var diffIDState: String?
  /// The ChainID by the recorded parent and DiffID; `nil` when either is unknown.
  package var computedChainID: Digest?
  /// Which record the DiffID is from: `diff-digest`, or `expected-layer-diffid` for a layer that is
  /// known by its table of contents; `nil` where a format has but one.
  package var diffIDSource: String?
  /// As written, when it is no digest.
  package var diffIDText: String?
  /// Of the table of contents by which a layer was fetched in parts.
  package var tocDigest: Digest?
  /// Of the layer as a registry sent it, which the store does not keep.
  package var blobDigest: Digest?
  package var blobSize: ByteCount?
  /// The ids that the tar's headers are recorded to have, sorted; `nil` where none are due.
  package var recordedUsers: [UInt32]?
  package var recordedGroups: [UInt32]?
  /// What the configuration of an image that has this chain says of the DiffID and the parent.
  package var imageDiffID: Digest?
  package var imageParent: LayerID?
  package var isNamedByImage = false

  // Of stores that keep layers as blobs.

  /// The containerd namespace that has it, and the snapshotter that keeps it.
  package var namespace: String?
  package var snapshotter: String?
  /// The blob that it was unpacked from or is kept as; `nil` when none is known.
  package var blob: BytePath?
  /// Of that blob: `present`, `missing`, `discarded` (no record of it is left, by design).
  package var blobState: String?
  /// Inodes that the store counted when it committed the layer.
  package var recordedInodes: Int?
  /// `view`, `active`, `committed`, `unknown`; `nil` where the format has no such kinds.
  package var snapshotKind: String?
  /// When the last of those that keep it lets go of it; `nil` for never, and where nobody does.
  package var keptUntil: Timestamp?

  /// The driver's directory, where the layer is not called for it.
  package var cacheID: LayerID?
  package var cacheIDPath: BytePath?
  /// `ok`, `missing`, `empty`, `malformed`, `traversal`, `duplicate`, `wrong-kind`, `unreadable`;
  /// `unknown` when the database that would tell cannot be read; `nil` where none is due.
  package var cacheIDState: String?
  /// As written, when it is no cache id.
  package var cacheIDText: String?
  /// The one directory that nothing names and that must be the layer's, when its own is not found.
  package var foundCacheID: LayerID?

  /// Of the short name by which overlay2 mounts the layer.
  ///
  /// `ok`, `missing`, `empty`, `malformed`, `wrong-kind`, `unreadable`, `duplicate`; of the link that
  /// has it: `link-missing`, `link-elsewhere`, `link-wrong-kind`. `nil` where the driver has none.
  package var linkState: String?
  package var linkPath: BytePath?
  package var linkExpected: String?
  package var linkActual: String?
  /// The links that lead to its directory, sorted; for unclaimed layers, too.
  package var links: [BytePath] = []

  /// A second record of the chain (`aufs/layers/<id>`, `overlay2/<id>/lower`): `match`, `differs`, `missing`,
  /// `wrong-kind`, `unreadable`, `malformed`, `empty`, `too-long`; `stand-in` when it names a copy
  /// that the build cache made of a layer below; `nil` when the driver has none.
  package var chainState: String?
  package var chainPath: BytePath?
  package var chainExpected: String?
  package var chainActual: String?

  package var contentPath: BytePath
  /// `directory`, `missing`, `wrong-kind`, `symlink`, `unreadable`, `not-plain-files`, `packed` (it
  /// is kept as ``blob``, whose verdict it has),
  /// `other-driver`, `unknown` when the metadata does not say where it is.
  package var contentState: String
  package var tarSplitPath: BytePath?
  /// `present`, `missing`, `wrong-kind`, `none`.
  package var tarSplitState = "none"
  /// How the scanner should measure it; `nil` when there is nothing to walk.
  package var content: ContentPlan?
  /// Seconds since the epoch: newest of mtime and ctime of the content directory.
  package var changedAt: Int64?
  /// Whether the build cache owns it, too, so that removing every image does not remove it.
  package var isHeldByBuildCache = false

  /// The digest by which modern stores call the layer and all below it.
  package var chainID: Digest? {
    if namespace != nil { return Digest(prefixed: id.name.lastComponent.bytes) }
    if contentState == "packed" { return computedChainID }
    return cacheIDState == nil ? nil : Digest(hex: id.name.bytes)
  }

  package init(id: LayerID, role: Role, contentPath: BytePath, contentState: String) {
    self.id = id
    self.role = role
    self.contentPath = contentPath
    self.contentState = contentState
  }
}

/// One field of an image's configuration, rendered as canonical JSON.
package struct ConfigurationField: Hashable, Sendable {
  package var name: String
  package var value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// What the scanner is to walk for one layer.
package struct ContentPlan: Hashable, Sendable {
  /// How a directory relates to the layer.
  package enum Shape: String, Sendable {
    /// Only the layer's own entries, hidden names as `.wh.` files (aufs).
    case ownEntriesWithWhiteoutFiles = "own-entries"
    /// Only the layer's own entries, hidden names as 0:0 devices (overlay upper).
    case ownEntriesWithWhiteoutDevices = "own-entries-devices"
    /// The whole file system of the layer and its ancestors (vfs, overlay root, btrfs).
    case wholeTree = "whole-tree"
  }

  /// What tells a layer's tar.
  package enum TarForm: Hashable, Sendable {
    /// tar-split: everything but contents, of which it has checksums.
    case tarSplit
    /// The layer itself as a blob of the store, compressed or not.
    case blob
  }

  /// Layers below one of a chain that Docker makes; the tars of a longer one are not replayed.
  ///
  /// Source: docker 1.7.1 `image/image.go`, `MaxImageDepth`; later daemons stop at 125.
  package static let longestChain = 127

  /// Relative to the store's root; opened without following links.
  package var root: BytePath
  package var shape: Shape
  /// The parent's whole tree, to tell the layer's own entries; only for ``Shape/wholeTree``.
  package var parentRoot: BytePath?
  /// The layer's tar-split (`tar-data.json.gz`, `tar-split.json.gz`), when it has one.
  package var tarSplit: BytePath?
  /// What is at ``tarSplit`` and ``inheritedTarSplits``.
  package var tarForm = TarForm.tarSplit
  /// The tar-splits of all ancestors, base layer first; empty for a base layer.
  ///
  /// `nil` when the chain is broken or one has none. Only for ``Shape/wholeTree``: with them every
  /// inherited copy is held against the tar it came from.
  package var inheritedTarSplits: [BytePath]?
  /// Where the owners of the tar are on disk; `nil` outside a user namespace.
  package var owners: OwnerMapping?
  /// Whether the store gave directories and links the time at which it made them.
  package var keepsOnlyFileTimes = false
  /// Whether the store gave entries the times of the tar to the nanosecond.
  package var keepsFractions = false
  /// Whether the layer's root is as the driver made it, whatever the tar says of it.
  package var keepsOwnRoot = false
  /// Whether a program such as fuse-overlayfs mounts the layer, which has marks of its own.
  package var hasMountProgram = false
  /// The mode that the engine is told to give to every file and directory.
  package var forcedMode: UInt32?

  package init(
    root: BytePath, shape: Shape, parentRoot: BytePath? = nil, tarSplit: BytePath? = nil,
    inheritedTarSplits: [BytePath]? = nil, owners: OwnerMapping? = nil
  ) {
    self.root = root
    self.shape = shape
    self.parentRoot = parentRoot
    self.tarSplit = tarSplit
    self.inheritedTarSplits = inheritedTarSplits
    self.owners = owners
  }
}

extension OwnerMapping {
  /// From the name of a data root for containers in a user namespace: `<uid>.<gid>`.
  ///
  /// Source: moby `daemon/daemon_unix.go`, `setupDaemonRoot`.
  package init?(rootName: BytePath) {
    let numbers = rootName.bytes.split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false
    )
    .map { UInt32(String(decoding: $0, as: UTF8.self)) }
    guard numbers.count == 2, let user = numbers[0], let group = numbers[1] else { return nil }
    self.init(shiftedBy: user, group: group)
  }
}
