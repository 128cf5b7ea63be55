internal import FileAccess
internal import GoJSON
internal import LayerModel

extension LayerDBReading {
  private var folder: BytePath { "containers" }

  /// Reads every container of this driver and holds its mount against its image.
  ///
  /// Source: moby v28.5.2 `daemon/container.go`, `load`; `daemon/daemon.go`, `restore`.
  mutating func readContainers() {
    guard let names = names(in: folder, isDue: true) else {
      search("containers", folder, owners: nil)
      chainsKnown = false
      return
    }
    var count = 0
    for name in names {
      let container = ContainerID(name)
      let path = folder.appending(name)
      let config = GraphContainerConfig(container, file: "config.v2.json", in: root)
      guard config.state != "missing" else {
        if isPrimary { collectRemains(path) }
        continue
      }
      let isOurs = config.driver.map { $0 == driver.rawValue } ?? isPrimary
      guard isOurs || mounts[container] != nil || isPrimary && !isElsewhere(config.driver) else {
        continue
      }
      record.oddities += config.oddities
      report(config.problem)
      if config.isDead {
        dying.insert(container)
        note("container-dead", config.path, container: container)
      }
      read(container, config, isOurs: isOurs)
      count += 1
    }
    search("containers", folder, owners: count)
  }

  private mutating func collectRemains(_ path: BytePath) {
    add(status(path)?.kind == .directory ? .containerRemains : .stray, path)
  }

  /// Whether another driver's tree in this root is there to own the container, or the containerd of
  /// this root: what is no driver is one of its snapshotters.
  private mutating func isElsewhere(_ name: String?) -> Bool {
    guard let name else { return false }
    guard let other = LayerDBDriver(rawValue: name) else {
      let home = DockerRoot.containerd.appending(Snapshotter(BytePath(name)).folder)
      return !name.contains("/") && status(home) != nil
    }
    return other != driver && status(other.images) != nil
  }

  private mutating func read(
    _ container: ContainerID, _ config: GraphContainerConfig, isOurs: Bool
  ) {
    let image = config.image.map { ImageID(Digest(prefixed: $0)?.hex ?? $0) }
    var claim = ContainerClaim(
      id: container, name: config.name, driver: config.driver, image: image,
      configPath: config.path, configState: config.state, imageState: "unknown",
      contentState: "unknown", initState: "unknown")
    if !isOurs, claim.configState == "ok" { claim.configState = "other-driver" }
    // Without its tree of metadata nothing can be said of any container.
    if isOurs, hasImages {
      if let image, imagesKnown { claim.imageState = images[image] == nil ? "missing" : "present" }
      if !dying.contains(container) {
        judgeMount(of: &claim)
        readHostConfiguration(of: &claim)
      }
    }
    record.containers.append(claim)
  }

  private var imagesKnown: Bool {
    record.searchedRoots.contains { $0.name == "images" && $0.owners != nil }
  }

  private mutating func judgeMount(of claim: inout ContainerClaim) {
    let path = driver.images.appending("layerdb/mounts").appending(claim.id.name)
    claim.mountPath = path
    guard let mount = mounts[claim.id] else {
      claim.mountState = "missing"
      return
    }
    claim.mountState = mount.state
    claim.mountParentActual = mount.state == "ok" ? nil : mount.fault
    guard mount.state == "ok" else { return }
    judgeParent(mount, of: &claim)
  }

  private func judgeParent(_ mount: LayerDBMount, of claim: inout ContainerClaim) {
    let image = claim.image.flatMap { images[$0] }.flatMap { $0.isUnderstood ? $0 : nil }
    let top = image?.claim.layers.first
    claim.mountParentExpected = top?.description
    claim.mountParentActual = mount.parent?.description ?? mount.parentText
    switch mount.parentState {
    case "ok": claim.mountParentState = parentState(mount.parent, top, isKnown: image != nil)
    case "none":
      claim.mountParentState = image == nil ? "unchecked" : top == nil ? "match" : "missing"
    default: claim.mountParentState = mount.parentState
    }
  }

  private func parentState(_ parent: LayerID?, _ top: LayerID?, isKnown: Bool) -> String {
    guard let parent else { return "malformed" }
    if layers[parent] == nil { return "unknown-layer" }
    if chain.loadable[parent] == false { return "unloadable" }
    guard isKnown else { return "unchecked" }
    return parent == top ? "match" : "differs"
  }

  private mutating func readHostConfiguration(of claim: inout ContainerClaim) {
    let path = folder.appending(claim.id.name).appending("hostconfig.json")
    let file = MetadataFile(path, in: root, limit: .metadataLimit)
    claim.hostConfigState = file.state
    if let problem = file.problem {
      if problem.leavesUnknown { report(problem) }
      return
    }
    do {
      let document = try JSONDocument(parsing: file.bytes, at: path)
      guard case .object = document.value else {
        claim.hostConfigState = "malformed"
        return
      }
    } catch {
      claim.hostConfigState = "malformed"
      report(error)
    }
  }
}
