internal import LayerModel

/// What removes layers with all that is built on them, and brings the images back.
extension StorePlanner {
  func replaceLayers() -> RepairStep? {
    guard removalGuard.storeReason == nil else { return nil }
    let damaged = damaged.filter { removalGuard.obstacles(to: $0).isEmpty }
    guard !damaged.isEmpty else { return nil }
    var hit = impact.users(of: damaged)
    hit.images = Self.withoutSteps(hit.images)
    let saved = hit.images.filter { !engine.canFetch($0) && isWhole($0) }
    let removals =
      engine.remove(hit.containers) + engine.remove(hit.images) + dropBuildCache(for: damaged)
    let lost = LayerImpact.Users(
      images: hit.images.filter { !saved.contains($0) }, containers: hit.containers)
    return RepairStep(
      title:
        "Replace \(damaged.count) damaged \(damaged.count == 1 ? "layer" : "layers"), with the "
        + "images and containers that are built on them",
      needsStoppedDaemon: false,
      commands: chain(
        engine.ask(hit.images) + (saved.isEmpty ? [] : engine.save(saved, in: archives)),
        before: removals),
      afterwards: (saved.isEmpty ? [] : engine.load(saved, from: archives))
        + hit.images.flatMap(engine.fetch),
      losses: losses(lost) + digestLosses(saving: saved) + cacheLosses(for: damaged),
      notes: notes(fetching: hit.images) + notes(asking: hit.images) + notes(saving: saved),
      heals: findings(.replaceLayer).count { $0.layer.map(damaged.contains) == true })
  }

  /// Without the nameless images that Docker's own builds of others left: they go with those.
  private static func withoutSteps(_ images: [ImageClaim]) -> [ImageClaim] {
    let parents = Set(images.compactMap(\.parent))
    return images.filter { !$0.names.isEmpty || !parents.contains($0.id) }
  }

  /// Whether the engine can still write the image as it was: of every layer the very tar that its
  /// digest is of was put together, so that only what the tar does not show is wrong on the disk.
  private func isWhole(_ image: ImageClaim) -> Bool {
    guard image.isComplete, let base = image.layers.last else { return false }
    return impact.claim(base)?.parent == nil
      && image.layers.allSatisfy { layer in
        guard let due = impact.claim(layer)?.recordedDiffID else { return false }
        return measurements.layers[layer]?.tarDigest == due
      }
  }

  private var archives: BytePath { quarantine(of: BytePath("")) }

  private func digestLosses(saving images: [ImageClaim]) -> [String] {
    images.filter(engine.losesDigest).map {
      "image \($0.title): its digest, as its manifest is written anew; its configuration, id and "
        + "files stay"
    }
  }

  /// Nothing is removed unless all that comes before has succeeded.
  private func chain(_ preparations: [String], before removals: [String]) -> [String] {
    preparations.isEmpty ? removals : chained(preparations + removals)
  }

  /// As one list that ends where something fails.
  func chained(_ commands: [String]) -> [String] {
    commands.enumerated().map { place, command in
      (place == 0 ? "" : "  && ") + command + (place == commands.count - 1 ? "" : " \\")
    }
  }

  func dropBuildCache(for layers: Set<LayerID>) -> [String] {
    removalGuard.mustDropBuildCache(for: layers) ? engine.dropBuildCache : []
  }

  func cacheLosses(for layers: Set<LayerID>) -> [String] {
    removalGuard.mustDropBuildCache(for: layers)
      ? ["the build cache, with what `RUN --mount=type=cache` keeps; builds fill it again"] : []
  }

  func notes(fetching images: [ImageClaim]) -> [String] {
    engine.ask(images).isEmpty && images.contains { engine.canFetch($0) && !$0.origins.isEmpty }
      ? ["where a registry no longer has a digest, pull the tag instead"] : []
  }

  private func notes(asking images: [ImageClaim]) -> [String] {
    engine.ask(images).isEmpty
      ? []
      : [
        "the store does not tell what was pulled from what was loaded: nothing is removed unless "
          + "skopeo is told that each registry still has its image; leave out the line of one that may "
          + "be lost"
      ]
  }

  private func notes(saving images: [ImageClaim]) -> [String] {
    images.isEmpty
      ? []
      : [
        "no registry is known to have \(images.map(\.title).joined(separator: ", ")), but every byte "
          + "of it is right: it is saved first and loaded again"
      ]
  }

  /// `isListed` tells whether the daemon shows the containers, so that it can copy out of them.
  func losses(_ hit: LayerImpact.Users, isListed: Bool = true) -> [String] {
    hit.containers.map { container in
      let layer = container.layers.last
      let own = layer.flatMap { measurements.layers[$0]?.totals.allocated }
      let size = own.map { " (\($0.iec))" } ?? ""
      let place = isListed ? nil : layer.flatMap(impact.claim).map { absolute($0.contentPath) }
      return "container \(container.title): everything it wrote\(size)"
        + (place.map { ", in \($0)" } ?? "") + "; save it first"
    } + hit.images.filter { !isKnownElsewhere($0) }.map(loss)
  }

  private func isKnownElsewhere(_ image: ImageClaim) -> Bool {
    record.location.kind == .containerd ? source(of: image) != nil : engine.canFetch(image)
  }

  private func loss(of image: ImageClaim) -> String {
    let repositories = image.layerRepositories.joined(separator: ", ")
    return "image \(image.title)" + (image.namespace.map { " in namespace \($0)" } ?? "")
      + ": no registry is known to have it"
      + (repositories.isEmpty ? "" : ", though all its layers are known from \(repositories)")
      + "; build or load it again"
  }
}
