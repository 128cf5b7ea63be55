internal import FileAccess
internal import LayerModel

/// The drivers that have layers in one Docker root.
struct GraphDrivers {
  private(set) var content: [GraphDriver: GraphContent] = [:]
  /// The driver that a daemon would most likely use: it has names, and most images' content.
  private(set) var primary: GraphDriver?
  private(set) var problems: [ReadProblem] = []

  init(in root: borrowing Directory) {
    do throws(ReadProblem) {
      for driver in try GraphDriver.drivers(in: root) {
        content[driver] = GraphContent(driver, in: root)
      }
      let images = try Set(root.directory("graph").names())
      var best = -1
      for (driver, content) in content.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        let hasNames = try root.statusIfPresent(driver.repositoriesPath) != nil
        let score = content.names.intersection(images).count + (hasNames ? 1_000_000 : 0)
        if score > best { (best, primary) = (score, driver) }
      }
    } catch {
      problems.append(error)
    }
  }
}

/// Where the layers of one driver are, and what stands there.
struct GraphContent {
  let driver: GraphDriver
  /// Every name in the driver's directory of layers.
  private(set) var names: Set<BytePath> = []
  private(set) var problems: [ReadProblem] = []

  /// A driver without layers.
  init(_ driver: GraphDriver) { self.driver = driver }

  init(_ driver: GraphDriver, in root: borrowing Directory) {
    self.init(driver)
    do throws(ReadProblem) {
      guard try root.statusIfPresent(driver.layersPath) != nil else { return }
      names = Set(try root.directory(driver.layersPath).names().filter { !driver.isOwn($0) })
    } catch {
      problems.append(error)
    }
  }

  func has(_ layer: LayerID) -> Bool { names.contains(layer.name) }

  /// What stands where the layer's content is due: a word of ``LayerClaim/contentState``, and when
  /// it last changed.
  func state(
    of layer: LayerID, isContainer: Bool, in root: borrowing Directory
  ) -> (path: BytePath, state: String, changedAt: Int64?) {
    let path = driver.contentPath(of: layer, isContainer: isContainer)
    guard driver.hasPlainFiles else {
      return (path, has(layer) ? "not-plain-files" : "missing", nil)
    }
    do throws(ReadProblem) {
      guard let status = try root.statusIfPresent(path) else { return (path, "missing", nil) }
      let changedAt = max(status.modified.seconds, status.changed.seconds)
      switch status.kind {
      case .directory: return (path, "directory", changedAt)
      case .symlink: return (path, "symlink", changedAt)
      default: return (path, "wrong-kind", changedAt)
      }
    } catch {
      return (path, error.cause == "unreadable" ? "unreadable" : "wrong-kind", nil)
    }
  }

  /// Whether the driver itself says that it has the layer, which decides if Docker loads an image.
  ///
  /// Source: docker 1.7.1 `daemon/graphdriver/aufs/aufs.go`, `Exists`; the others stat the layer.
  func exists(_ layer: LayerID, in root: borrowing Directory) throws(ReadProblem) -> Bool {
    guard driver == .aufs else { return has(layer) }
    return try root.statusIfPresent(AufsChain.path(of: layer)) != nil
  }

  /// The plan for the scanner; `nil` when there is nothing to walk.
  func plan(
    for claim: LayerClaim, parent: LayerClaim?
  ) -> ContentPlan? {
    guard claim.contentState == "directory" else { return nil }
    let isContainer = claim.role == .container || claim.role == .containerInit
    let shape = driver.shape(isContainer: isContainer)
    let parentRoot =
      shape == .wholeTree && parent?.contentState == "directory" ? parent?.contentPath : nil
    return ContentPlan(
      root: claim.contentPath, shape: shape, parentRoot: parentRoot, tarSplit: claim.tarSplitPath)
  }
}
