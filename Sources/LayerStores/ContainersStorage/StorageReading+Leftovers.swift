internal import FileAccess
internal import LayerModel

extension StorageReading {
  /// What nothing owns.
  ///
  /// What belongs to no driver in the root is told of the first store only.
  mutating func collectLeftovers() {
    for path in home.probes { add(.temporary, path) }
    for path in home.others {
      add(path.lastComponent.hasPrefix(".tmp-") ? .halfWritten : .stray, path)
    }
    if driver.hasLinks {
      for name in ["staging", "tempdirs"] { collectStaged(in: driver.home.appending(name)) }
    }
    collectStaged(in: driver.layers.appending("tmp"))
    collectLayerRemains()
    collectRemains(in: driver.images, ["images.json", "images.lock"], .imageRemains)
    collectRemains(
      in: driver.containers,
      ["containers.json", "containers.lock", "volatile-containers.json"], .containerRemains)
    guard isFirst() else { return }
    for name in names(in: "tmp") ?? [] { add(.temporary, BytePath("tmp").appending(name)) }
  }

  /// Whether this is the first of the stores in the root.
  private mutating func isFirst() -> Bool {
    do {
      var kinds: [BytePath: FileKind] = [:]
      for name in try root.names() { kinds[name] = try root.statusIfPresent(name)?.kind }
      let (drivers, problems) = StorageDriver.all(in: root, entries: kinds)
      problems.forEach { report($0) }
      return drivers.isEmpty || drivers.first == driver
    } catch {
      report(error)
      return true
    }
  }

  /// Additions and deletions that were begun: `temp-dir-N` with a lock beside it.
  ///
  /// Source: containers/storage `internal/tempdir/tempdir.go`, `RecoverStaleDirs`;
  /// `drivers/overlay/overlay.go`, `pruneStagingDirectories`.
  private mutating func collectStaged(in folder: BytePath) {
    for name in names(in: folder) ?? [] {
      let path = folder.appending(name)
      let isLock = name.hasPrefix("lock-") && status(of: path)?.kind == .regular
      if !isLock { add(.staging, path) }
    }
  }

  private mutating func collectLayerRemains() {
    let needed = named.union(layers.values.compactMap(\.claim.parent)).union(unfinished)
    for name in names(in: driver.layers) ?? [] {
      let path = driver.layers.appending(name)
      switch name {
      case "layers.json", "volatile-layers.json", "layers.lock", "tmp": continue
      case "mountpoints.json", "mountpoints.lock": continue
      case _ where name.hasPrefix(".tmp-"): add(.halfWritten, path)
      default:
        let isTarSplit = name.hasSuffix(Self.tarSplitSuffix)
        let id = LayerID(
          isTarSplit ? BytePath(name.bytes.dropLast(Self.tarSplitSuffix.utf8.count)) : name)
        guard id.isHex64 else {
          add(.stray, path)
          continue
        }
        if layers[id] != nil || needed.contains(id) { continue }
        add(.layerRemains, path, id, isKnown: areLayersWhole)
      }
    }
  }

  private static let tarSplitSuffix = ".tar-split.gz"

  private mutating func collectRemains(
    in folder: BytePath, _ own: Set<BytePath>, _ kind: Leftover.Kind
  ) {
    for name in names(in: folder) ?? [] where !own.contains(name) {
      let path = folder.appending(name)
      if name.hasPrefix(".tmp-") {
        add(.halfWritten, path)
      } else if !ImageID(name).isHex64 {
        add(.stray, path)
      } else if kind == .imageRemains, images[ImageID(name)] == nil {
        add(kind, path, isKnown: imagesKnown)
      } else if kind == .containerRemains, containers[ContainerID(name)] == nil {
        add(kind, path, isKnown: containersKnown)
      }
    }
  }

  /// Files beside the listed ones in the folder of an image, a container or a layer.
  mutating func collectUnlisted(in folder: BytePath, _ keys: [String], keeps: Set<BytePath>) {
    let known = Set(keys.compactMap { BigDataName.file(of: $0) }).union(keeps)
    for name in names(in: folder) ?? [] where !known.contains(name) {
      let path = folder.appending(name)
      add(name.hasPrefix(".tmp-") ? .halfWritten : .unlistedData, path)
    }
  }

  /// The data that belongs to layers, of which neither size nor digest is recorded.
  mutating func checkLayerData() {
    for id in layers.keys.sorted() {
      guard let layer = layers[id] else { continue }
      let folder = driver.layers.appending(id.name)
      for key in layer.bigData {
        guard let name = BigDataName.file(of: key) else { continue }
        checkLayerData(folder.appending(name), key, id)
      }
      collectUnlisted(in: folder, layer.bigData, keeps: [])
      guard layer.claim.tocDigest != nil, !layer.bigData.contains(Self.tocKey) else { continue }
      note(
        "toc-without-data", driver.layers.appending("layers.json"), layer: id,
        expected: "no toc-digest, or the data \(Self.tocKey)",
        actual: layer.claim.tocDigest.map { "\($0)" })
    }
  }

  /// Where a layer that was fetched in parts has its table of contents.
  private static let tocKey = "zstd-chunked-manifest"

  private mutating func checkLayerData(_ path: BytePath, _ key: String, _ id: LayerID) {
    do {
      let kind = try root.statusIfPresent(path)?.kind
      guard kind != .regular else { return }
      note(
        kind == nil ? "big-data-missing" : "big-data-wrong-kind", path, layer: id,
        expected: "the file of \(EscapedText.utf8(key.utf8.prefix(160)))",
        actual: kind?.words ?? "nothing")
    } catch {
      report(error)
    }
  }
}
