internal import LayerModel

/// What heals a store that keeps its layers packed as well: most are made again from their blobs,
/// with no registry.
extension StorePlanner {
  func replaceContent() -> RepairStep? {
    let layers = layers(.replaceLayer).filter { stuck(by: $0).isEmpty }
    let blobs = damagedBlobs
    guard !blobs.isEmpty || !layers.isEmpty else { return nil }
    let tools = ContainerdTools(of: record)
    let snapshots = impact.topFirst(impact.descendants(of: layers))
    let gone = Set(snapshots.map(\.id))
    let containers = gone.isEmpty ? [] : impact.users(of: gone).containers
    let loose = looseSnapshots(on: gone, without: containers)
    let lacking = imagesLacking(blobs)
    let images = record.images.filter { image in
      blobs.contains { $0.images.contains(image.id) }
        || !gone.isDisjoint(with: image.layers + image.copies)
    }
    let fetched = images.filter { lacking.contains($0.id) }
    return RepairStep(
      title: Self.title(blobs: blobs.count, layers: layers.count), needsStoppedDaemon: false,
      commands: chained(
        tools.remove(containers) + tools.remove(loose + snapshots) + tools.remove(blobs)),
      afterwards: images.filter { !lacking.contains($0.id) }.flatMap { unpack($0, gone, tools) }
        + fetched.compactMap { image in source(of: image).map { tools.pull($0, of: image) } },
      losses: losses(LayerImpact.Users(images: fetched, containers: containers))
        + loose.map { "snapshot \($0.id.short): everything written to it; save it first" }
        + snapshots.filter { !isMadeAgain($0) }.map {
          "snapshot \($0.id.short): everything in \(absolute($0.contentPath)), which no image here "
            + "makes again; save it first"
        },
      notes: tools.notes(removing: containers),
      heals: findings(.replaceBlob).count
        + findings(.replaceLayer).count { $0.layer.map(layers.contains) == true })
  }

  /// Why damaged layers are not replaced; for people.
  func withheldContent() -> [String] {
    let layers = layers(.replaceLayer)
    let waiting = layers.filter { !stuck(by: $0).isEmpty }
    let obstacles = Set(waiting.flatMap(stuck)).sorted()
    guard !obstacles.isEmpty else { return [] }
    let keys = Dictionary(
      danglingChildren.map { ($0.layer, $0.actual ?? "") }, uniquingKeysWith: { first, _ in first })
    return [
      "\(waiting.count) damaged \(waiting.count == 1 ? "layer is" : "layers are") not replaced: "
        + "`ctr snapshots rm` refuses a snapshot for as long as it lists a child, and of these a "
        + "child is listed that does not lie on them. Where no snapshot is called like the child, "
        + "`ctr snapshots prepare CHILD SNAPSHOT` and `ctr snapshots rm CHILD` take it out of the "
        + "list; then plan again:"
    ] + obstacles.map { "  snapshot \($0) lists \(keys[$0] ?? "")" }
  }

  private var danglingChildren: [Oddity] {
    record.oddities.filter { $0.kind == "snapshot-child-dangling" }
  }

  /// What has to go together with `layer` and cannot, as it lists a child that cannot be removed.
  ///
  /// Source: containerd v1.6.20 `metadata/snapshot.go`, `Remove`.
  private func stuck(by layer: LayerID) -> Set<LayerID> {
    let listing = Set(danglingChildren.compactMap(\.layer))
    guard !listing.isEmpty else { return [] }
    let images = impact.descendants(of: [layer])
    let others = record.layers.filter { $0.parent.map(images.contains) == true }.map(\.id)
    return images.union(others).intersection(listing)
  }

  /// Whether an image has what the snapshot was unpacked from.
  private func isMadeAgain(_ snapshot: LayerClaim) -> Bool {
    snapshot.isNamedByImage
      || record.images.contains { ($0.layers + $0.copies).contains(snapshot.id) }
  }

  /// What to pull to have an image again; `nil` when nothing shows that a registry ever had it.
  ///
  /// containerd labels what it pulled.
  func source(of image: ImageClaim) -> String? {
    let names = image.names.filter(engine.isReference)
    return image.registries.isEmpty ? nil : names.first { !$0.contains("@") } ?? names.first
  }

  private var damagedBlobs: [BlobClaim] {
    let paths = Set(findings(.replaceBlob).compactMap(\.path))
    return record.blobs.filter { paths.contains($0.path) }
  }

  /// Images that cannot be unpacked from the blobs that stay.
  private func imagesLacking(_ blobs: [BlobClaim]) -> Set<ImageID> {
    let absent = record.descriptors.filter {
      [.config, .layer].contains($0.kind) && $0.state != "present"
    }
    return Set(absent.compactMap(\.image) + blobs.flatMap(\.images))
  }

  /// Snapshots that somebody made on the layers and that go with none of the containers.
  private func looseSnapshots(
    on layers: Set<LayerID>, without containers: [ContainerClaim]
  ) -> [LayerClaim] {
    let owned = Set(containers.flatMap(\.layers))
    return record.layers.filter { layer in
      layer.role != .image && !owned.contains(layer.id)
        && layer.parent.map(layers.contains) == true
    }
  }

  private func unpack(
    _ image: ImageClaim, _ gone: Set<LayerID>, _ tools: ContainerdTools
  ) -> [String] {
    let lost = (image.layers + image.copies).filter(gone.contains).compactMap(impact.claim)
    return Set(lost.compactMap(\.snapshotter)).sorted().map { tools.unpack(image, by: $0) }
  }

  private static func title(blobs: Int, layers: Int) -> String {
    let things = [(blobs, "blob"), (layers, "unpacked layer")].filter { $0.0 > 0 }
      .map { "\($0) damaged \($1)\($0 == 1 ? "" : "s")" }
    return "Replace \(things.joined(separator: " and ")), containers on them first"
  }
}
