internal import FileAccess
internal import LayerModel

/// A storage driver of containers/storage, by the name of its directory, and what belongs to it.
///
/// Several drivers can have a store in one root.
/// Source: containers/storage `store.go`, `load`; `drivers/*`.
struct StorageDriver: Hashable {
  let name: String

  var home: BytePath { BytePath(name) }
  var layers: BytePath { BytePath(name + "-layers") }
  var images: BytePath { BytePath(name + "-images") }
  var containers: BytePath { BytePath(name + "-containers") }

  /// The directory whose entries are called for layers.
  var folder: BytePath {
    switch name {
    case "vfs": "vfs/dir"
    case "btrfs": "btrfs/subvolumes"
    case "zfs": "zfs/graph"
    case "aufs": "aufs/diff"
    default: home
    }
  }

  /// Whether layers name the ones below them by links in `l/`.
  var hasLinks: Bool { name == "overlay" }

  /// Whether every layer's directory has all files of its chain.
  var hasWholeTrees: Bool { name == "vfs" || name == "btrfs" }

  /// What keeps the driver's layers from being read; `nil` when they are plain files.
  var whyNotPlainFiles: String? {
    switch name {
    case "overlay", "vfs", "btrfs", "aufs": nil
    case "zfs": "layers are ZFS datasets, seen only while mounted"
    default: "how \(EscapedText.utf8(name.utf8)) keeps layers is not known"
    }
  }

  /// Names that the driver keeps for itself.
  func reserves(_ name: BytePath) -> Bool {
    // Every file system of its own has it in its root.
    name == "lost+found"
      || hasLinks
        && [
          LinkTable.folderName, "staging", "tempdirs", Self.mountProgramFlag, "backingFsBlockDev",
        ].contains(name)
  }

  /// Names of the driver's own probes of what the kernel can do.
  ///
  /// Source: containers/storage `drivers/overlay/check.go`, `overlay.go`, `supportsOverlay`.
  func isProbe(_ name: BytePath) -> Bool {
    hasLinks
      && ["opaque-bug-check", "metacopy-check", "compat", "check-"].contains { name.hasPrefix($0) }
  }

  /// Says whether a program mounts the layers instead of the kernel.
  static let mountProgramFlag: BytePath = ".has-mount-program"

  /// The drivers with metadata in one root, and what kept directories that are called for drivers
  /// from being looked into.
  static func all(
    in root: borrowing Directory, entries: [BytePath: FileKind]
  ) -> (drivers: [StorageDriver], problems: [ReadProblem]) {
    var found: Set<StorageDriver> = []
    var problems: [ReadProblem] = []
    for (name, kind) in entries where kind == .directory {
      for (suffix, files) in known where name.hasSuffix(suffix) {
        let driver = name.bytes.dropLast(suffix.utf8.count)
        guard !driver.isEmpty, driver.allSatisfy({ 97...122 ~= $0 || 48...57 ~= $0 }) else {
          continue
        }
        do throws(ReadProblem) {
          for file in files where try root.statusIfPresent(name.appending(file)) != nil {
            found.insert(StorageDriver(name: String(decoding: driver, as: UTF8.self)))
          }
        } catch {
          problems.append(error)
        }
      }
    }
    return (found.sorted { $0.name < $1.name }, problems)
  }

  /// What the engines put into the directories that they make, by how these are called.
  private static let known: [(suffix: String, files: [String])] = [
    ("-layers", ["layers.json", "layers.lock", "volatile-layers.json"]),
    ("-images", ["images.json", "images.lock"]),
    ("-containers", ["containers.json", "containers.lock", "volatile-containers.json"]),
  ]
}
