internal import Hashing
internal import LayerModel

/// What the documents of `docker save` say: `manifest.json`, `repositories`, and the directories
/// of the first format.
///
/// Kinds of ``Oddity`` that it emits beyond those of any JSON: `document-digest-differs`,
/// `layer-count-differs`, `rootfs-type`, `archive-name-dangling`, `legacy-file-missing`,
/// `legacy-file-malformed`, `legacy-id-differs`, `legacy-parent-differs`.
///
/// Source: moby v28.5.2 `image/tarexport/save.go`, `load.go`; `image/spec/spec.md` v1.0 to v1.2.
struct DockerArchiveClaims {
  var images: [ImageClaim] = []
  var layers: [LayerID: LayerClaim] = [:]
  /// By path, links followed.
  var needs: [BytePath: OCIWalk.Need] = [:]
  var entries: [BytePath: ArchiveEntry] = [:]
  var descriptors: [DescriptorClaim] = []
  var references: [ReferenceClaim] = []
  var documents: [DocumentClaim] = []
  var oddities: [Oddity] = []
  var problems: [ReadProblem] = []
  /// Paths that have a place in the format.
  var known: Set<BytePath> = []
  /// Whether everything that names layers could be read and believed.
  var isWhole = true
  /// Images that `manifest.json` lists; `nil` when it cannot be used.
  private(set) var items: Int?
  private var places: [ImageID: Int] = [:]
  /// The configuration that was read last: many images may have one.
  private var lastConfiguration: (path: BytePath, name: BlobDigest?, value: OCIConfiguration)?
  private var bytesRead = ByteCount(0)
  /// Bytes of configurations, as often as they are read.
  private static let largestTotal: ByteCount = 2_147_483_648

  /// Reads the documents; `isDue` says whether there must be a `manifest.json`.
  init<Files: ArchiveFiles & ~Copyable>(_ files: borrowing Files, isDue: Bool) {
    let path = DockerArchiveManifest.path
    var document = ArchiveDocument(
      "archive-manifest", at: path, limit: OCIWalk.documentLimit, in: files)
    var manifest: DockerArchiveManifest?
    document.parse { (bytes) throws(ReadProblem) in
      manifest = try DockerArchiveManifest(bytes, at: path)
    }
    guard document.isTold, isDue || document.claim.state != "missing" else {
      isWhole = files.isWhole
      return
    }
    documents.append(document.claim)
    document.problem.map { problems.append($0) }
    isWhole = manifest != nil && files.isWhole
    items = manifest?.items.count
    for oddity in manifest?.oddities ?? [] { note(oddity.kind, path, actual: oddity.actual) }
    for (position, item) in (manifest?.items ?? []).enumerated() {
      take(item, "[\(position)]", in: files)
    }
  }

  mutating func note(
    _ kind: String, _ path: BytePath, image: ImageID? = nil, expected: String? = nil,
    actual: String? = nil
  ) {
    oddities.append(Oddity(kind, path: path, image: image, expected: expected, actual: actual))
  }

  private mutating func take<Files: ArchiveFiles & ~Copyable>(
    _ item: DockerArchiveManifest.Item, _ record: String, in files: borrowing Files
  ) {
    let config = ArchivePath(item.config, in: files)
    let name = Self.digest(in: item.config)
    var image = ImageClaim(
      id: ImageID(name?.hex ?? EscapedText.utf8(item.config.bytes)), names: item.names.sorted(),
      layers: [], isComplete: true, created: nil, configPath: item.config)
    let configuration = read(config, name, &image, in: files)
    refer(item, image.id)
    add(.config, item.config, config, "\(record).Config", image.id)
    var paths: [ArchivePath] = []
    for (position, path) in item.layers.enumerated() {
      let found = ArchivePath(path, in: files)
      add(.layer, path, found, "\(record).Layers[\(position)]", image.id)
      paths.append(found)
    }
    pair(configuration, paths, &image)
    if !image.history.isEmpty { image.history[0].image = image.id }
    // An image may be listed once for each of its names.
    if let index = places[image.id] {
      images[index].names = Set(images[index].names + image.names).sorted()
    } else {
      places[image.id] = images.count
      images.append(image)
    }
  }

  /// Reads a configuration; `nil` when it is not to be had or not to be believed.
  private mutating func read<Files: ArchiveFiles & ~Copyable>(
    _ config: ArchivePath, _ name: BlobDigest?, _ image: inout ImageClaim,
    in files: borrowing Files
  ) -> OCIConfiguration? {
    image.isComplete = false
    guard case .found(let path, let entry) = config else {
      if config.state != "unknown" { image.configState = "missing" }
      return nil
    }
    image.configPath = path
    guard entry.kind == .regular else {
      image.configState = "wrong-kind"
      return nil
    }
    if let last = lastConfiguration, last.path == path, last.name == name, name != nil {
      image.configState = "ok"
      describe(&image, last.value, path)
      return last.value
    }
    do throws(ReadProblem) {
      bytesRead.add(entry.size)
      guard bytesRead <= Self.largestTotal else {
        throw .tooLarge(DockerArchiveManifest.path, limit: Self.largestTotal)
      }
      let bytes = try files.read(path, limit: OCIWalk.documentLimit)
      if let name, !name.isDigest(of: bytes) {
        image.configState = "digest-mismatch"
        isWhole = false
        note(
          "document-digest-differs", path, image: image.id, expected: "\(name)",
          actual: "\(SHA256Hash.digest(of: bytes))")
        return nil
      }
      if name == nil { image.id = ImageID(SHA256Hash.digest(of: bytes).hex) }
      image.configState = "ok"
      let configuration = try OCIConfiguration(bytes, at: path)
      describe(&image, configuration, path)
      lastConfiguration = (path, name, configuration)
      return configuration
    } catch {
      image.configState = error.cause
      isWhole = false
      problems.append(error)
      return nil
    }
  }

