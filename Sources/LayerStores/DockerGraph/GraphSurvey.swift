internal import FileAccess
internal import LayerModel

/// The names that a store holds, before any metadata is read.
struct GraphSurvey {
  /// `graph/<64 hex>`, in byte order.
  var images: [LayerID] = []
  /// Whatever else is in `graph/`, without `_tmp`.
  var otherGraphNames: [BytePath] = []
  /// Every directory entry of `containers/`.
  var containers: [ContainerID] = []
  /// Those whose configuration exists, in whatever state.
  var configuredContainers: Set<ContainerID> = []
  /// Ids of old volumes, whose files are in `vfs/dir` beside layers.
  ///
  /// Source: docker 1.6 `volumes/repository.go`.
  var volumes: Set<LayerID> = []
  var drivers: [GraphDriver: DriverListing] = [:]
  var searchedRoots: [SearchedRoot] = []
  var problems: [ReadProblem] = []
  /// `false` when an owner of layers may have been overlooked.
  var ownershipKnown = true

  init(of root: borrowing Directory) {
    readGraph(root)
    readContainers(root)
    readVolumes(root)
    for driver in GraphDriver.allCases {
      let listing = DriverListing(of: driver, in: root, volumes: volumes)
      guard let listing else { continue }
      drivers[driver] = listing
      problems += listing.problems
    }
  }

  func owns(_ layer: LayerID) -> Bool {
    imageSet.contains(layer) || containerLayers.contains(layer)
  }

  /// The drivers to audit, the one that the daemon used last first.
  ///
  /// Drivers with image layers come before those without, those with a file of tags before those without.
  func driversInUse(repositories: Set<GraphDriver>) -> [GraphDriver] {
    func rank(_ driver: GraphDriver) -> [Int] {
      let held = drivers[driver]?.layers ?? []
      let count = images.count { held.contains($0) }
      return [count > 0 ? 1 : 0, repositories.contains(driver) ? 1 : 0, count, held.count]
    }
    let ranked = GraphDriver.allCases
      .filter { drivers[$0] != nil || repositories.contains($0) }
      .map { (driver: $0, rank: rank($0)) }
      .sorted { $1.rank.lexicographicallyPrecedes($0.rank) }
    return ranked.enumerated()
      .filter { $0.offset == 0 || drivers[$0.element.driver]?.layers.isEmpty == false }
      .map(\.element.driver)
  }

  private(set) var imageSet: Set<LayerID> = []
  private var containerLayers: Set<LayerID> = []

  private mutating func readGraph(_ root: borrowing Directory) {
    do {
      for name in try root.directory("graph").names() where name != "_tmp" {
        let id = LayerID(name)
        if id.isHex64 { images.append(id) } else { otherGraphNames.append(name) }
      }
      imageSet = Set(images)
      searchedRoots.append(SearchedRoot(name: "images", path: "graph", owners: images.count))
    } catch {
      missRoot("images", "graph", error)
    }
  }

  private mutating func readContainers(_ root: borrowing Directory) {
    do {
      let folder = try root.directory("containers")
      for name in try folder.names() {
        let container = ContainerID(name)
        containers.append(container)
        do {
          guard try folder.statusIfPresent(name.appending("config.json")) != nil else { continue }
        } catch {
          problems.append(error)
          ownershipKnown = false
        }
        configuredContainers.insert(container)
        containerLayers.insert(LayerID(name))
        containerLayers.insert(.initLayer(of: container))
      }
      let owners = configuredContainers.count
      searchedRoots.append(
        SearchedRoot(name: "containers", path: "containers", owners: owners))
    } catch {
      missRoot("containers", "containers", error)
    }
  }

  private mutating func readVolumes(_ root: borrowing Directory) {
    do {
      guard let names = try root.namesIfPresent("volumes") else { return }
      volumes = Set(names.map { LayerID($0) })
      volumes = volumes.filter(\.isHex64)
      searchedRoots.append(SearchedRoot(name: "volumes", path: "volumes", owners: volumes.count))
    } catch {
      missRoot("volumes", "volumes", error)
    }
  }

  /// What is in the place of a searched root, or nothing at all, leaves its owners unknown.
  private mutating func missRoot(_ name: String, _ path: BytePath, _ problem: ReadProblem) {
    problems.append(problem.ofSearchedDirectory)
    searchedRoots.append(SearchedRoot(name: name, path: path, owners: nil))
    ownershipKnown = false
  }
}

/// The layers that one driver's directories name.
struct DriverListing {
  /// Names that a layer can have: 64 hex digits, or those and `-init`.
  var layers: Set<LayerID> = []
  /// The layers by folder, for drivers that name them twice.
  var byFolder: [BytePath: Set<LayerID>] = [:]
  /// Every other name, with its folder.
  var others: [BytePath] = []
  var problems: [ReadProblem] = []

  /// `nil` when the driver has no directory in this store.
  init?(of driver: GraphDriver, in root: borrowing Directory, volumes: Set<LayerID>) {
    do {
      guard try root.statusIfPresent(BytePath(driver.rawValue)) != nil else { return nil }
    } catch {
      problems.append(error)
    }
    for folder in driver.folders {
      do {
        try list(folder, of: driver, in: root, volumes: volumes)
      } catch {
        // One that is missing has lost its layers, and was looked for.
        problems.append(error == .missing(folder) ? error : error.ofSearchedDirectory)
      }
    }
  }

  /// Whether the daemon would find the layer; `nil` when the folder could not be read.
  func exists(_ layer: LayerID, in driver: GraphDriver) -> Bool? {
    byFolder[driver.existenceFolder].map { $0.contains(layer) }
  }

  private mutating func list(
    _ folder: BytePath, of driver: GraphDriver, in root: borrowing Directory,
    volumes: Set<LayerID>
  ) throws(ReadProblem) {
    var found: Set<LayerID> = []
    for name in try root.directory(folder).names() where !driver.reserves(name) {
      let layer = LayerID(name)
      if layer.isHex64 || layer.initOwner != nil {
        guard driver != .vfs || !volumes.contains(layer) else { continue }
        found.insert(layer)
      } else {
        others.append(folder.appending(name))
      }
    }
    byFolder[folder] = found
    layers.formUnion(found)
  }
}
