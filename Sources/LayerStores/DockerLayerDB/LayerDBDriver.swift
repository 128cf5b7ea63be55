internal import FileAccess
internal import LayerModel

/// The storage drivers of Docker 1.10 to 29, by the names of their directories.
///
/// Source: moby v28.5.2 `daemon/graphdriver/driver.go`, `driver_linux.go`, and those removed since.
enum LayerDBDriver: String, CaseIterable {
  case overlay2
  case fuseOverlayFS = "fuse-overlayfs"
  case overlay, aufs, vfs, btrfs, zfs, devicemapper

  var home: BytePath { BytePath(rawValue) }

  /// The directory whose entries are called for cache ids.
  var folder: BytePath {
    switch self {
    case .overlay2, .fuseOverlayFS, .overlay: home
    case .aufs: GraphDriver.aufsDiff
    case .vfs: "vfs/dir"
    case .btrfs: "btrfs/subvolumes"
    case .zfs: "zfs/graph"
    case .devicemapper: GraphDriver.deviceMetadata
    }
  }

  /// The whole tree of metadata that belongs to this driver.
  var images: BytePath { BytePath("image").appending(home) }

  /// Whether layers name the ones below them by links in `l/`.
  var hasLinks: Bool { self == .overlay2 || self == .fuseOverlayFS }

  /// Whether the driver keeps this name for itself.
  func reserves(_ name: BytePath) -> Bool {
    switch self {
    case .overlay2, .fuseOverlayFS: [LinkTable.folderName, "backingFsBlockDev"].contains(name)
    case .devicemapper:
      ["base", "deviceset-metadata", "transaction-metadata"].contains(name)
    case .overlay, .aufs, .vfs, .btrfs, .zfs: false
    }
  }

  /// Names of the driver's own probes of what the kernel can do.
  ///
  /// Source: moby v28.5.2 `daemon/graphdriver/overlayutils/overlayutils.go`,
  /// `overlay2/check.go`.
  func isProbe(_ name: BytePath) -> Bool {
    hasLinks
      && ["opaque-bug-check", "metacopy-check", "check-overlayfs-support"].contains {
        name.hasPrefix($0)
      }
  }

  /// The driver as Docker 1.5 to 1.9 knew it.
  private var elder: GraphDriver? { GraphDriver(rawValue: rawValue) }

  /// What keeps the driver's layers from being read; `nil` when they are plain files.
  var whyNotPlainFiles: String? { elder?.whyNotPlainFiles }

  /// Where the driver keeps one layer, never through a link.
  func content(
    of cacheID: LayerID, role: LayerClaim.Role, in root: borrowing Directory
  ) -> LayerContent {
    if let elder { return elder.content(of: cacheID, role: role, in: root) }
    let path = home.appending(cacheID.name)
    let shape: ContentPlan.Shape =
      self == .overlay2 ? .ownEntriesWithWhiteoutDevices : .ownEntriesWithWhiteoutFiles
    let directory = LayerContent(path, shape: shape, in: root)
    // A link or file in the layer's place: nothing below it may be looked at.
    guard directory.state == "directory" else { return directory }
    return LayerContent(path.appending("diff"), shape: shape, in: root)
  }
}
