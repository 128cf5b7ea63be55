internal import FileAccess
internal import GoJSON
internal import LayerModel

extension StorageReading {
  /// Reads the layers' records and follows their parents.
  mutating func readLayers() {
    let isDue = !home.layers.isEmpty
    var count = 0
    for (file, mayMiss) in [("layers.json", false), ("volatile-layers.json", true)] {
      let path = driver.layers.appending(file)
      var list = StorageList(path, in: root)
      list.read { (json) throws(JSONTypeError) in
        guard let layer = try StorageLayer(json, at: path) else {
          return noteUnusable(json, path)
        }
        add(layer, path)
      }
      if mayMiss, list.state == "missing" { continue }
      if !take(list, "layers", isDue: isDue && !mayMiss) { layersKnown = false }
      count += list.records.count
    }
    leaveOutUnfinished()
    let known = layersKnown ? count : nil
    search("layers", driver.layers.appending("layers.json"), owners: known)
    noteDoubleNames()
    chain = StorageChain(layers, others: others)
  }

  /// A layer that is being made or deleted is not there yet, or no more: whoever does so has the list
  /// locked until the mark is gone.
  ///
  /// Source: containers/storage `store.go`, `putLayer`, `DeleteImage`; `layers.go`, `create`,
  /// `deleteInternal`.
  private mutating func leaveOutUnfinished() {
    let marked = Set(layers.filter(\.value.isIncomplete).keys)
    guard !marked.isEmpty, isBeingWritten(driver.layers.appending("layers.lock")) else { return }
    unfinished = marked
    layers = layers.filter { !marked.contains($0.key) }
  }

  private mutating func isBeingWritten(_ lock: BytePath) -> Bool {
    do {
      guard try root.statusIfPresent(lock)?.kind == .regular else { return false }
      return try root.file(lock).isLockedForWriting()
    } catch {
      report(error)
      return false
    }
  }

  private mutating func add(_ layer: StorageLayer, _ path: BytePath) {
    let id = layer.claim.id
    guard layers[id] == nil else {
      return note("record-duplicate", path, layer: id, expected: "one record", actual: "\(id)")
    }
    layers[id] = layer
  }

  /// A record without an id, or with one that is none.
  mutating func noteUnusable(_ json: JSONValue, _ path: BytePath) {
    overlooked.insert(path)
    var id = ""
    if case .string(let text) = json.member("id") { id = text }
    if case .string(let layer) = json.member("layer") { named.insert(LayerID(layer)) }
    if case .array(let mapped) = json.member("mapped-layers") {
      for case .string(let layer) in mapped { named.insert(LayerID(layer)) }
    }
    note(
      id.isEmpty ? "record-without-id" : "record-id-malformed", path,
      expected: "64 hexadecimal digits",
      actual: id.isEmpty ? "none" : EscapedText.utf8(id.utf8.prefix(160)))
  }

  /// The engines take a name from all but the first that has it, and write the file anew.
  private mutating func noteDoubleNames() {
    var owners: [String: [LayerID]] = [:]
    for (id, layer) in layers {
      for name in layer.names { owners[name, default: []].append(id) }
    }
    for (name, ids) in owners where ids.count > 1 {
      note(
        "name-duplicate", driver.layers.appending("layers.json"), layer: ids.max(),
        expected: "one owner of \(EscapedText.utf8(name.utf8.prefix(160)))",
        actual: "\(ids.count) layers")
    }
  }

  /// Tells containers' own layers from those of images.
  mutating func giveRoles() {
    let ofImages = layersOfImages
    let ofContainers = Set(containers.values.compactMap(\.layer))
    for (id, layer) in layers where !ofImages.contains(id) {
      let isWritable = layer.isWritable && tarSplitState(of: id) == "missing"
      if ofContainers.contains(id) || isWritable { layers[id]?.claim.role = .container }
    }
  }

  /// Every layer that an image needs, as far as the chains go.
  var layersOfImages: Set<LayerID> { chain.closure(below: images.values.flatMap(\.tops)) }

