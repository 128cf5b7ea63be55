internal import LayerModel

/// One tree to walk.
struct ScanTree: Sendable {
  enum Owner: Hashable, Sendable {
    case layer(LayerID)
    case leftover(BytePath)
  }

  let owner: Owner
  /// Relative to the store's root.
  let root: BytePath
  let shape: ContentPlan.Shape
  /// The tree to compare with, for layers that are whole file systems.
  var parentRoot: BytePath?
  var tarSplit: BytePath?
  /// What is at ``tarSplit``: see ``ContentPlan/tarForm``.
  var tarForm = ContentPlan.TarForm.tarSplit
  /// The ancestors' tar-splits, base first; see ``ContentPlan/inheritedTarSplits``.
  var inheritedTarSplits: [BytePath]?
  var owners: OwnerMapping?
  /// What most layers of the store have for an owner, and what this one has for all of them; `nil`
  /// unless these differ.
  var ownersExpected: String?
  var ownersActual: String?
  /// See ``ContentPlan/keepsOnlyFileTimes``.
  var keepsOnlyFileTimes = false
  /// See ``ContentPlan/keepsFractions``.
  var keepsFractions = false
  /// See ``ContentPlan/keepsOwnRoot``.
  var keepsOwnRoot = false
  /// See ``ContentPlan/hasMountProgram``.
  var hasMountProgram = false
  /// See ``ContentPlan/forcedMode``.
  var forcedMode: UInt32?
  /// Length of the layer's tar, where the store records that.
  var recordedTarSize: ByteCount?
  /// What the layer's tar should hash to.
  var recordedDiffID: Digest?
  /// Whether it belongs to an image, so that nothing changes it.
  var isReadOnly = false
  /// Whether the layer is known to have no parent.
  var isRoot = false
  /// The trees of the ancestors, nearest first; empty unless whiteouts are to be checked.
  var lowerRoots: [BytePath] = []
  /// Whether the driver makes every layer a file system of its own (btrfs, zfs).
  var isFileSystem = false
  /// Where something else is mounted, relative to the root; empty for the root itself.
  var mounts: [BytePath] = []
  /// Whether attributes called `trusted.…`, which overlay keeps there, are not seen.
  var hidesTrustedAttributes = false
  var hashes = false
  /// Whether every entry is kept for a manifest.
  var collects = false
  /// Whether the regular files that the layer has of its own are listed with their lengths.
  var lists = false
  /// Whether it is kept what the layer has and hides; see ``LayerOutline``.
  var outlines = false
  /// Files whose contents are hashed for an outline, by their places.
  var compared: Set<UInt64> = []
  /// Before which other trees it is accounted for what it shares with them; `nil` for one of which
  /// no account is kept.
  var rank: Int?
  /// Whether what `lstat` says of its entries is summed up.
  var sumsStatus = false

  var layer: LayerID? {
    guard case .layer(let id) = owner else { return nil }
    return id
  }

  /// Whether the layer's own entries can be told from inherited ones.
  var knowsOwnEntries: Bool { shape != .wholeTree || isRoot || parentRoot != nil }

  /// Whether overlay marks directories of it by extended attributes.
  var hasOverlayAttributes: Bool {
    (shape == .ownEntriesWithWhiteoutDevices || hasMountProgram) && layer != nil
  }

  /// Whether hidden names are files called `.wh.NAME`.
  var hasWhiteoutFiles: Bool { shape == .ownEntriesWithWhiteoutFiles && layer != nil }
}
