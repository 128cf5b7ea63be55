internal import FileAccess
internal import GoJSON
internal import LayerModel

extension StorageReading {
  private var listPath: BytePath { driver.images.appending("images.json") }

  /// Reads the images' records and the files that belong to them.
  mutating func readImages() {
    let folders = names(in: driver.images) ?? []
    let path = listPath
    var list = StorageList(path, in: root)
    list.read { (json) throws(JSONTypeError) in
      guard let image = try StorageImage(json) else { return noteUnusable(json, path) }
      let id = image.claim.id
      guard images[id] == nil else {
        return note("record-duplicate", path, image: id, expected: "one record", actual: "\(id)")
      }
      images[id] = image
    }
    let isDue = isLost(driver.images) || folders.contains { ImageID($0).isHex64 }
    imagesKnown = take(list, "images", isDue: isDue) && !overlooked.contains(path)
    for id in images.keys.sorted() { read(id, isThere: folders.contains(id.name)) }
    documented.problems(at: driver.images).forEach { report($0) }
    noteDoubleNames()
    search("images", path, owners: imagesKnown ? images.count : nil)
  }

  private mutating func read(_ id: ImageID, isThere: Bool) {
    guard var image = images[id] else { return }
    let folder = driver.images.appending(id.name)
    named.formUnion(image.tops)
    guard isThere else {
      image.claim.configState = "missing"
      image.claim.configPath = folder
      if !image.bigData.keys.isEmpty {
        note(
          "image-directory-missing", folder, image: id, expected: "a directory", actual: "nothing")
      }
      images[id] = image
      return
    }
    for found in image.read(in: folder, root: root) {
      note(found.kind, found.path, image: id, expected: found.expected, actual: found.actual)
      if found.kind == "big-data-digest-differs" { damagedImages.insert(id) }
    }
    for piece in image.pieces where piece.file.problem?.leavesUnknown == true {
      report(piece.file.problem)
    }
    report(image.problem)
    if !documented.mayTake(image.length) { image.forgetLayers() }
    images[id] = image
    judgeIdentity(image, listPath)
    images[id]?.forgetBytes()
    collectUnlisted(in: folder, image.bigData.keys, keeps: [])
  }

  /// Whether the image is called for its configuration, and has the manifest that it is said to.
  private mutating func judgeIdentity(_ image: StorageImage, _ path: BytePath) {
    let id = image.claim.id
    let manifests = image.pieces.filter { $0.key.hasPrefix("manifest") }.flatMap {
      [$0.digest, BigData.digest(in: $0.key)].compactMap(\.self)
    }
    // A list of images that grows here keeps the digest of when it had none.
    let isOwnList = image.pieces.contains { $0.key == "instances.json" }
    if let digest = Digest(prefixed: image.digest), !manifests.isEmpty, !isOwnList,
      !manifests.contains(digest)
    {
      note(
        "image-digest-differs", path, image: id,
        expected: manifests.first.map { "\($0)" }, actual: image.digest)
    }
    if let manifest = image.pieces.first(where: { $0.key == "manifest" })?.digest {
      let others = image.pieces.filter { $0.key.hasPrefix("manifest-") }
      if !damagedImages.contains(id), !others.isEmpty,
        !others.contains(where: { $0.digest == manifest })
      {
        note(
          "manifest-copies-differ", image.pieces.first { $0.key == "manifest" }?.path ?? path,
          image: id, expected: others.first?.digest.map { "\($0)" }, actual: "\(manifest)")
      }
    }
    if let size = image.manifest?.configSize, image.claim.configState == "ok",
      let config = image.pieces.first(where: { $0.path == image.claim.configPath }),
      size != config.size
    {
      note(
        "manifest-config-size-differs", config.path, image: id, expected: "\(size) bytes",
        actual: "\(config.size) bytes")
    }
  }

  /// The engines take a name from all but the first that has it, and write the file anew.
  private mutating func noteDoubleNames() {
    var owners: [String: [ImageID]] = [:]
    for (id, image) in images {
      for name in image.claim.names { owners[name, default: []].append(id) }
    }
    for (name, ids) in owners.sorted(by: { $0.key < $1.key }) {
      for id in ids.sorted() {
        record.references.append(
          ReferenceClaim(
            name: name, path: listPath, target: id.description, targetState: "present",
            nameState: "ok"))
      }
      guard ids.count > 1 else { continue }
      note(
        "name-duplicate", listPath, image: ids.max(), expected: "one image called \(name)",
        actual: "\(ids.count) images")
    }
    record.references = record.references.reduce(into: []) { kept, next in
      if kept.last?.name != next.name { kept.append(next) }
    }
  }

