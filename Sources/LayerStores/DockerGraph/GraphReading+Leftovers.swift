internal import FileAccess
internal import LayerModel

extension GraphReading {
  /// Files beside the graph that the whole store depends on, or that a migration wrote.
  mutating func readDocuments() {
    guard isPrimary else { return }
    let (linkGraph, problem) = LinkGraph.read(in: root)
    record.documents.append(linkGraph)
    if linkGraph.state != "missing" { report(problem) }
    readMigration()
  }

  /// Docker 1.10 leaves the graph in place when it has built the new tree beside it.
  ///
  /// Source: docker 1.10.3 `migrate/v1/migratev1.go`.
  private mutating func readMigration() {
    var isMigrated = record.layers.contains { $0.recordedDiffID != nil }
    for path: BytePath in [".migration-v1-images.json", ".migration-v1-tags"] {
      let file = MetadataFile(path, in: root, limit: .metadataLimit)
      guard !file.isMissing else { continue }
      report(file.problem)
      isMigrated = true
      let state = file.problem == nil && file.bytes.isEmpty ? "empty" : file.state
      record.documents.append(DocumentClaim(kind: "migration", path: path, state: state))
    }
    guard isMigrated else { return }
    let time = changed("graph")
    record.leftovers.append(
      Leftover(.migrated, path: "graph", changedAt: time, ownershipKnown: false))
  }

  /// What nothing owns; whatever belongs to no driver is told of the primary store only.
  mutating func collectLeftovers() {
    for path in listing?.others ?? [] { collectForeign(path) }
    if driver == .aufs { collectAufsMounts() }
    if driver == .overlay { collectAbortedUnpacks() }
    guard isPrimary else { return }
    for name in survey.otherGraphNames { collectGraphNoise(name) }
    collect(.staging, in: "graph/_tmp") { _ in true }
    for container in survey.containers where !survey.configuredContainers.contains(container) {
      let path = BytePath("containers").appending(container.name)
      add(isDirectory(path) ? .containerRemains : .stray, path)
    }
    collect(.temporary, in: "tmp", where: Self.isTemporary)
    collect(.stray, in: "tmp") { !Self.isTemporary($0) }
  }

  /// Names that the daemon gives its temporary files.
  ///
  /// Source: docker 1.7.1 `graph/pull.go`, `graph/import.go`, `graph/export.go`, `builder/job.go`.
  private static func isTemporary(_ name: BytePath) -> Bool {
    ["GetV2ImageBlob", "docker-import-", "docker-export-", "docker-build"].contains {
      name.hasPrefix($0)
    }
  }

  /// An id that is none in both the graph and the driver is a layer the daemon cannot name.
  private mutating func collectGraphNoise(_ name: BytePath) {
    let path = BytePath("graph").appending(name)
    var isInDriver = false
    for folder in driver.folders where isDirectory(folder.appending(name)) { isInDriver = true }
    guard isInDriver else { return add(.stray, path) }
    record.oddities.append(Oddity("non-hex-id", path: path, layer: LayerID(name)))
  }

  private mutating func collectForeign(_ path: BytePath) {
    let name = path.lastComponent
    guard !survey.otherGraphNames.contains(name) else { return }
    if name.hasSuffix("-removing") {
      add(.removing, path)
    } else if driver == .devicemapper, name.hasPrefix(".tmp") {
      add(.temporary, path)
    } else {
      add(.stray, path)
    }
  }

  /// Looks into mount points of layers on which nothing is mounted.
  private mutating func collectAufsMounts() {
    let folder: BytePath = "aufs/mnt"
    do {
      guard try root.statusIfPresent(folder) != nil else { return }
      let mounts = try root.directory(folder)
      let device = try mounts.status().identity.device
      for name in try mounts.names() {
        let path = folder.appending(name)
        if name.hasSuffix("-removing") {
          add(.removing, path, LayerID(BytePath(name.bytes.dropLast(9))))
        } else if hasStrayContent(path, device: device) {
          add(.strayMountContent, path, LayerID(name))
        }
      }
    } catch {
      report(error)
    }
  }

  /// One that vanished has none; one that cannot be looked into is reported.
  private mutating func hasStrayContent(_ path: BytePath, device: UInt64) -> Bool {
    guard let status = status(path) else { return false }
    guard status.kind == .directory else { return true }
    guard status.identity.device == device else { return false }
    do {
      return try root.namesIfPresent(path)?.isEmpty == false
    } catch {
      report(error)
      return false
    }
  }

  /// `tmproot*`: what an interrupted unpack left in an overlay layer.
  ///
  /// Source: docker 1.7.1 `daemon/graphdriver/overlay/overlay.go`, `ApplyDiff`.
  private mutating func collectAbortedUnpacks() {
    for layer in listing?.layers.sorted() ?? [] {
      let folder = driver.contentFolder.appending(layer.name)
      guard isDirectory(folder) else { continue }
      collect(.staging, in: folder) { $0.hasPrefix("tmproot") }
    }
  }

  /// Layers of the driver that no image and no container names.
  ///
  /// A layer whose metadata is lost but that images, containers or tags still name is no orphan.
  mutating func collectUnclaimedLayers() {
    let named = Set(record.layers.compactMap(\.parent))
      .union(record.containers.compactMap { $0.image.map { LayerID($0.name) } })
      .union(record.references.map { LayerID($0.target) })
    for layer in listing?.layers.sorted() ?? [] where !survey.owns(layer) {
      var claim = LayerClaim(
        id: layer, role: .unclaimed, contentPath: BytePath([]), contentState: "missing")
      locate(&claim)
      record.layers.append(claim)
      var path: BytePath?
      for folder in driver.folders where path == nil {
        let place = folder.appending(layer.name)
        if status(place) != nil { path = place }
      }
      guard let path else { continue }
      let orphan: Leftover.Kind = layer.initOwner == nil ? .orphanLayer : .orphanInit
      add(named.contains(layer) ? .unregisteredLayer : orphan, path, layer)
    }
  }

  private mutating func collect(
    _ kind: Leftover.Kind, in folder: BytePath, where matches: (BytePath) -> Bool
  ) {
    do {
      for name in try root.namesIfPresent(folder) ?? [] where matches(name) {
        add(kind, folder.appending(name))
      }
    } catch {
      report(error.ofSearchedDirectory)
    }
  }

  private mutating func add(
    _ kind: Leftover.Kind, _ path: BytePath, _ layer: LayerID? = nil
  ) {
    let time = changed(path)
    record.leftovers.append(
      Leftover(
        kind, path: path, layer: layer, changedAt: time,
        ownershipKnown: survey.ownershipKnown))
  }

  private mutating func changed(_ path: BytePath) -> Int64? { status(path)?.newestChange }
  private mutating func isDirectory(_ path: BytePath) -> Bool {
    status(path)?.kind == .directory
  }

  /// What is at a path; `nil` when nothing is, and when it cannot be asked for, which is reported.
  private mutating func status(_ path: BytePath) -> FileStatus? {
    do {
      return try root.statusIfPresent(path)
    } catch {
      report(error)
      return nil
    }
  }
}