  private func tarSplit(of id: LayerID) -> BytePath {
    driver.layers.appending(id.name.description + ".tar-split.gz")
  }

  private func tarSplitState(of id: LayerID) -> String {
    do {
      switch try root.statusIfPresent(tarSplit(of: id))?.kind {
      case nil: return "missing"
      case .regular?: return "present"
      default: return "wrong-kind"
      }
    } catch {
      return error.cause
    }
  }

  /// Finds each layer's files and moves the finished claims into the record.
  mutating func placeLayers() {
    // Copies of a layer for other owners have random names.
    let mapped = Set(images.values.flatMap(\.mapped))
    for id in layers.keys.sorted() {
      guard var layer = layers[id] else { continue }
      link(&layer, isMapped: mapped.contains(id))
      locate(&layer)
      layers[id] = layer
    }
    doubted = chain.closure(
      above: layers.values.map(\.claim).filter {
        $0.contentAddressState == "mismatch" || ["cycle", "self"].contains($0.parentState)
      }.map(\.id))
    for id in layers.keys.sorted() {
      guard var claim = layers[id]?.claim else { continue }
      inherit(&claim)
      layers[id]?.claim = claim
      record.layers.append(claim)
    }
  }

  private mutating func link(_ layer: inout StorageLayer, isMapped: Bool) {
    let id = layer.claim.id
    layer.claim.parentState = chain.states[id]
    if chain.states[id] == "missing" {
      // A list that is lost says nothing of any layer.
      if !layersKnown { layer.claim.parentState = "unknown" }
      if mayBeElsewhere(layer.claim) { layer.claim.parentState = "elsewhere" }
    }
    layer.claim.depth = chain.depths[id]
    if layer.isIncomplete {
      note(
        "layer-incomplete", driver.layers.appending("layers.json"), layer: id,
        expected: "a finished layer", actual: "marked as incomplete")
    }
    guard layer.claim.role == .image else { return }
    layer.claim.tarSplitPath = tarSplit(of: id)
    layer.claim.tarSplitState = tarSplitState(of: id)
    let isOfTar = layer.claim.recordedDiffID != nil || layer.claim.blobDigest != nil
    if !isOfTar, layer.claim.tarSplitState == "missing" { layer.claim.tarSplitState = "none" }
    defer { if layer.isUndescribed { forgetDigest(of: &layer) } }
    guard layer.claim.parentState != "malformed", !isMapped else { return }
    let toc = layer.claim.diffIDSource == "diff-digest" ? nil : layer.claim.tocDigest
    let diff = layer.claim.diffIDSource == "diff-digest" ? layer.claim.recordedDiffID : nil
    guard let due = StorageLayerID.of(parent: layer.claim.parent, diff: diff, toc: toc) else {
      return
    }
    layer.claim.computedChainID = Digest(hex: due.name.bytes)
    layer.claim.contentAddressState = due == id ? "match" : "mismatch"
  }

  /// The id was made of it, but it is not the digest of any tar.
  private mutating func forgetDigest(of layer: inout StorageLayer) {
    guard layer.claim.tarSplitState == "missing" else { return }
    layer.claim.tarSplitState = "none"
    layer.claim.recordedDiffID = nil
    layer.claim.diffIDState = nil
    note(
      "layer-undescribed", driver.layers.appending("layers.json"), layer: layer.claim.id,
      expected: "the digest of its tar, and its tar-split", actual: "the digest of its blob")
  }

  /// Whether nothing here shows that the parent was ever in this store, so that an additional
  /// store which nobody named may have it.
  private mutating func mayBeElsewhere(_ claim: LayerClaim) -> Bool {
    let maySearchMore = others.isEmpty || others.contains { !$0.problems.isEmpty }
    guard maySearchMore, let parent = claim.parent,
      !home.layers.contains(parent), layersKnown
    else { return false }
    guard driver.hasLinks else { return true }
    // What it is mounted on is here: then so was its parent.
    let path = driver.home.appending(claim.id.name).appending("lower")
    let file = MetadataFile(path, in: root, limit: .largeMetadata)
    // A file that cannot be read is told where it is held against the chain.
    guard file.problem == nil, let first = file.bytes.split(separator: UInt8(ascii: ":")).first
    else { return file.isMissing }
    let name = BytePath(first.dropFirst(2))
    guard LinkTable.isShortName(name.bytes) else { return false }
    let link = driver.home.appending(LinkTable.folderName).appending(name)
    do {
      return try root.statusIfPresent(link) == nil
    } catch {
      report(error, layer: claim.id)
      return false
    }
  }

