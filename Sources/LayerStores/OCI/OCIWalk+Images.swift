internal import LayerModel

/// Manifests: images and other artifacts.
extension OCIWalk {
  /// What is known of a manifest while its parts are followed.
  private struct Context {
    let document: OCIDocument
    let path: BytePath
    let isTrusted: Bool
    /// The image that its blobs belong to.
    let owner: ImageID
    let isAttestation: Bool

    func place(_ record: String) -> Place {
      Place(path: path, record: record, isTrusted: isTrusted)
    }

    /// Whether its configuration is one of an image.
    ///
    /// Early registries sent configurations without a type of their own.
    var isImage: Bool {
      guard let config = document.config else { return false }
      let isUntyped = ["", "application/octet-stream"].contains(config.mediaType ?? "")
      return config.type.kind == .config || isUntyped
    }

    /// Whether there is anything that an engine would unpack.
    ///
    /// Some tools call the configuration of anything at all one of an image.
    var hasLayers: Bool { document.layers.contains { $0.type.kind != .other } }

    /// Whether every layer is one that an image can have, and not an attestation in its place.
    var hasLayersOnly: Bool {
      document.layers.allSatisfy { $0.type.kind == .layer || $0.type.kind == .sealedLayer }
    }
  }

  /// Follows a manifest; gives the image that it is, none for an attestation.
  mutating func manifest<Source: OCIBlobSource & ~Copyable>(
    _ document: OCIDocument, _ digest: BlobDigest, _ path: BytePath, _ descriptor: OCIDescriptor,
    isTrusted: Bool, in source: borrowing Source
  ) -> [ImageID] {
    let id = ImageID(imagePrefix + digest.hex)
    let isAttestation = descriptor.isAttestation
    let about = descriptor.annotations[.referenceDigest].flatMap { BlobDigest($0) }
    let context = Context(
      document: document, path: path, isTrusted: isTrusted,
      owner: isAttestation ? about.map { ImageID(imagePrefix + $0.hex) } ?? id : id,
      isAttestation: isAttestation)
    var image = Image(
      claim: ImageClaim(id: id, names: [], layers: [], isComplete: isTrusted, created: nil),
      manifest: digest)
    need(digest, .manifest, image: context.owner)
    let configuration = followConfig(context, &image, descriptor.platform, in: source)
    let states = followLayers(context, in: source)
    if !states.allSatisfy({ $0 == "present" || $0 == "not-fetched" }) {
      image.claim.isComplete = false
    }
    noteSubject(of: document, from: path, isTrusted)
    if let configuration { pair(context, configuration, states, &image, in: source) }
    guard !isAttestation else { return [] }
    // What `docker history` prints beside the last step.
    if !image.claim.history.isEmpty { image.claim.history[0].image = id }
    images[id] = image
    return [id]
  }

  /// Reads the configuration of an image; `nil` for that of anything else, and when it is not to be
  /// believed.
  private mutating func followConfig<Source: OCIBlobSource & ~Copyable>(
    _ context: Context, _ image: inout Image, _ platform: OCIPlatform?,
    in source: borrowing Source
  ) -> OCIConfiguration? {
    guard let descriptor = context.document.config, mayGoOn(context.path) else { return nil }
    let place = context.place("config")
    guard let digest = descriptor.digest else {
      add(
        descriptor, .config, from: place, state: "malformed", blob: nil, image: context.owner)
      image.claim.isComplete = false
      return nil
    }
    let status = source.status(of: digest)
    let state = self.state(of: status, descriptor, mayBeAbsent: false)
    add(
      descriptor, .config, from: place, state: state, blob: status.path, image: context.owner)
    need(digest, .config, descriptor, image: context.owner)
    guard context.isImage else { return nil }
    image.config = digest
    image.claim.configPath = status.path
    guard status.isThere else {
      image.claim.configState = "missing"
      image.claim.isComplete = false
      return nil
    }
    return readConfig(digest, status, context, &image, platform, in: source)
  }

  private mutating func readConfig<Source: OCIBlobSource & ~Copyable>(
    _ digest: BlobDigest, _ status: OCIBlobStatus, _ context: Context, _ image: inout Image,
    _ platform: OCIPlatform?, in source: borrowing Source
  ) -> OCIConfiguration? {
    image.claim.configState = status.state == "present" ? "ok" : status.state
    if let last = lastConfiguration, last.digest == digest {
      return take(last.value, at: status.path, context, &image, platform)
    }
    guard let bytes = bytes(of: digest, status, in: source) else {
      if status.state == "present" { image.claim.configState = problems.last?.cause ?? "too-large" }
      image.claim.isComplete = false
      return nil
    }
    guard judge(bytes, digest, status.path) else {
      image.claim.configState = "digest-mismatch"
      image.claim.isComplete = false
      return nil
    }
    let configuration: OCIConfiguration
    do {
      configuration = try OCIConfiguration(bytes, at: status.path)
    } catch {
      problems.append(error)
      image.claim.configState = error.cause
      image.claim.isComplete = false
      return nil
    }
    lastConfiguration = (digest, configuration)
    return take(configuration, at: status.path, context, &image, platform)
  }

