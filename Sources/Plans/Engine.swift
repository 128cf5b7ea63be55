internal import LayerModel

/// The commands of the engine that owns a store.
struct Engine {
  let record: StoreRecord
  /// The program by which people use the store.
  let tool: String
  private let checksummed: Set<LayerID>
  private let illegalNames: Set<String>

  var isPodman: Bool { record.location.kind == .containersStorage }

  init(of record: StoreRecord) {
    self.record = record
    tool = record.location.kind == .containersStorage ? Self.podman(record) : "docker"
    checksummed = Set(
      record.layers.filter { $0.checksumState == "ok" || $0.checksumState == "legacy-tarsum" }
        .map(\.id))
    illegalNames = Set(record.references.filter { $0.nameState != "ok" }.map(\.name))
  }

  /// Before a command that writes files which the engine uses.
  var asOwner: String { isPodman ? record.owner.map(Self.sudo) ?? "" : "" }

  private static func sudo(_ owner: UInt32) -> String { "sudo -H -u '#\(owner)' " }

  /// Podman itself, told which store is meant unless it is the one that it takes by itself, and run
  /// as whoever owns the store: in root's hands the files would become root's.
  private static func podman(_ record: StoreRecord) -> String {
    let location = record.location
    let root = ShellWord.quoted(EscapedText.utf8(location.root.bytes))
    let driver = ShellWord.quoted(location.driver)
    if let owner = record.owner {
      return "\(sudo(owner))env XDG_RUNTIME_DIR=/run/user/\(owner) podman --root \(root) "
        + "--storage-driver \(driver)"
    }
    guard location.root != "/var/lib/containers/storage" else { return "podman" }
    return "podman --root \(root) --storage-driver \(driver)"
  }

  /// Volumes are kept: only what the containers wrote into their own layers goes.
  func remove(_ containers: [ContainerClaim]) -> [String] {
    guard !containers.isEmpty else { return [] }
    let words = containers.map { Self.isWord($0.name) ? $0.name : $0.id.description }
    return ["\(tool) rm --force " + words.map(ShellWord.quoted).joined(separator: " ")]
  }

  /// An image with a name that no command accepts goes by its id, with all its names.
  func remove(_ images: [ImageClaim]) -> [String] {
    let isForced: (ImageClaim) -> Bool = { !$0.names.allSatisfy(isReference) }
    let words = images.filter { !isForced($0) }.flatMap { image in
      image.names.isEmpty ? [image.id.description] : removable(image.names)
    }
    let forced = images.filter(isForced).map(\.id.description)
    let ids = Set(images.map(\.id.description))
    let named = words.filter { !ids.contains($0) }
    let nameless = words.filter(ids.contains)
    // Podman removes what nameless images a named one was made from, too.
    let lists =
      isPodman
      ? [("", named), ("--ignore ", nameless), ("--force ", forced)]
      : [("", named + nameless), ("--force ", forced)]
    return lists.compactMap { flag, words in
      words.isEmpty
        ? nil : "\(tool) rmi \(flag)" + words.map(ShellWord.quoted).joined(separator: " ")
    }
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

  /// Whether Docker before 1.10 pulled or pushed the image: it keeps a checksum of every layer that it
  /// does that with.
  func isChecksummed(_ image: ImageClaim) -> Bool {
    record.location.kind == .dockerGraph && !image.layers.isEmpty
      && image.layers.allSatisfy(checksummed.contains)
  }

  func isReference(_ name: String) -> Bool {
    Self.isWord(name) && !illegalNames.contains(name)
  }

  /// Whether a name can be one of an image or a container: no command takes another.
  ///
  /// Source: distribution `reference/regexp.go`; moby v28.5.2 `daemon/names/names.go`.
  private static func isWord(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetterOrDigit(first) else { return false }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || "._-/:@+[]".utf8.contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
