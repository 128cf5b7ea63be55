internal import FileAccess
internal import LayerModel

/// `layerdb/mounts/<name>/`: which directories are the writable layer of a container.
///
/// Docker writes the three files without forcing them to the disk, after the directories exist.
/// Source: moby v28.5.2 `layer/filestore.go`, `SetMountID`; `layer/layer_store.go`, `loadMount`.
struct LayerDBMount {
  let path: BytePath
  /// `nil` unless it is what Docker writes.
  private(set) var mountID: LayerID?
  private(set) var initID: LayerID?
  /// `ok`, or the worse of what `mount-id` and `init-id` are.
  private(set) var state = "ok"
  /// What is wrong, in words.
  private(set) var fault: String?
  /// `nil` for an image without layers, or when the file is of no use.
  private(set) var parent: LayerID?
  /// `none` when there is no file, `ok`, `malformed`, `unreadable`.
  private(set) var parentState = "none"
  private(set) var parentText: String?
  private(set) var oddities: [Oddity] = []
  private(set) var problems: [ReadProblem] = []

  init(at path: BytePath, in root: borrowing Directory) {
    self.path = path
    do {
      for name in try root.directory(path).names()
      where !["mount-id", "init-id", "parent"].contains(name) {
        oddities.append(Oddity("unknown-file", path: path.appending(name)))
      }
    } catch {
      problems.append(error)
      state = error.leavesUnknown ? "unreadable" : error.cause
      fault = error.detail
      return
    }
    mountID = readID("mount-id", isDue: true, root)
    initID = readID("init-id", isDue: false, root)
    readParent(root)
  }

  /// `^[a-f0-9]{64}(-init)?$`.
  ///
  /// Source: moby v28.5.2 `layer/filestore.go`, `stringIDRegexp`.
  private mutating func readID(
    _ name: String, isDue: Bool, _ root: borrowing Directory
  ) -> LayerID? {
    let file = TrimmedFile(path.appending(name), in: root)
    if let problem = file.problem, problem.leavesUnknown { problems.append(problem) }
    if !isDue, file.isMissing { return nil }
    let id = LayerID(BytePath(file.bytes))
    if file.fault == nil, id.isHex64 || id.initOwner != nil { return id }
    state = file.fault == "unreadable" ? "unreadable" : state == "ok" ? "malformed" : state
    if file.isMissing { state = "missing" }
    fault = "\(name): " + (file.fault ?? "\"\(file.text)\"")
    return nil
  }

  private mutating func readParent(_ root: borrowing Directory) {
    let file = TrimmedFile(path.appending("parent"), in: root)
    if let problem = file.problem, problem.leavesUnknown { problems.append(problem) }
    guard !file.isMissing else { return }
    parent = Digest(prefixed: file.bytes).map { LayerID($0.hex) }
    parentState = parent != nil ? "ok" : file.fault == "unreadable" ? "unreadable" : "malformed"
    parentText = parent == nil ? file.fault ?? file.text : nil
  }
}

extension LayerDBReading {
  /// Reads `layerdb/mounts`; their layers are placed once the containers are known.
  mutating func readMounts() {
    let folder = driver.images.appending("layerdb/mounts")
    guard let names = names(in: folder, isDue: false) else {
      search("mounts", folder, owners: nil)
      directoriesKnown = false
      chainsKnown = false
      return
    }
    for name in names {
      let mount = LayerDBMount(at: folder.appending(name), in: root)
      if mount.state == "wrong-kind" {
        add(.stray, mount.path)
        continue
      }
      mounts[ContainerID(name)] = mount
      record.oddities += mount.oddities
      mount.problems.forEach { report($0) }
      directoriesKnown = directoriesKnown && mount.mountID != nil
      chainsKnown = chainsKnown && ["ok", "none"].contains(mount.parentState)
      mount.parent.map { _ = needed.insert($0) }
      mount.mountID.map { owned[$0] = .container }
      mount.initID.map { owned[$0] = .containerInit }
    }
    search("mounts", folder, owners: mounts.count)
  }

  /// Adds the layers of every mount, whether its container is there or not.
  mutating func placeMounts() {
    var placed = Dictionary(
      record.layers.indices.map { (record.layers[$0].id, $0) }, uniquingKeysWith: { $1 })
    let containers = Dictionary(
      record.containers.indices.map { (record.containers[$0].id, $0) }, uniquingKeysWith: { $1 })
    for name in mounts.keys.sorted() {
      guard let mount = mounts[name] else { continue }
      var below = mount.parent
      for (role, id) in [
        (LayerClaim.Role.containerInit, mount.initID), (.container, mount.mountID),
      ] {
        guard let id else { continue }
        guard placed[id] == nil else {
          note("mount-id-duplicate", mount.path, layer: id, actual: id.description)
          continue
        }
        let known = below.flatMap { placed[$0] }.map { record.layers[$0] }
        let claim = place(id, role, on: below, known)
        placed[id] = record.layers.count
        record.layers.append(claim)
        below = id
      }
      if !dying.contains(name) { noteLostInit(of: mount) }
      if let index = containers[name] {
        let states = [mount.initID, mount.mountID].map { id in
          id.flatMap { placed[$0] }.map { record.layers[$0].contentState }
        }
        fill(index, mount, initState: states[0], contentState: states[1])
      }
    }
  }

  /// Docker removes a container without asking for an init layer that is not written down.
  private mutating func noteLostInit(of mount: LayerDBMount) {
    guard mount.initID == nil, mount.state == "ok", let mountID = mount.mountID else { return }
    let initID = LayerID.initLayer(of: ContainerID(mountID.name))
    guard home.layers.contains(initID) else { return }
    note(
      "init-id-missing", mount.path.appending("init-id"), layer: mountID,
      expected: initID.description)
  }

  private mutating func place(
    _ id: LayerID, _ role: LayerClaim.Role, on below: LayerID?, _ known: LayerClaim?
  ) -> LayerClaim {
    var claim = LayerClaim(id: id, role: role, contentPath: BytePath([]), contentState: "missing")
    let content = driver.content(of: id, role: role, in: root)
    content.apply(to: &claim)
    report(content, layer: id)
    claim.parent = below
    claim.parentState = below == nil ? "root" : known == nil ? "missing" : "present"
    claim.depth = below == nil ? 0 : known?.depth.map { $0 + 1 }
    if claim.content?.shape == .wholeTree, known?.content?.shape == .wholeTree {
      claim.content?.parentRoot = known?.content?.root
    }
    return claim
  }

  /// Tells a mount's container of its layers.
  private mutating func fill(
    _ container: Int, _ mount: LayerDBMount, initState: String?, contentState: String?
  ) {
    record.containers[container].layers = [mount.initID, mount.mountID].compactMap { $0 }
    guard home.isThere, !dying.contains(record.containers[container].id) else { return }
    record.containers[container].contentState = Self.word(contentState)
    record.containers[container].initState = Self.word(initState)
  }

  /// A container whose layers are not where they should be may have any others.
  mutating func judgeContainers() {
    for container in record.containers where container.mountState != nil {
      let isPlaced =
        container.mountState == "ok" && container.contentState == "present"
        && container.initState == "present"
      directoriesKnown = directoriesKnown && isPlaced
    }
  }

  private static func word(_ state: String?) -> String {
    switch state {
    case "directory", "not-plain-files": "present"
    case "missing": "missing"
    case "unreadable", nil: "unknown"
    default: "wrong-kind"
    }
  }
}