  private mutating func take(
    _ configuration: OCIConfiguration, at path: BytePath, _ context: Context, _ image: inout Image,
    _ platform: OCIPlatform?
  ) -> OCIConfiguration {
    guard !context.isAttestation else { return configuration }
    for oddity in configuration.oddities {
      note(oddity.kind, path, image: image.claim.id, actual: oddity.actual)
    }
    platforms[image.claim.id] = configuration.platform
    describe(&image.claim, configuration, hasLayers: context.hasLayers)
    if let platform, platform.contradicts(configuration.platform) {
      noteOnce(
        Oddity(
          "platform-differs", path: path, image: image.claim.id, expected: platform.text,
          actual: configuration.platform.text))
    }
    return configuration
  }

  private mutating func describe(
    _ claim: inout ImageClaim, _ configuration: OCIConfiguration, hasLayers: Bool
  ) {
    claim.architecture = configuration.platform.architecture
    claim.os = configuration.platform.os
    claim.created = configuration.created
    claim.toolVersion = configuration.toolVersion
    claim.history = configuration.history([])
    guard configuration.diffIDTexts != nil else {
      guard hasLayers else { return }
      claim.configState = "no-rootfs"
      claim.isComplete = false
      return
    }
    claim.historyState = configuration.historyState
    if let type = configuration.otherType, let path = claim.configPath {
      note("rootfs-type", path, image: claim.id, actual: type)
    }
  }

  /// Gives the state of each layer, the base first.
  private mutating func followLayers<Source: OCIBlobSource & ~Copyable>(
    _ context: Context, in source: borrowing Source
  ) -> [String] {
    var states: [String] = []
    for (position, descriptor) in context.document.layers.enumerated() {
      guard mayGoOn(context.path) else {
        let left = context.document.layers.count - position
        return states + Array(repeating: "unknown", count: left)
      }
      let place = context.place("layers[\(position)]")
      guard let digest = descriptor.digest else {
        add(descriptor, .layer, from: place, state: "malformed", blob: nil, image: context.owner)
        states.append("malformed")
        continue
      }
      let status = source.status(of: digest)
      let state = self.state(of: status, descriptor, mayBeAbsent: false)
      add(
        descriptor, .layer, from: place, state: state, blob: status.path, image: context.owner)
      let isTar = descriptor.type.kind == .layer
      need(digest, isTar ? .layer : .artifact, descriptor, image: context.owner)
      states.append(state)
    }
    for text in Set(context.document.oldLayers).sorted() {
      guard let digest = BlobDigest(text), mayGoOn(context.path) else { continue }
      need(digest, .layer, image: context.owner)
    }
    return states
  }

  /// Holds layers and configuration against one another, and lists the layers.
  private mutating func pair<Source: OCIBlobSource & ~Copyable>(
    _ context: Context, _ configuration: OCIConfiguration, _ states: [String],
    _ image: inout Image, in source: borrowing Source
  ) {
    let layers = context.document.layers
    guard let texts = configuration.diffIDTexts, context.isTrusted, context.hasLayersOnly else {
      image.claim.isComplete = image.claim.isComplete && !context.hasLayersOnly
      // What no engine would unpack as a whole may still have layers that are not as they should.
      guard configuration.diffIDs.count == layers.count, context.isTrusted else { return }
      for (layer, diffID) in zip(layers, configuration.diffIDs) where layer.type.kind == .layer {
        layer.digest.map { _ = needs[$0]?.diffIDs.insert(diffID) }
      }
      return
    }
    guard texts.count == layers.count else {
      image.claim.isComplete = false
      if let path = image.claim.configPath {
        note(
          "layer-count-differs", path, image: image.claim.id,
          expected: layers.count.counted("layer"), actual: texts.count.counted("DiffID"))
      }
      return
    }
    image.claim.chainState =
      texts.count == configuration.diffIDs.count
      ? "complete" : configuration.hasOtherDiffIDs ? "unsupported" : "malformed"
    if configuration.hasOtherDiffIDs, let path = image.claim.configPath {
      problems.append(
        .notEntered(
          path, reason: "its DiffIDs are no SHA-256, so that no layer is held against them"))
    }
    if image.claim.chainState != "complete" { image.claim.isComplete = false }
    let chain = ChainID.chain(of: configuration.diffIDs)
    for (position, diffID) in configuration.diffIDs.enumerated() {
      guard let digest = layers[position].digest else { break }
      if layers[position].type.kind == .layer { needs[digest]?.diffIDs.insert(diffID) }
      guard !context.isAttestation else { continue }
      let layer = LayerID(layerPrefix + chain[position].hex)
      image.steps.append(
        Step(layer: layer, diffID: diffID, chainID: chain[position], blob: digest))
      let made = position < configuration.layered.count ? configuration.layered[position] : nil
      list(
        image.steps, layers[position], source.status(of: digest), states[position], made)
    }
    image.claim.layers = image.steps.map(\.layer).reversed()
    image.claim.history = configuration.history(image.steps.map(\.layer))
  }

  /// Lists the last of the steps as a layer that is kept as its blob.
  private mutating func list(
    _ steps: [Step], _ descriptor: OCIDescriptor, _ status: OCIBlobStatus, _ state: String,
    _ made: HistoryStep?
  ) {
    guard let step = steps.last else { return }
    // Of the forms that a layer comes in, one that is here.
    if let known = layers[step.layer], known.blobState == "present" || state != "present" { return }
    var claim = LayerClaim(
      packed: step.layer, diffID: step.diffID, chainID: step.chainID,
      parent: steps.dropLast().last?.layer, depth: steps.count - 1, blob: status.path, state: state,
      made: made)
    claim.blobDigest = step.blob.sha256
    claim.blobSize = ByteCount(descriptor.size)
    layers[step.layer] = claim
  }
}