  /// Holds images against the layers, and lists them.
  mutating func judgeImages() {
    for id in images.keys.sorted() {
      guard var image = images[id] else { continue }
      follow(&image)
      if image.claim.chainState == "complete" {
        compareDiffIDs(image)
        compareManifest(image)
        compareID(image)
      }
      for layer in image.mapped where !isKnown(layer) && layersKnown {
        note(
          "mapped-layer-missing", listPath, image: id, expected: "a layer",
          actual: EscapedText.utf8(layer.name.bytes.prefix(160)))
      }
      image.placeHistory(topLayers(of: image, image.stepCount).map(\.id))
      let isListed = list(&image)
      image.claim.isComplete =
        [nil, "ok"].contains(image.claim.configState) && image.claim.chainState == "complete"
        && isListed
      images[id] = image
      record.images.append(image.claim)
    }
    listing.problems(at: listPath).forEach { report($0) }
    noteSteps()
  }

  /// Lists the layers of an image, unless too many are listed already.
  private mutating func list(_ image: inout StorageImage) -> Bool {
    guard let top = image.top, isKnown(top) else { return true }
    guard let room = listing.room(for: chain.depths[top].map { $0 + 1 }) else { return false }
    let chain = [top] + chain.ancestors(of: top, upTo: room).layers
    listing.take(chain.count)
    // Layers of additional stores are not listed here.
    image.claim.layers = chain.filter { layers[$0] != nil }
    return true
  }

  func isKnown(_ layer: LayerID) -> Bool {
    layers[layer] != nil || others.contains { $0.layers[layer] != nil }
  }

  private func follow(_ image: inout StorageImage) {
    guard let top = image.top else {
      image.claim.chainState = "complete"
      return
    }
    guard isKnown(top) else {
      image.claim.chainState = layersKnown ? "missing" : nil
      image.claim.brokenLayer = top.isHex64 ? top : nil
      if !top.isHex64 { image.claim.chainState = "malformed" }
      return
    }
    guard chain.depths[top] == nil else {
      image.claim.chainState = "complete"
      return
    }
    let last = chain.ends[top] ?? top
    let state = layers[last]?.claim.parentState ?? chain.states[last]
    switch state {
    case "missing": image.claim.chainState = "missing"
    case "elsewhere", "unknown": image.claim.chainState = nil
    default: image.claim.chainState = "malformed"
    }
    image.claim.brokenLayer = state == "cycle" ? last : layers[last]?.claim.parent ?? last
  }

  private func claim(of layer: LayerID) -> LayerClaim? {
    layers[layer]?.claim ?? others.lazy.compactMap { $0.layers[layer]?.claim }.first
  }

  /// The topmost layers of an image, the top one first, those of additional stores included.
  private func topLayers(of image: StorageImage, _ count: Int) -> [LayerClaim] {
    guard let top = image.top, count > 0 else { return [] }
    return ([top] + chain.ancestors(of: top, upTo: count - 1).layers)
      .compactMap { claim(of: $0) }
  }

  /// How many layers an image has whose chain is complete.
  private func length(of image: StorageImage) -> Int {
    image.top.flatMap { chain.depths[$0] }.map { $0 + 1 } ?? 0
  }

  /// All layers of an image, the base first; `nil` of a chain that is so much longer than the list
  /// which should agree with it that nothing is learned layer by layer.
  ///
  /// So nothing takes longer than reading that list did, however many images share the chain.
  private func wholeChain(of image: StorageImage, against count: Int) -> [LayerClaim]? {
    let length = length(of: image)
    guard length <= 2 * count + ContentPlan.longestChain else { return nil }
    return topLayers(of: image, length).reversed()
  }

  private mutating func compareDiffIDs(_ image: StorageImage) {
    let config = image.claim.configState
    guard image.isUnderstood, config == "ok",
      image.manifest?.config != nil || !image.diffIDs.isEmpty
    else { return }
    // A record that contradicts its own id is told, and makes the chain wrong for every image on it.
    guard image.top.map({ isTrusted($0) }) ?? true else { return }
    let length = length(of: image)
    let chain = wholeChain(of: image, against: image.diffIDs.count) ?? []
    let wrong = zip(chain, image.diffIDs).first { layer, due in
      layer.recordedDiffID.map { $0 != due } ?? false
    }
    guard length != image.diffIDs.count || wrong != nil else { return }
    note(
      "image-layers-differ", listPath, layer: wrong?.0.id, image: image.claim.id,
      expected: wrong.map { "\($0.1)" } ?? Self.count(image.diffIDs.count),
      actual: wrong.map { "\($0.0.recordedDiffID?.description ?? "none")" }
        ?? Self.count(length))
  }

