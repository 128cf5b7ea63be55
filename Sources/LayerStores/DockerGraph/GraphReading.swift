internal import FileAccess
internal import LayerModel

/// The reading of one store, step by step; the steps are in the extensions.
struct GraphReading: StoreReading, ~Copyable {
  let root: Directory
  let driver: GraphDriver
  let survey: GraphSurvey
  /// Whether this is the driver that the daemon used last, which owns what names no driver.
  let isPrimary: Bool
  let listing: DriverListing?
  var record: StoreRecord
  var images: [LayerID: GraphImage] = [:]
  var chain = GraphChain([:])

  init(
    _ root: consuming Directory, _ location: StoreLocation, _ driver: GraphDriver,
    _ survey: GraphSurvey, isPrimary: Bool
  ) {
    self.root = root
    self.driver = driver
    self.survey = survey
    self.isPrimary = isPrimary
    listing = survey.drivers[driver]
    record = StoreRecord(location: location)
    record.searchedRoots = survey.searchedRoots
    record.problems = survey.problems.map { AttributedProblem($0) }
  }

  mutating func readEverything() {
    record.isLive = isMounted()
    readImages()
    linkImages()
    readRepositories()
    readContainers()
    readDocuments()
    collectLeftovers()
    collectUnclaimedLayers()
    if driver == .devicemapper { checkDevices() }
    if let reason = driver.whyNotPlainFiles, record.layers.contains(where: \.isNotPlainFiles) {
      report(.notEntered(driver.contentFolder, reason: reason))
    }
  }

  /// The record, sorted.
  consuming func finish() -> StoreRecord {
    record.places = DockerPlaces.rules + DockerPlaces.rules(of: record.location.driver)
    record.sort()
    return record
  }

  /// Asks for a layer's files and keeps what stopped that.
  mutating func locate(_ claim: inout LayerClaim) {
    let content = driver.content(of: claim.id, role: claim.role, in: root)
    content.apply(to: &claim)
    report(content.problem, layer: claim.id)
  }

  private mutating func checkDevices() {
    var devices = DeviceMapperMetadata()
    var problems: [AttributedProblem] = []
    for layer in listing?.layers.sorted() ?? [] {
      record.oddities += devices.check(layer, in: root, problems: &problems)
    }
    record.problems += problems
  }

  /// Whether a mount inside the store shows that a daemon runs on it.
  private mutating func isMounted() -> Bool {
    do {
      for place in try mountPoints() where try root.isMountPoint(place) { return true }
    } catch {
      report(error)
    }
    return false
  }

  private func mountPoints() throws(ReadProblem) -> [BytePath] {
    if let folder = driver.mountFolder {
      guard try root.statusIfPresent(folder)?.kind == .directory else { return [] }
      return try root.directory(folder).names().map { folder.appending($0) }
    }
    guard driver == .overlay else { return [] }
    var places: [BytePath] = []
    for container in survey.containers {
      let folder = driver.contentFolder.appending(container.name)
      guard try root.statusIfPresent(folder)?.kind == .directory else { continue }
      places.append(folder.appending("merged"))
    }
    return places
  }
}

extension LayerClaim {
  fileprivate var isNotPlainFiles: Bool { contentState == "not-plain-files" }
}
