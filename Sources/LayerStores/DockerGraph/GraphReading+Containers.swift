internal import FileAccess
internal import LayerModel

extension GraphReading {
  /// Reads every container that belongs to this driver.
  mutating func readContainers() {
    var count: Int?
    do throws(ReadProblem) {
      if try root.statusIfPresent("containers") != nil {
        let containers = try root.directory("containers")
        count = 0
        for name in try containers.names()
        where try containers.statusIfPresent(name)?.kind == .directory {
          count = (count ?? 0) + 1
          readContainer(ContainerID(name))
        }
      }
    } catch {
      ownershipKnown = false
      note(error)
    }
    record.searchedRoots.append(
      SearchedRoot(name: "containers", path: "containers", owners: count))
  }

  private mutating func readContainer(_ id: ContainerID) {
    let config = GraphContainerConfig(id, in: root)
    containerLayers.formUnion(config.layers.map(\.name))
    let isHere = config.driver == driver.rawValue
    let hasOwnStore = allContent.contains { $0.driver.rawValue == config.driver }
    guard isHere || (isPrimary && !hasOwnStore) else {
      // Another driver's container may still have a namesake layer here.
      return claimLayers(of: config)
    }
    claimLayers(of: config)
    if config.state == "missing" {
      remains.append(id)
      return
    }
    if let problem = config.problem { note(problem) }
    configurations.append(config)
    let isOther = config.driver != nil && !isHere
    record.containers.append(
      ContainerClaim(
        id: id, name: config.name, driver: config.driver, image: config.image,
        configPath: config.path, configState: isOther ? "other-driver" : config.state,
        imageState: imageState(config.image),
        contentState: isOther ? "unknown" : layerState(LayerID(id.name)),
        initState: isOther ? "unknown" : layerState(config.layers[0])))
    record.containers[record.containers.count - 1].layers = config.layers.filter {
      layers[$0] != nil
    }
  }

  private mutating func claimLayers(of config: GraphContainerConfig) {
    var below = config.image.map { LayerID($0.name) }
    for (layer, role) in zip(config.layers, [LayerClaim.Role.containerInit, .container])
    where content.has(layer) {
      let (path, state, changedAt) = content.state(of: layer, isContainer: true, in: root)
      var claim = LayerClaim(id: layer, role: role, contentPath: path, contentState: state)
      claim.parent = below
      claim.changedAt = changedAt
      layers[layer] = claim
      below = layer
      checkLowerID(of: layer, image: config.image)
    }
  }

  private func imageState(_ image: ImageID?) -> String {
    guard let image else { return "unknown" }
    guard let layer = layers[LayerID(image.name)] else { return "missing" }
    return layer.loadable == false ? "unloadable" : "present"
  }

  private func layerState(_ layer: LayerID) -> String {
    switch layers[layer]?.contentState {
    case nil: "missing"
    case "directory"?, "not-plain-files"?: "present"
    case "missing"?: "missing"
    default: "wrong-kind"
    }
  }

  /// Overlay notes the image below a container's layer in `lower-id`.
  ///
  /// Source: docker 1.7.1 `daemon/graphdriver/overlay/overlay.go`, `Create`.
  private mutating func checkLowerID(of layer: LayerID, image: ImageID?) {
    guard driver == .overlay else { return }
    let path = driver.layersPath.appending(layer.name).appending("lower-id")
    do throws(ReadProblem) {
      let bytes = try root.read(path, limit: 4_096)
      let lower = LayerID(BytePath(bytes))
      guard lower.isHex64 else {
        return record.oddities.append(
          Oddity(
            "lower-id-malformed", path: path, layer: layer, expected: "an image's id",
            actual: EscapedText.utf8(bytes.prefix(80))))
      }
      if !content.has(lower) || image.map({ LayerID($0.name) != lower }) ?? false {
        record.oddities.append(
          Oddity(
            "lower-id-unknown", path: path, layer: layer, expected: image?.description,
            actual: lower.description))
      }
    } catch {
      record.oddities.append(
        Oddity(
          "lower-id-malformed", path: path, layer: layer, expected: "an image's id",
          actual: error.cause))
      note(error, layer: layer)
    }
  }

  /// Whatever no image, no container and no container's remains own.
  mutating func findLeftovers() {
    var search = GraphLeftovers(
      driver: driver, owned: containerLayers.union(layers.keys.map(\.name)), named: namedLayers,
      ownershipKnown: ownershipKnown)
    search.searchDriver(content.names, in: root)
    if isPrimary {
      search.searchGraph(graphStrays, in: root)
      search.searchTemporary(in: root)
      for id in remains { search.addContainerRemains(id, in: root) }
      noteMigration(&search)
    }
    record.leftovers = search.found
    record.isLive = search.sawMount
    for problem in search.problems { note(problem) }
    for leftover in search.found
    where [.orphanLayer, .orphanInit, .unregisteredLayer].contains(leftover.kind) {
      claimOrphan(leftover)
    }
  }

  /// Layers that something points at, whether `graph` has them or not.
  private var namedLayers: Set<BytePath> {
    let parents = layers.values.compactMap { $0.parent?.name }
    let images = record.containers.compactMap { $0.image?.name }
    let references = record.references.map { BytePath($0.target) }
    return Set(parents + images + references)
  }

  private mutating func claimOrphan(_ leftover: Leftover) {
    guard let id = leftover.layer else { return }
    let (path, state, changedAt) = content.state(of: id, isContainer: false, in: root)
    var claim = LayerClaim(id: id, role: .unclaimed, contentPath: path, contentState: state)
    claim.changedAt = changedAt
    layers[id] = claim
  }

  /// Files that the migration of Docker 1.10 leaves in the root of a store it has read.
  ///
  /// Source: docker 1.10.3 `migrate/v1/migratev1.go`.
  private mutating func noteMigration(_ search: inout GraphLeftovers) {
    for name in [".migration-v1-images.json", ".migration-v1-tags"] as [BytePath] {
      do throws(ReadProblem) {
        guard try root.statusIfPresent(name) != nil else { continue }
        record.documents.append(DocumentClaim(kind: "migration", path: name, state: "ok"))
      } catch {
        note(error)
      }
    }
    if record.documents.contains(where: { $0.kind == "migration" }) { search.addMigrated(in: root) }
  }
}
