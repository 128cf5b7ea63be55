internal import FileAccess
internal import LayerModel

extension GraphReading {
  /// Reads every container whose configuration exists, and places its two layers.
  mutating func readContainers() {
    for container in survey.containers where survey.configuredContainers.contains(container) {
      let config = GraphContainerConfig(container, in: root)
      let owner = config.driver ?? (isPrimary || holds(container) ? driver.rawValue : nil)
      guard owner == driver.rawValue || isPrimary else { continue }
      record.oddities += config.oddities
      report(config.problem)
      read(container, config, isOurs: owner == driver.rawValue)
    }
  }

  private func holds(_ container: ContainerID) -> Bool {
    isHere(LayerID(container.name)) || isHere(.initLayer(of: container))
  }

  private mutating func read(
    _ container: ContainerID, _ config: GraphContainerConfig, isOurs: Bool
  ) {
    var claim = ContainerClaim(
      id: container, name: config.name, driver: config.driver,
      image: config.image.map { ImageID($0) }, configPath: config.path,
      configState: config.state, imageState: imageState(config.image), contentState: "unknown",
      initState: "unknown")
    // Wrong id stays the graver fault of the two.
    if !isOurs, claim.configState == "ok" { claim.configState = "other-driver" }
    if !isOurs { claim.imageState = "unknown" }
    let isExpected = isOurs && config.state == "ok"
    let known = record.layers.count
    claim.initState = addLayer(.containerInit, of: claim, isExpected: isExpected)
    claim.contentState = addLayer(.container, of: claim, isExpected: isExpected)
    claim.layers = record.layers[known...].map(\.id)
    record.containers.append(claim)
  }

  private func imageState(_ image: String?) -> String {
    guard let image else { return "unknown" }
    guard let claim = images[LayerID(image)]?.claim else { return "missing" }
    return mayLoad(claim) ? "present" : "unloadable"
  }

  /// Adds one of a container's layers and returns the state word of its content.
  ///
  /// A missing layer is claimed only where a sound configuration demands it; one that is there is
  /// claimed whatever driver the configuration names.
  private mutating func addLayer(
    _ role: LayerClaim.Role, of container: ContainerClaim, isExpected: Bool
  ) -> String {
    let base = LayerID.initLayer(of: container.id)
    let id = role == .containerInit ? base : LayerID(container.id.name)
    guard isHere(id) || isExpected else { return "unknown" }
    var claim = LayerClaim(
      id: id, role: role, contentPath: BytePath([]), contentState: "missing")
    locate(&claim)
    let image = container.image.map { LayerID($0.name) }
    claim.parent = role == .containerInit ? image : base
    if let parent = claim.parent {
      let isPresent = role == .containerInit ? images[parent] != nil : isHere(parent)
      claim.parentState = isPresent ? "present" : "missing"
    }
    let imageDepth = image.flatMap { images[$0]?.claim.depth }
    claim.depth = imageDepth.map { $0 + (role == .containerInit ? 1 : 2) }
    findParentRoot(of: &claim)
    checkRecordedChain(of: &claim, image: image, base: base)
    record.layers.append(claim)
    return Self.containerWord(claim.contentState)
  }

  private static func containerWord(_ state: String) -> String {
    switch state {
    case "directory", "not-plain-files": "present"
    case "missing": "missing"
    case "unreadable": "unknown"
    default: "wrong-kind"
    }
  }

  private mutating func findParentRoot(of claim: inout LayerClaim) {
    guard claim.content?.shape == .wholeTree, let parent = claim.parent else { return }
    // A container's init layer was added just before it.
    guard let known = images[parent]?.claim ?? record.layers.last, known.id == parent else {
      return
    }
    let parentRoot = parentRoot(known, of: claim)
    claim.content?.parentRoot = parentRoot
  }

  private mutating func checkRecordedChain(
    of claim: inout LayerClaim, image: LayerID?, base: LayerID
  ) {
    switch driver {
    case .aufs where isHere(claim.id): checkAufsChain(of: &claim, image: image, base: base)
    case .overlay where claim.contentState == "directory": checkLowerID(of: &claim, image: image)
    default: break
    }
  }

  private mutating func checkAufsChain(
    of claim: inout LayerClaim, image: LayerID?, base: LayerID
  ) {
    var parents = claim.role == .container ? [base] : []
    var isWhole = false
    if let image {
      parents.append(image)
      let (ancestors, reachesRoot) = chain.ancestors(of: image)
      parents += ancestors
      isWhole = reachesRoot
    }
    checkChainFile(of: &claim, parents: parents, isWhole: isWhole)
  }

  /// `lower-id`: the image that an overlay container lies on, for the `-init` layer too.
  ///
  /// Source: docker 1.7.1 `daemon/graphdriver/overlay/overlay.go`, `Create`.
  private mutating func checkLowerID(of claim: inout LayerClaim, image: LayerID?) {
    let path = driver.contentFolder.appending(claim.id.name).appending("lower-id")
    let file = MetadataFile(path, in: root, limit: .wordLimit)
    if !file.isMissing { report(file.problem, layer: claim.id) }
    let lower = LayerID(BytePath(file.bytes))
    guard file.problem == nil, lower.isHex64 else {
      let found = file.problem == nil ? EscapedText.utf8(file.bytes.prefix(128)) : file.state
      return note("lower-id-malformed", path, claim.id, "64 hexadecimal digits", found)
    }
    if !isHere(lower) {
      note("lower-id-unknown", path, claim.id, nil, lower.description)
    }
    guard let image else { return }
    claim.chainPath = path
    claim.chainState = lower == image ? "match" : "differs"
    guard lower != image else { return }
    claim.chainExpected = image.description
    claim.chainActual = lower.description
  }

  private mutating func note(
    _ kind: String, _ path: BytePath, _ layer: LayerID, _ expected: String?, _ actual: String?
  ) {
    record.oddities.append(
      Oddity(kind, path: path, layer: layer, expected: expected, actual: actual))
  }
}
