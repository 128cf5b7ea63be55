internal import FileAccess
internal import GoJSON
internal import LayerModel

extension StorageReading {
  /// Reads the containers' records.
  mutating func readContainers() {
    let folders = names(in: driver.containers) ?? []
    let hasWritableLayers = layers.values.contains(where: \.isWritable)
    let isDue =
      hasWritableLayers && isLost(driver.containers)
      || folders.contains { ContainerID($0).isHex64 }
    for (file, mayMiss) in [("containers.json", false), ("volatile-containers.json", true)] {
      let path = driver.containers.appending(file)
      var list = StorageList(path, in: root)
      list.read { (json) throws(JSONTypeError) in
        guard let container = try StorageContainer(json, at: path) else {
          return noteUnusable(json, path)
        }
        guard containers[container.id] == nil else {
          return note(
            "record-duplicate", path, container: container.id, expected: "one record",
            actual: "\(container.id)")
        }
        containers[container.id] = container
      }
      if mayMiss, list.state == "missing" { continue }
      // Containers may all be volatile.
      let isLost = isDue && !mayMiss && !hasVolatileContainers()
      if !take(list, "containers", isDue: isLost) { containersKnown = false }
      if overlooked.contains(path) { containersKnown = false }
    }
    for container in containers.values {
      if let layer = container.layer { named.insert(layer) }
    }
    search(
      "containers", driver.containers.appending("containers.json"),
      owners: containersKnown ? containers.count : nil)
  }

  private mutating func hasVolatileContainers() -> Bool {
    do {
      let path = driver.containers.appending("volatile-containers.json")
      return try root.statusIfPresent(path) != nil
    } catch {
      report(error)
      // Nobody knows, so that the other list is not called lost.
      return true
    }
  }

  /// Holds containers against images and layers, and lists them.
  mutating func judgeContainers() {
    var owners: [LayerID: [ContainerID]] = [:]
    for (id, container) in containers {
      if let layer = container.layer { owners[layer, default: []].append(id) }
    }
    let firsts = owners.compactMapValues { $0.min() }
    let ofImages = layersOfImages
    let doubted = Set(
      record.oddities.filter { $0.kind == "image-layers-differ" }.compactMap(\.image))
    noteDoubleNames()
    for id in containers.keys.sorted() {
      guard let container = containers[id] else { continue }
      var claim = ContainerClaim(
        id: id, name: EscapedText.utf8((container.names.first ?? "").utf8), driver: driver.name,
        image: container.image, configPath: driver.containers.appending(id.name),
        configState: "ok", imageState: imageState(of: container), contentState: "unknown",
        initState: "none")
      judgeLayer(container, &claim)
      // On what it lies says nothing where the layer is another's, or the image's record is in doubt.
      let isOthers = container.layer.map { firsts[$0] != id || ofImages.contains($0) }
      if isOthers == true || container.image.map({ isInDoubt($0, doubted) }) == true {
        leaveParent(of: &claim)
      }
      record.containers.append(claim)
      readData(of: container)
      guard let layer = container.layer else { continue }
      if let first = firsts[layer], first != id {
        note(
          "container-layer-shared", container.path, layer: layer, container: id,
          expected: "a layer of its own", actual: "that of container \(first.short), too")
      }
      if ofImages.contains(layer) {
        note(
          "container-layer-of-image", container.path, layer: layer, container: id,
          expected: "a layer of its own", actual: "a layer of an image")
      }
    }
  }

  private mutating func noteDoubleNames() {
    var owners: [String: [ContainerID]] = [:]
    for (id, container) in containers {
      for name in container.names { owners[name, default: []].append(id) }
    }
    for (name, ids) in owners where ids.count > 1 {
      let name = EscapedText.utf8(name.utf8.prefix(160))
      note(
        "name-duplicate", driver.containers.appending("containers.json"), container: ids.max(),
        expected: "one container called \(name)", actual: "\(ids.count) containers")
    }
  }

  private func imageState(of container: StorageContainer) -> String {
    guard let image = container.image else { return "none" }
    if images[image] != nil || others.contains(where: { $0.images[image] != nil }) {
      return "present"
    }
    // Where the layer stands on one of a store that nobody named, the image may be there, too.
    let parent = container.layer.flatMap { layers[$0]?.claim.parentState }
    return imagesKnown && parent != "elsewhere" ? "missing" : "unknown"
  }

  private func judgeLayer(_ container: StorageContainer, _ claim: inout ContainerClaim) {
    claim.mountPath = driver.layers.appending("layers.json")
    guard let id = container.layer else {
      claim.mountState = "malformed"
      claim.mountParentActual = EscapedText.utf8(container.layerText.utf8.prefix(160))
      return
    }
    claim.layers = [id]
    guard let layer = layers[id]?.claim else {
      claim.mountState = layersKnown ? "missing" : nil
      return
    }
    claim.mountState = "ok"
    switch layer.contentState {
    case "directory": claim.contentState = "present"
    case "missing": claim.contentState = "missing"
    case "wrong-kind", "symlink": claim.contentState = "wrong-kind"
    default: break
    }
    judgeParent(layer, of: container, &claim)
  }

  /// Whether the record of the image names layers that cannot be its own.
  private func isInDoubt(_ image: ImageID, _ doubted: Set<ImageID>) -> Bool {
    doubted.contains(image) || images[image]?.top.map { !isKnown($0) } == true
  }

  private func leaveParent(of claim: inout ContainerClaim) {
    guard claim.mountParentState != nil else { return }
    claim.mountParentState = "unchecked"
    claim.mountParentExpected = nil
    claim.mountParentActual = nil
  }

  private func judgeParent(
    _ layer: LayerClaim, of container: StorageContainer, _ claim: inout ContainerClaim
  ) {
    var due: [LayerID] = []
    if let id = container.image {
      let own = images[id]?.tops
      let other = others.lazy.compactMap { $0.images[id] }.first.map { Array($0) }
      guard let tops = own ?? other else {
        claim.mountParentState = "unchecked"
        return
      }
      due = tops
    }
    claim.mountParentExpected = due.first?.description ?? "no layer"
    claim.mountParentActual = layer.parent?.description ?? layer.parentText ?? "no layer"
    guard let parent = layer.parent else {
      claim.mountParentState = due.isEmpty ? "match" : "missing"
      return
    }
    claim.mountParentState = due.contains(parent) ? "match" : "differs"
  }

  private mutating func readData(of container: StorageContainer) {
    let folder = driver.containers.appending(container.id.name)
    let data = folder.appending("userdata")
    do {
      if try root.statusIfPresent(data)?.kind != .directory {
        note(
          "userdata-missing", data, container: container.id, expected: "a directory",
          actual: try root.statusIfPresent(data)?.kind.words ?? "nothing")
      }
    } catch {
      report(error)
    }
    let (pieces, found) = container.bigData.read(in: folder, root: root)
    for found in found {
      note(
        found.kind, found.path, container: container.id, expected: found.expected,
        actual: found.actual)
    }
    for piece in pieces where piece.file.problem?.leavesUnknown == true {
      report(piece.file.problem)
    }
    collectUnlisted(in: folder, container.bigData.keys, keeps: ["userdata"])
  }
}
