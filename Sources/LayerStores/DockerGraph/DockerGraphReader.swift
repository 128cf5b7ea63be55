internal import FileAccess
package import LayerModel

/// Reads the metadata of a Docker 1.5–1.9 store: `graph/`, `repositories-<driver>`, containers.
///
/// Source: docker 1.7.1 `graph/graph.go`, `image/image.go`, `daemon/daemon.go`.
package enum DockerGraphReader {
  /// Reads one driver's part of a Docker root.
  ///
  /// - Throws: when the root itself cannot be opened; everything else becomes part of the record.
  package static func read(_ location: StoreLocation) throws(ReadProblem) -> StoreRecord {
    guard let driver = GraphDriver(rawValue: location.driver) else {
      throw .notEntered(location.root, reason: "unknown storage driver \(location.driver)")
    }
    let root = try Directory.openRoot(location.root)
    let drivers = GraphDrivers(in: root)
    var reading = GraphReading(location, driver: driver, drivers: drivers, root: root)
    reading.readImages()
    reading.readContainers()
    reading.resolveLayers()
    reading.readNames()
    reading.readLinkGraph()
    reading.findLeftovers()
    return reading.finished()
  }
}

/// One store while it is being read.
struct GraphReading: ~Copyable {
  let driver: GraphDriver
  let root: Directory
  var record: StoreRecord
  let content: GraphContent
  /// The content of every driver in this root.
  let allContent: [GraphContent]
  /// Whether this driver answers for what belongs to no driver in particular.
  let isPrimary: Bool

  var layers: [LayerID: LayerClaim] = [:]
  var configurations: [GraphContainerConfig] = []
  /// Names in `graph` that are no images.
  var graphStrays: [BytePath] = []
  var remains: [ContainerID] = []
  /// Whether all places that name owners of layers could be read.
  var ownershipKnown: Bool

  init(
    _ location: StoreLocation, driver: GraphDriver, drivers: GraphDrivers,
    root: consuming Directory
  ) {
    self.driver = driver
    content = drivers.content[driver] ?? GraphContent(driver)
    allContent = drivers.content.values.sorted { $0.driver.rawValue < $1.driver.rawValue }
    isPrimary = (drivers.primary ?? driver) == driver
    record = StoreRecord(location: location)
    record.problems = (drivers.problems + content.problems).map { AttributedProblem($0) }
    ownershipKnown = content.problems.isEmpty
    self.root = root
  }

  mutating func note(_ problem: ReadProblem, layer: LayerID? = nil) {
    record.problems.append(AttributedProblem(problem, layer: layer))
  }

  consuming func finished() -> StoreRecord {
    record.layers = layers.values.sorted { $0.id < $1.id }
    record.containers.sort { $0.id < $1.id }
    record.images.sort { $0.id < $1.id }
    record.leftovers.sort { $0.path < $1.path }
    record.oddities.sort { ($0.path, $0.kind) < ($1.path, $1.kind) }
    record.problems.sort {
      ($0.problem.path, $0.problem.cause) < ($1.problem.path, $1.problem.cause)
    }
    return record
  }
}