  private mutating func describe(
    _ image: inout ImageClaim, _ configuration: OCIConfiguration, _ path: BytePath
  ) {
    for oddity in configuration.oddities {
      note(oddity.kind, path, image: image.id, actual: oddity.actual)
    }
    if let type = configuration.otherType {
      note("rootfs-type", path, image: image.id, actual: type)
    }
    image.architecture = configuration.platform.architecture
    image.os = configuration.platform.os
    image.created = configuration.created
    image.toolVersion = configuration.toolVersion
    image.history = configuration.history([])
    if configuration.diffIDTexts == nil { image.configState = "no-rootfs" }
    image.historyState = configuration.diffIDTexts == nil ? nil : configuration.historyState
  }

  private mutating func refer(_ item: DockerArchiveManifest.Item, _ image: ImageID) {
    for name in item.names {
      references.append(
        ReferenceClaim(
          name: EscapedText.utf8(name.utf8), path: DockerArchiveManifest.path,
          target: image.description, targetState: "present",
          nameState: ReferenceNames.state(ofName: name)))
    }
  }

  private mutating func add(
    _ kind: DescriptorClaim.Kind, _ path: BytePath, _ found: ArchivePath, _ record: String,
    _ image: ImageID
  ) {
    known.insert(path)
    var claim = DescriptorClaim(
      kind, path: DockerArchiveManifest.path, record: record,
      digestText: EscapedText.utf8(path.bytes), state: found.state)
    claim.image = image
    switch found {
    case .found(let target, let entry):
      claim.blob = target
      entries[target] = entry
      need(target, kind, image)
    case .missing(let target):
      claim.blob = target
      need(target, kind, image)
    case .unreadable(let problem): problems.append(problem)
    case .outside, .circular, .cutOff: break
    }
    descriptors.append(claim)
  }

  private mutating func need(_ path: BytePath, _ kind: DescriptorClaim.Kind, _ image: ImageID) {
    known.insert(path)
    needs[path, default: .init()].roles.insert(kind == .config ? .config : .layer)
    needs[path]?.images.insert(image)
  }

  /// Holds layers and configuration against one another, and lists the layers.
  private mutating func pair(
    _ configuration: OCIConfiguration?, _ paths: [ArchivePath], _ image: inout ImageClaim
  ) {
    guard let configuration, let texts = configuration.diffIDTexts else { return }
    guard texts.count == paths.count else {
      note(
        "layer-count-differs", image.configPath ?? DockerArchiveManifest.path, image: image.id,
        expected: paths.count.counted("layer"), actual: texts.count.counted("DiffID"))
      return
    }
    image.chainState =
      texts.count == configuration.diffIDs.count
      ? "complete" : configuration.hasOtherDiffIDs ? "unsupported" : "malformed"
    if configuration.hasOtherDiffIDs {
      problems.append(
        .notEntered(
          image.configPath ?? DockerArchiveManifest.path,
          reason: "its DiffIDs are no SHA-256, so that no layer is held against them"))
    }
    image.isComplete =
      image.chainState == "complete" && image.configState == "ok"
      && paths.allSatisfy { $0.state == "present" }
    let chain = ChainID.chain(of: configuration.diffIDs)
    var ids: [LayerID] = []
    for (position, diffID) in configuration.diffIDs.enumerated() {
      guard case .found(let path, let entry) = paths[position] else { continue }
      needs[path]?.diffIDs.insert(diffID)
      // A chain ends where a layer is lost.
      guard ids.count == position else { continue }
      let made = position < configuration.layered.count ? configuration.layered[position] : nil
      let id = LayerID(chain[position].hex)
      if layers[id] == nil {
        layers[id] = LayerClaim(
          packed: id, diffID: diffID, chainID: chain[position], parent: ids.last,
          depth: ids.count, blob: path, state: entry.kind == .regular ? "present" : "missing",
          made: made)
      }
      ids.append(id)
    }
    image.layers = ids.reversed()
    image.history = configuration.history(ids)
  }

  /// The digest that a configuration is called for: `<digits>.json`, `blobs/<algorithm>/<digits>`,
  /// `<algorithm>:<digits>`.
  static func digest(in path: BytePath) -> BlobDigest? {
    var name = path.lastComponent.bytes
    if name.suffix(5).elementsEqual(".json".utf8) { name.removeLast(5) }
    if let digest = BlobDigest(name) { return digest }
    let folders = path.parent.components
    guard folders.count == 2, folders[0] == "blobs" else { return BlobDigest(.sha256, hex: name) }
    return BlobDigest.Algorithm(rawValue: String(decoding: folders[1].bytes, as: UTF8.self))
      .flatMap { BlobDigest($0, hex: name) }
  }
}

extension Int {
  /// `1 layer`, `2 layers`.
  func counted(_ thing: String) -> String { "\(self) \(thing)" + (self == 1 ? "" : "s") }
}