  private mutating func compareManifest(_ image: StorageImage) {
    guard let due = image.manifest?.layers, image.manifest?.config != nil else { return }
    let length = length(of: image)
    guard length == due.count, let chain = wholeChain(of: image, against: length) else {
      // Where configuration and manifest agree, the chain is what is wrong.
      guard !image.isUnderstood || due.count != image.diffIDs.count else { return }
      return note(
        "manifest-layers-differ", listPath, image: image.claim.id,
        expected: Self.count(length), actual: Self.count(due.count))
    }
    for (place, (layer, due)) in zip(chain, due).enumerated() where layers[layer.id] != nil {
      let diff = place < image.diffIDs.count ? image.diffIDs[place] : nil
      compareBlob(layer, due, plain: [layer.recordedDiffID, diff])
    }
  }

  /// What the record says of the layer's compressed form, which the store does not keep.
  private mutating func compareBlob(
    _ claim: LayerClaim, _ due: StorageManifest.Layer, plain: [Digest?]
  ) {
    guard let digest = due.digest, let blob = claim.blobDigest else { return }
    let path = driver.layers.appending("layers.json")
    guard digest == blob else {
      // A commit names layers by what they are uncompressed.
      guard !plain.contains(digest) else { return }
      // Another image may have the same layer in another form.
      return note(
        "layer-blob-differs", path, layer: claim.id, expected: "\(digest)",
        actual: "\(blob)")
    }
    if let size = due.size, size != claim.blobSize?.value {
      note(
        "layer-blob-size-differs", path, layer: claim.id, expected: "\(size) bytes",
        actual: claim.blobSize.map { "\($0.value) bytes" } ?? "none")
    }
    // Archives of Docker call plain layers compressed.
    if !plain.contains(digest), let compression = due.compression,
      let own = layers[claim.id]?.compression,
      compression != own
    {
      note(
        "layer-compression-differs", path, layer: claim.id, expected: Self.word(compression),
        actual: Self.word(own))
    }
  }

  private mutating func compareID(_ image: StorageImage) {
    guard let config = image.manifest?.config else { return }
    let id = image.claim.id
    guard ImageID(config.hex) != id else { return }
    guard let chain = wholeChain(of: image, against: image.manifest?.layers?.count ?? 0) else {
      return
    }
    let tocs = chain.map { $0.diffIDSource == "diff-digest" ? nil : $0.tocDigest }
    // An image that an API made has the name that it was given.
    let due = tocs.contains { $0 != nil } ? StorageLayerID.image(tocs: tocs) : ImageID(config.hex)
    guard due != id else { return }
    note("image-id-differs", listPath, image: id, expected: "\(due)", actual: "\(id)")
  }

  /// What images say of the layers in their chains.
  private mutating func noteSteps() {
    var steps: [LayerID: (diff: Digest, parent: LayerID?, history: HistoryStep?)] = [:]
    for id in images.keys.sorted() {
      guard let image = images[id], image.claim.configState == "ok", image.isUnderstood else {
        continue
      }
      guard image.claim.chainState == "complete", length(of: image) == image.diffIDs.count,
        let chain = wholeChain(of: image, against: image.diffIDs.count)
      else { continue }
      for (place, layer) in chain.enumerated() where steps[layer.id]?.history == nil {
        let history = place < image.layered.count ? image.layered[place] : nil
        steps[layer.id] = (
          image.diffIDs[place], place > 0 ? chain[place - 1].id : nil, history
        )
      }
    }
    for index in record.layers.indices {
      guard let step = steps[record.layers[index].id] else { continue }
      record.layers[index].isNamedByImage = true
      record.layers[index].imageDiffID = step.diff
      record.layers[index].imageParent = step.parent
      record.layers[index].createdBy = step.history?.createdBy
      record.layers[index].comment = step.history?.comment
      record.layers[index].author = step.history?.author
    }
  }

  private static func count(_ layers: Int) -> String {
    layers == 1 ? "1 layer" : "\(layers) layers"
  }

  /// Source: containers/storage `pkg/archive/archive.go`, `Compression`.
  private static func word(_ compression: Int64) -> String {
    switch compression {
    case 0: "uncompressed"
    case 1: "bzip2"
    case 2: "gzip"
    case 3: "xz"
    case 4: "zstd"
    default: "\(compression)"
    }
  }
}
