package import FileAccess
package import LayerModel

/// Reads the store of Docker 1.10 to 29 with a storage driver: `image/<driver>`, containers and the
/// driver's directories.
///
/// Kinds of ``Oddity`` that it emits beyond those of any JSON (`trailing-bytes`, `invalid-utf8`,
/// `ambiguous-key`, `large-metadata`): `padded-word`, `unknown-file`, `descriptor-malformed`,
/// `rootfs-type`, `image-parent-unknown`, `image-parent-malformed`, `image-time-malformed`,
/// `mount-id-duplicate`, `init-id-missing`, `directory-named-as-layer`, `removal-traversal`,
/// `build-cache-missing`, `work-missing`, `container-work-missing`, `committed-odd`, `distribution-malformed`,
/// `distribution-one-way`, `container-dead`.
package enum DockerLayerDBReader {
  /// Reads all metadata of one driver in one root.
  ///
  /// - Throws: only when the root itself cannot be opened, or the driver is none of this format.
  package static func read(
    _ location: StoreLocation, stop: StopFlag? = nil
  ) throws(ReadProblem) -> StoreRecord {
    guard let driver = LayerDBDriver(rawValue: location.driver) else {
      throw .notEntered(location.root, reason: "no such driver: \(location.driver)")
    }
    let root = try Directory.openRoot(location.root, stop: stop)
    let primary = drivers(in: root).first
    var reading = LayerDBReading(
      root, location, driver, isPrimary: primary == nil || primary == driver)
    reading.readEverything()
    return reading.finish()
  }

  /// The stores in one directory, the one that the daemon used last first; empty if there is none.
  ///
  /// Source: moby v28.5.2 `daemon/daemon.go`, `NewDaemon`.
  static func locations(
    in directory: borrowing Directory, entries: [BytePath: FileKind], root: BytePath
  ) -> [StoreLocation] {
    guard isRoot(directory, entries) else { return [] }
    return drivers(in: directory).map {
      StoreLocation(kind: .dockerLayerDB, driver: $0.rawValue, root: root)
    }
  }

  /// A tree of image metadata, or a home of overlay2 beside the containers of a modern daemon.
  private static func isRoot(
    _ directory: borrowing Directory, _ entries: [BytePath: FileKind]
  ) -> Bool {
    // What else than a link would be called so beside containers.
    if entries["containers"] == .directory, entries["image"] == .symlink { return true }
    let hasTree = LayerDBDriver.allCases.contains { hasImages($0, in: directory) }
    guard !hasTree else { return true }
    let isModern = entries["containers"] == .directory && entries["graph"] == nil
    return isModern && [.overlay2, .fuseOverlayFS].contains { hasLayers($0, in: directory) }
  }

  /// The drivers with a tree of metadata or with layers, the one that was used last first.
  ///
  /// The daemon writes `repositories.json` at every start and for every name.
  private static func drivers(in root: borrowing Directory) -> [LayerDBDriver] {
    let hasGraph = exists("graph", in: root)
    var found: [(driver: LayerDBDriver, rank: (Int, Int64))] = []
    for driver in LayerDBDriver.allCases {
      let hasTree = hasImages(driver, in: root)
      // Layers without a tree may belong to the graph store in the same root.
      guard hasTree || !hasGraph && hasLayers(driver, in: root) else { continue }
      let names = driver.images.appending("repositories.json")
      let changed = newestChange(of: names, in: root)
      let isWhole = hasTree && exists(driver.folder, in: root)
      found.append((driver, (isWhole ? 2 : hasTree ? 1 : 0, changed)))
    }
    return found.sorted { $1.rank < $0.rank }.map(\.driver)
  }

  /// A tree whose layers cannot be asked for is one, too, for its reader to tell what keeps it.
  private static func hasImages(_ driver: LayerDBDriver, in root: borrowing Directory) -> Bool {
    let layers = driver.images.appending("layerdb")
    do { return try root.status(layers).kind == .directory } catch {
      return error.leavesUnknown && exists(driver.images, in: root)
    }
  }

  private static func hasLayers(_ driver: LayerDBDriver, in root: borrowing Directory) -> Bool {
    ["present", "symlink"].contains(DriverHome(of: driver, in: root).state)
  }

  // Whatever is there but cannot be asked for is reported by those who read it, with its cause: here
  // it only counts for less than what can.

  private static func exists(_ path: BytePath, in root: borrowing Directory) -> Bool {
    do { return try root.status(path).kind == .directory } catch { return false }
  }

  private static func newestChange(of path: BytePath, in root: borrowing Directory) -> Int64 {
    do { return try root.status(path).newestChange } catch { return .min }
  }
}
