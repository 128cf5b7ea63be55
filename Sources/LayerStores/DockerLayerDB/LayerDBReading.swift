internal import FileAccess
internal import LayerModel

/// The reading of one store, step by step; the steps are in the extensions.
struct LayerDBReading: StoreReading, ~Copyable {
  let root: Directory
  let driver: LayerDBDriver
  /// Whether this is the driver that the daemon used last, which owns what names no driver.
  let isPrimary: Bool
  let home: DriverHome
  let cache: BuildKitClaims
  var record: StoreRecord
  var layers: [LayerID: LayerDBLayer] = [:]
  var chain = LayerDBChain([:])
  var images: [ImageID: LayerDBImage] = [:]
  /// Layers of images that are understood; of more nothing is.
  var listing = ChainListing()
  /// What images say of the layers in their chains.
  var steps: [LayerID: ChainStep] = [:]
  var mounts: [ContainerID: LayerDBMount] = [:]
  /// Containers whose removal has begun: any of their files may be gone.
  var dying: Set<ContainerID> = []
  /// Directories that no layer has as its own, and on which one lies nevertheless.
  var standIns: Set<LayerID> = []
  var removals: [LayerDBRemoval] = []
  /// Directories of the driver that something names, by what they are to it.
  var owned: [LayerID: LayerClaim.Role] = [:]
  /// Registered layers that something needs.
  var needed: Set<LayerID> = []
  /// Whether there is a tree of metadata that can be looked into.
  var hasImages = true
  /// `false` when an owner of a driver's directory may have been overlooked.
  var directoriesKnown = true
  /// `false` when something that needs a registered layer may have been overlooked.
  var chainsKnown = true

  init(
    _ root: consuming Directory, _ location: StoreLocation, _ driver: LayerDBDriver,
    isPrimary: Bool
  ) {
    self.root = root
    self.driver = driver
    self.isPrimary = isPrimary
    home = DriverHome(of: driver, in: self.root)
    cache = BuildKitClaims(of: self.root)
    record = StoreRecord(location: location)
  }

  mutating func readEverything() {
    readTrees()
    readLayers()
    readImages()
    readReferences()
    readMounts()
    readRemovals()
    readBuildCache()
    placeLayers()
    readContainers()
    placeMounts()
    claimDirectories()
    if driver.hasLinks, home.isThere { checkLinks() }
    if !driver.hasLinks, home.isThere { findDirectories(nil) }
    listImages()
    readDistribution()
    collectLeftovers()
    record.isLive = isMounted()
    if let reason = driver.whyNotPlainFiles, record.layers.contains(where: \.isNotPlainFiles) {
      report(.notEntered(driver.folder, reason: reason))
    }
  }

  /// The record, sorted.
  consuming func finish() -> StoreRecord {
    record.places = DockerPlaces.rules + DockerPlaces.rules(of: record.location.driver)
    record.sort()
    return record
  }

  /// The names in a directory; `nil` when it could not be read, which is reported.
  ///
  /// One that is not there has none, unless it is due.
  mutating func names(in folder: BytePath, isDue: Bool) -> [BytePath]? {
    do {
      if let names = try root.namesIfPresent(folder) { return names }
      guard isDue else { return [] }
      report(ReadProblem.missing(folder).ofSearchedDirectory)
      return nil
    } catch {
      report(error.ofSearchedDirectory)
      return nil
    }
  }

  /// What is at a path; `nil` when nothing is, and when it cannot be asked for, which is reported.
  mutating func status(_ path: BytePath) -> FileStatus? {
    do {
      return try root.statusIfPresent(path)
    } catch {
      report(error)
      return nil
    }
  }

  /// The two trees that a store is made of: neither is worth anything without the other.
  private mutating func readTrees() {
    let images = StoreTree(at: driver.images, in: root)
    hasImages = images.state == "ok"
    record.documents.append(
      DocumentClaim(kind: "image-tree", path: driver.images, state: images.state))
    report(images.problem)
    if !hasImages {
      directoriesKnown = false
      chainsKnown = false
    }
    let state = home.isThere ? "ok" : home.state
    record.documents.append(DocumentClaim(kind: "driver-home", path: driver.folder, state: state))
    report(home.problem)
  }

  /// Reports what kept a layer's files from being found, unless the whole home could not be read.
  mutating func report(_ content: LayerContent, layer: LayerID) {
    if home.problem == nil { report(content.problem, layer: layer) }
  }

  /// Whether a mount inside the store shows that a daemon runs on it.
  private mutating func isMounted() -> Bool {
    var places = record.containers.map {
      BytePath("containers").appending($0.id.name).appending("mounts/shm")
    }
    if driver.hasLinks || driver == .overlay {
      places += owned.keys.map { driver.folder.appending($0.name).appending("merged") }
    }
    return places.contains { place in
      do {
        return try root.isMountPoint(place)
      } catch {
        // What cannot be asked is no sign of a mount; that a daemon is at work decides on nothing but
        // a word in the report.
        return false
      }
    }
  }
}

extension LayerClaim {
  fileprivate var isNotPlainFiles: Bool { contentState == "not-plain-files" }
}
