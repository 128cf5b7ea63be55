internal import FileAccess
internal import LayerModel

/// What lies around the trees of a store and decides on what can be seen of them.
struct Surroundings {
  private let mounts: MountPoints
  private let hidesTrustedAttributes: Bool

  init(of record: StoreRecord, seesTrustedAttributes: Bool) {
    mounts = Self.mounts(below: record.location.root)
    hidesTrustedAttributes = !seesTrustedAttributes && Self.usesTrustedAttributes(record)
  }

  func around(_ tree: ScanTree) -> ScanTree {
    var tree = tree
    tree.mounts = mounts.within(tree.root)
    tree.hidesTrustedAttributes = hidesTrustedAttributes && tree.hasOverlayAttributes
    return tree
  }

  static func mounts(below root: BytePath) -> MountPoints {
    do throws(ReadProblem) {
      return try MountPoints(below: root)
    } catch {
      // Without the kernel's list other file systems are still told by their devices.
      return MountPoints()
    }
  }

  /// Whether overlay marks directories of the store in a way that not everybody sees.
  ///
  /// For users who are not root on the host it takes attributes called `user.…` instead.
  ///
  /// Source: Linux `Documentation/filesystems/overlayfs.rst`, "User xattr".
  private static func usesTrustedAttributes(_ record: StoreRecord) -> Bool {
    let home = BytePath(record.location.driver)
    // The root of a daemon for remapped containers belongs to another user, the daemon is root.
    guard OwnerMapping(rootName: record.location.root.lastComponent) == nil else { return true }
    do throws(ReadProblem) {
      let status = try Directory.openRoot(record.location.root).statusIfPresent(home)
      return status.map { Privileges.isHostRoot($0.owner) } ?? true
    } catch {
      // Told by those who read the layers.
      return true
    }
  }
}
