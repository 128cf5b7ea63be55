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
    var reading = GraphReading(
      location, driver: driver, root: try Directory.openRoot(location.root))
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
  var ownershipKnown = true

  init(_ location: StoreLocation, driver: GraphDriver, root: consuming Directory) {
    self.driver = driver
    self.root = root
    record = StoreRecord(location: location)
    var all: [GraphContent] = []
    var primary = driver
    do throws(ReadProblem) {
      let drivers = try GraphDriver.drivers(in: self.root)
      for other in drivers { all.append(GraphContent(other, in: self.root)) }
      primary = try Self.primary(of: all, in: self.root) ?? driver
    } catch {
      record.problems.append(AttributedProblem(error))
    }
    allContent = all
    content = all.first { $0.driver == driver } ?? GraphContent(driver, in: self.root)
    isPrimary = primary == driver
    for problem in content.problems { note(problem) }
    if !content.problems.isEmpty { ownershipKnown = false }
  }

  mutating func note(_ problem: ReadProblem, layer: LayerID? = nil) {
    record.problems.append(AttributedProblem(problem, layer: layer))
  }

  /// The driver that a daemon would most likely use: it has names, and most images' content.
  private static func primary(
    of all: [GraphContent], in root: borrowing Directory
  ) throws(ReadProblem) -> GraphDriver? {
    var best: (score: Int, driver: GraphDriver)?
    let images = try Set(root.directory("graph").names())
    for content in all {
      let hasNames = try root.statusIfPresent(content.driver.repositoriesPath) != nil
      let score = content.names.intersection(images).count + (hasNames ? 1_000_000 : 0)
      if score > best?.score ?? -1 { best = (score, content.driver) }
    }
    return best?.driver
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