  private mutating func locate(_ layer: inout StorageLayer) {
    let id = layer.claim.id
    let content = content(of: id)
    content.apply(to: &layer.claim)
    report(content.problem, layer: id)
    guard layer.claim.content != nil else { return }
    if layer.claim.tarSplitState == "present" {
      let path = layer.claim.tarSplitPath
      layer.claim.content?.tarSplit = path
    }
    let owners = owners(of: layer)
    let isOfParts = layer.claim.tocDigest != nil || layer.isUndescribed
    layer.claim.content?.owners = owners
    layer.claim.content?.keepsOnlyFileTimes = isOfParts
    layer.claim.content?.keepsFractions = !isOfParts
    // Of a copy for other owners the engines make the root anew.
    let isMapped = !layer.users.isEmpty || !layer.groups.isEmpty
    layer.claim.content?.keepsOwnRoot = (driver.hasLinks || isMapped) && !isOfParts
    layer.claim.content?.hasMountProgram = home.hasMountProgram == true
    layer.claim.content?.forcedMode = record.location.forcedMode
    guard isOfParts, isComposed(id) else { return }
    layer.claim.content = nil
    layer.claim.contentState = "not-plain-files"
    let reason = "its names are in an image of composefs"
    report(.notEntered(layer.claim.contentPath, reason: reason), layer: id)
  }

  private func owners(of layer: StorageLayer) -> OwnerMapping? {
    guard !layer.users.isEmpty || !layer.groups.isEmpty else { return rootless }
    guard rootless == nil else {
      // The maps count from the person's own namespace, which is not known.
      return OwnerMapping(users: [], groups: [], derivesRest: true)
    }
    return OwnerMapping(users: layer.users, groups: layer.groups)
  }

  /// Source: containers/storage `drivers/overlay/composefs.go`.
  private mutating func isComposed(_ id: LayerID) -> Bool {
    let path = driver.folder.appending(id.name).appending("composefs-data/composefs.blob")
    do {
      return try root.statusIfPresent(path) != nil
    } catch {
      report(error, layer: id)
      return false
    }
  }

  /// Where the driver keeps one layer, never through a link.
  func content(of id: LayerID) -> LayerContent {
    let path = driver.folder.appending(id.name)
    guard driver.whyNotPlainFiles == nil else {
      return LayerContent(notPlainFilesAt: path, in: root)
    }
    if driver.hasWholeTrees { return LayerContent(path, shape: .wholeTree, in: root) }
    let hasDevices = driver.hasLinks && home.hasMountProgram != true
    let shape: ContentPlan.Shape =
      hasDevices ? .ownEntriesWithWhiteoutDevices : .ownEntriesWithWhiteoutFiles
    let directory = LayerContent(path, shape: shape, in: root)
    // A link or file in the layer's place: nothing below it may be looked at.
    guard driver.hasLinks, directory.state == "directory" else { return directory }
    return LayerContent(path.appending("diff"), shape: shape, in: root)
  }

  private func inherit(_ claim: inout LayerClaim) {
    guard claim.content?.shape == .wholeTree else { return }
    if let parent = claim.parent, parent != claim.id,
      let plan = layers[parent]?.claim.content, plan.shape == .wholeTree
    {
      claim.content?.parentRoot = plan.root
    }
    let (ancestors, reachesRoot) = chain.ancestors(
      of: claim.id, upTo: ContentPlan.longestChain)
    let claims = ancestors.compactMap { layers[$0]?.claim }
    claim.content?.inherit(
      from: claims, reachesBase: reachesRoot && claims.count == ancestors.count)
  }
}
