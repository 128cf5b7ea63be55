internal import FileAccess
internal import LayerModel

/// The reading of one store, step by step; the steps are in the extensions.
struct StorageReading: StoreReading, ~Copyable {
  let root: Directory
  let driver: StorageDriver
  let home: StorageHome
  let others: [AdditionalStore]
  var record: StoreRecord
  var layers: [LayerID: StorageLayer] = [:]
  /// Layers that an engine makes or deletes at this moment; they are in no list here.
  var unfinished: Set<LayerID> = []
  var chain: StorageChain
  var images: [ImageID: StorageImage] = [:]
  var containers: [ContainerID: StorageContainer] = [:]
  /// Layers that an image or a container names, whether there is a record of them or not.
  var named: Set<LayerID> = []
  /// Layers whose records, or those of layers below, contradict themselves.
  var doubted: Set<LayerID> = []
  /// Layers of images that are listed; of more nothing is listed.
  var listing = ChainListing()
  /// Layers that the documents of images name; of more nothing is kept.
  var documented = ChainListing()
  /// Images of which a piece of data is damaged.
  var damagedImages: Set<ImageID> = []
  /// Whether the store's layers are owned by somebody other than root, and by whom.
  var rootless: OwnerMapping?
  /// `false` when a record of the kind may have been overlooked.
  var layersKnown = true
  var imagesKnown = true
  var containersKnown = true
  /// Lists with a record that cannot be used: whom it names is not known.
  var overlooked: Set<BytePath> = []
  /// Whether every record of a layer was read and could be used.
  var areLayersWhole: Bool {
    layersKnown && !overlooked.contains { $0.parent == driver.layers }
  }

  init(_ root: consuming Directory, _ location: StoreLocation, _ driver: StorageDriver) {
    self.root = root
    self.driver = driver
    home = StorageHome(of: driver, in: self.root)
    others = location.additionalStores.filter { $0 != location.root }.map {
      AdditionalStore(at: $0, driver)
    }
    chain = StorageChain([:], others: [])
    record = StoreRecord(location: location)
  }

  mutating func readEverything() {
    for other in others { other.problems.forEach { report($0) } }
    for problem in home.problems where problem.leavesUnknown { report(problem) }
    noteMountProgram()
    findOwner()
    readLayers()
    readImages()
    readContainers()
    giveRoles()
    placeLayers()
    judgeImages()
    judgeContainers()
    claimDirectories()
    if driver.hasLinks, home.isThere {
      checkLinks()
      checkRoots()
    }
    checkLayerData()
    collectLeftovers()
    record.isLive = isMounted() || !unfinished.isEmpty
    if let reason = driver.whyNotPlainFiles, !record.layers.isEmpty {
      report(.notEntered(driver.folder, reason: reason))
    }
  }

  /// The record, sorted.
  consuming func finish() -> StoreRecord {
    record.places = StoragePlaces.rules(of: driver)
    // Several images may say the same of a layer, and several questions meet the same problem.
    var seen: Set<Oddity> = []
    record.oddities.removeAll { !seen.insert($0).inserted }
    var known: Set<AttributedProblem> = []
    record.problems.removeAll { !known.insert($0).inserted }
    record.sort()
    return record
  }

  /// What is at `path`; `nil` when nothing is, or when it cannot be asked, which is reported.
  mutating func status(of path: BytePath, layer: LayerID? = nil) -> FileStatus? {
    do {
      return try root.statusIfPresent(path)
    } catch {
      report(error, layer: layer)
      return nil
    }
  }

  /// The names in a directory, none when it is not there; `nil` when it could not be read, which
  /// is reported.
  mutating func names(in folder: BytePath) -> [BytePath]? {
    do {
      guard try root.statusIfPresent(folder) != nil else { return [] }
      return try root.directory(folder).names()
    } catch {
      report(error)
      return nil
    }
  }

  /// Whether a directory that every store has is lost.
  mutating func isLost(_ folder: BytePath) -> Bool {
    do {
      return try root.statusIfPresent(folder) == nil && !home.layers.isEmpty
    } catch {
      // Told when its names are read.
      return false
    }
  }

  /// Takes a list's document, problem and oddities into the record.
  ///
  /// A list that is not there or empty is a loss only if `isDue`.
  /// - Returns: whether nothing in it can have been overlooked.
  mutating func take(_ list: StorageList, _ kind: String, isDue: Bool) -> Bool {
    let isAbsent = ["missing", "empty"].contains(list.state)
    let state = isAbsent && !isDue ? "not-due" : list.state
    record.documents.append(DocumentClaim(kind: kind, path: list.path, state: state))
    record.oddities += list.oddities
    report(list.problem)
    if list.state == "ok" { checkLock(list.path.parent.appending(kind + ".lock")) }
    return list.problem == nil && !(isAbsent && isDue)
  }

  /// A lock has no bytes, or the 64 by which its last writer is told from others.
  ///
  /// Source: containers/storage `pkg/lockfile/lastwrite.go`, `newLastWrite`.
  private mutating func checkLock(_ path: BytePath) {
    do {
      let status = try root.statusIfPresent(path)
      guard status?.kind != .regular || ![0, 64].contains(status?.size) else { return }
      let actual = status.map { $0.kind == .regular ? "\($0.size) bytes" : "a \($0.kind.words)" }
      note("lock-odd", path, expected: "a file of 0 or 64 bytes", actual: actual ?? "nothing")
    } catch {
      report(error)
    }
  }

  /// A program such as fuse-overlayfs hides names by files, which the kernel shows as they are.
  private mutating func noteMountProgram() {
    guard home.hasMountProgram == true else { return }
    note(
      "mount-program", driver.home.appending(StorageDriver.mountProgramFlag),
      actual: "layers are mounted by a program")
  }

  /// Who owns the store's directories is root in its containers.
  private mutating func findOwner() {
    do throws(ReadProblem) {
      let layers = try root.statusIfPresent(driver.layers)
      let status = if let layers { layers } else { try root.status() }
      if status.owner != 0 {
        record.owner = status.owner
        rootless = OwnerMapping(rootlessUser: status.owner, group: status.group)
      }
    } catch {
      report(error)
    }
  }

  private func isSearchable(_ folder: BytePath) -> Bool {
    do {
      _ = try root.statusIfPresent(folder.appending("link"))
      return true
    } catch {
      return false
    }
  }

  /// Whether a mount inside the store shows that a container runs.
  private mutating func isMounted() -> Bool {
    var places = record.containers.map {
      driver.containers.appending($0.id.name).appending("userdata/shm")
    }
    if driver.hasLinks {
      places += record.layers.map { driver.home.appending($0.id.name).appending("merged") }
    }
    for place in places {
      do {
        if try root.isMountPoint(place) { return true }
      } catch {
        if error.isOfForeignMount, isSearchable(place.parent) { return true }
        report(error)
      }
    }
    return false
  }
}

extension ReadProblem {
  /// Whether a program of somebody else's mounts the place, which then answers nobody but him, not
  /// even root, or answers no more.
  ///
  /// Source: Linux `fs/fuse/dir.c`, `fuse_allow_current_process`.
  var isOfForeignMount: Bool {
    if case .unreadable(_, errno: 13 /* EACCES */) = self { return true }
    if case .unreadable(_, errno: 107 /* ENOTCONN */) = self { return true }
    return false
  }
}

extension StorageHome {
  /// Whether anything in it can be told missing: an empty one is lost, or not mounted, as a whole.
  var isThere: Bool { state == "present" }
}
