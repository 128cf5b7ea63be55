internal import FileAccess
internal import LayerModel

/// What the configuration of an image says of one layer of its chain.
struct ChainStep {
  var diffID: Digest
  /// `nil` for the base.
  var parent: LayerID?
  var history: HistoryStep?
  /// The daemon that made an image which ends with the layer.
  var toolVersion: String?
}

extension LayerDBReading {
  private var content: BytePath { driver.images.appending("imagedb/content/sha256") }

  /// Reads every image's configuration and what is remembered beside it.
  mutating func readImages() {
    guard let names = names(in: content, isDue: hasImages), hasImages else {
      search("images", content, owners: nil)
      chainsKnown = false
      return
    }
    for name in names {
      let id = ImageID(name)
      let path = content.appending(name)
      guard id.isHex64 else {
        add(name.hasPrefix(".tmp-") ? .halfWritten : .stray, path)
        continue
      }
      var image = LayerDBImage(id, at: path, in: root)
      if !listing.mayTake(image.length) { image.forgetLayers() }
      images[id] = image
      record.oddities += image.oddities
      report(image.problem)
      chainsKnown = chainsKnown && image.isUnderstood
    }
    for id in images.keys.sorted() { follow(id) }
    listing.problems(at: content).forEach { report($0) }
    search("images", content, owners: images.count)
    readImageMetadata()
  }

  /// Computes the chain of an image and notes what it says of each layer.
  private mutating func follow(_ id: ImageID) {
    guard let image = images[id] else { return }
    let digests = ChainID.chain(of: image.diffIDs)
    var layers = digests.map { LayerID($0.hex) }
    let strangers = layers.count { self.layers[$0] == nil && !needed.contains($0) }
    guard listing.mayMiss(strangers) else {
      images[id]?.forgetLayers()
      chainsKnown = false
      return
    }
    // One copy of each is kept, however many images have it.
    layers = layers.map { needed.insert($0).memberAfterInsert }
    for (place, layer) in layers.enumerated() {
      let history = place < image.layered.count ? image.layered[place] : nil
      guard steps[layer]?.history == nil else { continue }
      steps[layer] = ChainStep(
        diffID: image.diffIDs[place], parent: place > 0 ? layers[place - 1] : nil,
        history: history, toolVersion: steps[layer]?.toolVersion)
    }
    if image.isUnderstood, let top = layers.last, steps[top]?.toolVersion == nil {
      steps[top]?.toolVersion = image.claim.toolVersion
    }
    images[id]?.claim.layers = layers.reversed()
  }

  /// Judges the chains once all layers are known, and lists the images with their names.
  mutating func listImages() {
    var names: [ImageID: [String]] = [:]
    for reference in record.references {
      names[ImageID(reference.target), default: []].append(reference.name)
    }
    for id in images.keys.sorted() {
      guard var image = images[id] else { continue }
      let chain = Array(image.claim.layers.reversed())
      image.placeHistory(chain)
      judge(&image, chain)
      image.claim.names = names[id, default: []].sorted()
      image.claim.layers = image.claim.layers.filter { layers[$0] != nil }
      nameAncestors(&image.claim)
      record.images.append(image.claim)
    }
    for index in record.references.indices {
      guard let image = images[ImageID(record.references[index].target)] else { continue }
      record.references[index].targetState = mayLoad(image.claim) ? "present" : "unloadable"
    }
    for index in record.containers.indices {
      guard let id = record.containers[index].image, let image = images[id] else { continue }
      record.containers[index].imageState = mayLoad(image.claim) ? "present" : "unloadable"
    }
  }

  private func judge(_ image: inout LayerDBImage, _ layers: [LayerID]) {
    var state = image.badDiffID == nil ? "complete" : "malformed"
    for layer in layers {
      guard self.layers[layer] != nil else {
        (state, image.claim.brokenLayer) = ("missing", layer)
        break
      }
      guard chain.loadable[layer] != false else {
        (state, image.claim.brokenLayer) = ("unloadable", layer)
        break
      }
    }
    if !image.isUnderstood, image.badDiffID == nil {
      image.claim.chainState = nil
    } else {
      image.claim.chainState = state
    }
    image.claim.isComplete =
      image.claim.configState == "ok" && image.claim.chainState == "complete"
      && image.claim.historyState != "too-many"
  }

  /// Whether the daemon would list the image, for all that is known.
  private func mayLoad(_ image: ImageClaim) -> Bool {
    let isRead = ["ok", "unreadable", "too-large"].contains(image.configState)
    return isRead && (image.chainState == nil || image.chainState == "complete")
  }

  /// Docker gives the steps, from the last one on, the ids of the image and its ancestors.
  ///
  /// Source: moby v28.5.2 `daemon/images/image_history.go`, `ImageHistory`.
  private func nameAncestors(_ claim: inout ImageClaim) {
    var current: ImageID? = claim.id
    var seen: Set<ImageID> = []
    for index in claim.history.indices {
      guard let id = current, let image = images[id], seen.insert(id).inserted else { return }
      claim.history[index].image = id
      current = image.claim.parent
    }
  }
}
