internal import LayerModel

/// The commands of the engine that owns a store.
struct Engine {
  let record: StoreRecord
  /// The program by which people use the store.
  private let tool: String
  private let checksummed: Set<LayerID>

  init(of record: StoreRecord) {
    self.record = record
    tool = record.location.kind == .containersStorage ? "podman" : "docker"
    checksummed = Set(
      record.layers.filter { $0.checksumState == "ok" || $0.checksumState == "legacy-tarsum" }
        .map(\.id))
  }

  /// Volumes are kept: only what the containers wrote into their own layers goes.
  func remove(_ containers: [ContainerClaim]) -> [String] {
    guard !containers.isEmpty else { return [] }
    return ["\(tool) rm --force " + containers.map { Self.word($0.title) }.joined(separator: " ")]
  }

  func remove(_ images: [ImageClaim]) -> [String] {
    guard !images.isEmpty else { return [] }
    let names = images.flatMap { $0.names.isEmpty ? [$0.id.description] : removable($0.names) }
    return ["\(tool) rmi " + names.map(Self.word).joined(separator: " ")]
  }

  /// Without the digests of repositories of which a tag is removed: they go with the last one.
  ///
  /// Source: moby v28.5.2 `daemon/images/image_delete.go`, `ImageDelete`.
  private func removable(_ names: [String]) -> [String] {
    names.filter { name in
      guard name.contains("@") else { return true }
      let repository = name.prefix { $0 != "@" }
      return !names.contains { !$0.contains("@") && $0.hasPrefix(repository + ":") }
    }
  }

  /// The build cache holds layers of its own accord; what it holds is not fetched again either.
  let dropBuildCache = ["docker builder prune --all --force"]

  func fetch(_ images: [ImageClaim]) -> [String] {
    images.compactMap(source).map { "\(tool) pull \(Self.word($0))" }
  }

  /// What to pull to have the image again; `nil` when nothing shows that a registry ever had it.
  ///
  /// A digest among the names was given by a registry. Docker before 1.10 keeps the checksum of
  /// every layer that it pulled or pushed. containers/storage puts the registry before every name;
  /// what was made here is called `localhost`.
  func source(of image: ImageClaim) -> String? {
    let tags = image.names.filter { !$0.contains("@") }
    if record.location.kind == .containersStorage {
      return image.names.first { !$0.hasPrefix("localhost/") }
    }
    if let digest = image.names.first(where: { $0.contains("@") }) {
      let repository = digest.prefix { $0 != "@" }
      return tags.first { $0.hasPrefix(repository + ":") } ?? digest
    }
    let isRegistered = !image.layers.isEmpty && image.layers.allSatisfy(checksummed.contains)
    return isRegistered ? tags.first : nil
  }

  /// A name that begins with a hyphen would be an option.
  private static func word(_ text: String) -> String {
    ShellWord.quoted(text.hasPrefix("-") ? "./" + text : text)
  }
}
