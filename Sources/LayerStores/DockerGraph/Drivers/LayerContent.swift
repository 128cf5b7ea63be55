internal import FileAccess
internal import LayerModel

/// Where one layer's files are, and whether something is there.
struct LayerContent {
  var path: BytePath
  var state: String
  var plan: ContentPlan?
  var changedAt: Int64?
  var problem: ReadProblem?

  /// Looks with `lstat` only: a link in a directory's place is named, never followed.
  ///
  /// Drivers that keep own entries unpack no entry for the root; the others do.
  /// Source: moby v20.10.24 `pkg/archive/archive.go`, `Unpack`; `diff.go`, `UnpackLayer`.
  init(_ path: BytePath, shape: ContentPlan.Shape, in root: borrowing Directory) {
    self.path = path
    do {
      guard let status = try root.statusIfPresent(path) else {
        state = "missing"
        return
      }
      changedAt = status.newestChange
      switch status.kind {
      case .directory:
        state = "directory"
        var plan = ContentPlan(root: path, shape: shape)
        plan.keepsOwnRoot = shape != .wholeTree
        self.plan = plan
      case .symlink: state = "symlink"
      default: state = "wrong-kind"
      }
    } catch {
      state = "unreadable"
      problem = error
    }
  }

  /// A layer whose files no directory of the store holds while it is not mounted.
  init(notPlainFilesAt path: BytePath, in root: borrowing Directory) {
    self.path = path
    do {
      let status = try root.statusIfPresent(path)
      state = status == nil ? "missing" : "not-plain-files"
      changedAt = status?.newestChange
    } catch {
      state = "unreadable"
      problem = error
    }
  }

  func apply(to claim: inout LayerClaim) {
    claim.contentPath = path
    claim.contentState = state
    claim.content = plan
    claim.changedAt = changedAt
  }
}

extension FileStatus {
  /// Seconds since the epoch of the newer of mtime and ctime.
  var newestChange: Int64 { max(modified.seconds, changed.seconds) }
}

extension GraphDriver {
  /// Where the driver keeps one layer.
  ///
  /// Source: docker 1.7.1 `daemon/graphdriver/*`; section 6 of the format's facts.
  func content(
    of layer: LayerID, role: LayerClaim.Role, in root: borrowing Directory
  ) -> LayerContent {
    let path = contentFolder.appending(layer.name)
    switch self {
    case .aufs: return LayerContent(path, shape: .ownEntriesWithWhiteoutFiles, in: root)
    case .overlay: return Self.overlayContent(path, role, in: root)
    case .vfs, .btrfs: return LayerContent(path, shape: .wholeTree, in: root)
    case .devicemapper, .zfs: return LayerContent(notPlainFilesAt: path, in: root)
    }
  }

  /// What keeps the driver's layers from being read; `nil` when they are plain files.
  var whyNotPlainFiles: String? {
    switch self {
    case .devicemapper: "layers are block devices in a thin pool"
    case .zfs: "layers are ZFS datasets, seen only while mounted"
    case .aufs, .overlay, .vfs, .btrfs: nil
    }
  }

  /// Images are whole trees in `root`; containers have what they changed in `upper`.
  ///
  /// Source: docker 1.7.1 `daemon/graphdriver/overlay/overlay.go`, `Create`, `ApplyDiff`.
  private static func overlayContent(
    _ path: BytePath, _ role: LayerClaim.Role, in root: borrowing Directory
  ) -> LayerContent {
    let directory = LayerContent(path, shape: .wholeTree, in: root)
    // A link or file in the layer's place: nothing below it may be looked at.
    guard directory.state == "directory" else { return directory }
    let whole = LayerContent(path.appending("root"), shape: .wholeTree, in: root)
    let upper = LayerContent(
      path.appending("upper"), shape: .ownEntriesWithWhiteoutDevices, in: root)
    switch role {
    case .image: return whole
    case .container, .containerInit: return upper
    case .unclaimed, .buildCache:
      if whole.state != "missing" { return whole }
      return upper.state == "missing" ? directory : upper
    }
  }
}
