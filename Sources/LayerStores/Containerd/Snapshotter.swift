internal import FileAccess
internal import LayerModel

/// One snapshotter of a store: its database and its directories.
struct Snapshotter {
  /// What is known of a snapshotter by its name.
  enum Style: Hashable {
    /// Own entries in `snapshots/<id>/fs`.
    case overlay
    /// The whole file system in `snapshots/<id>`.
    case native
    /// No plain files, or not looked into, for the reason that is told.
    case closed(String)

    /// Source: containerd v2.3.4 `plugins/snapshots`.
    init(_ name: BytePath) {
      switch name {
      case "overlayfs": self = .overlay
      case "native": self = .native
      case "btrfs": self = .closed("snapshots are btrfs subvolumes")
      case "devmapper": self = .closed("snapshots are devices of a thin pool")
      case "zfs": self = .closed("snapshots are ZFS datasets")
      case "blockfile": self = .closed("snapshots are images of file systems")
      case "erofs": self = .closed("snapshots are images of EROFS")
      case "aufs": self = .closed("snapshots are branches of aufs")
      case "fuse-overlayfs": self = .closed("snapshots are mounted by a program")
      default: self = .closed("this program does not know how it keeps snapshots")
      }
    }
  }

  /// Whether every snapshot has an entry in `snapshots/`, as far as is known.
  ///
  /// Source: containerd v2.3.4 `plugins/snapshots/*`, `NewSnapshotter`.
  var keepsEntries: Bool {
    ["overlayfs", "native", "btrfs", "blockfile", "erofs", "fuse-overlayfs"].contains(name)
  }

  let name: BytePath
  let folder: BytePath
  let style: Style
  /// `nil` when it cannot be read; without rows when there is none.
  var database: SnapshotterDatabase?
  var databaseState = "ok"
  /// What is in `snapshots/`; `nil` when that cannot be read.
  var entries: Set<BytePath>?

  init(_ name: BytePath) {
    self.name = name
    folder = BytePath(ContainerdReader.snapshotterPrefix).joined(name)
    style = Style(name)
  }

  var databasePath: BytePath { folder.appending("metadata.db") }
  var snapshots: BytePath { folder.appending("snapshots") }

  func directory(_ id: UInt64) -> BytePath { snapshots.appending(String(id)) }

  /// Where the files of a snapshot are.
  func content(_ id: UInt64) -> BytePath {
    style == .overlay ? directory(id).appending("fs") : directory(id)
  }
}

extension BytePath {
  /// The bytes of both, without a separator.
  func joined(_ other: BytePath) -> BytePath { BytePath(bytes + other.bytes) }
}
