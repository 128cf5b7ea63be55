internal import FileAccess
internal import LayerModel

extension LayerDBReading {
  private var sha256: BytePath { driver.images.appending("layerdb/sha256") }

  /// Reads every registered layer and follows their parents.
  mutating func readLayers() {
    guard let names = names(in: sha256, isDue: false) else {
      search("layers", sha256, owners: nil)
      directoriesKnown = false
      return
    }
    for name in names {
      let id = LayerID(name)
      let path = sha256.appending(name)
      if id.isHex64 {
        layers[id] = LayerDBLayer(id, at: path, in: root)
      } else if let removal = LayerDBRemoval(name, at: path, in: root) {
        removals.append(removal)
      } else {
        add(.stray, path)
      }
    }
    chain = LayerDBChain(layers)
    markDuplicates()
    let isWhole = layers.values.allSatisfy { $0.claim.cacheID != nil }
    directoriesKnown = directoriesKnown && isWhole
    search("layers", sha256, owners: layers.count)
  }

  /// Two layers in one directory: removing one destroys the other.
  private mutating func markDuplicates() {
    let owners = Dictionary(grouping: layers.keys) { layers[$0]?.claim.cacheID }
    for (cacheID, ids) in owners where cacheID != nil && ids.count > 1 {
      for id in ids { layers[id]?.claim.cacheIDState = "duplicate" }
    }
  }

  /// Finds each layer's files and moves the finished claims into the record.
  mutating func placeLayers() {
    for id in layers.keys.sorted() {
      guard var layer = layers[id] else { continue }
      link(&layer)
      locate(&layer.claim)
      layers[id] = layer
    }
    for id in layers.keys.sorted() {
      guard var layer = layers[id] else { continue }
      findParentRoot(&layer.claim)
      inheritTarSplits(&layer.claim)
      layer.claim.content?.owners = OwnerMapping(
        rootName: record.location.root.lastComponent)
      record.layers.append(layer.claim)
      record.oddities += layer.oddities
      record.problems += layer.problems
    }
  }

  private func link(_ layer: inout LayerDBLayer) {
    let id = layer.claim.id
    layer.claim.parentState = chain.states[id]
    layer.claim.depth = chain.depths[id]
    layer.claim.parent = layer.parent.map { LayerID($0.hex) }
    layer.claim.loadable = chain.loadable[id]
    layer.claim.isHeldByBuildCache =
      isPrimary && Digest(hex: id.name.bytes).map { cache.chains[$0] != nil } == true
    if let step = steps[id] {
      layer.claim.isNamedByImage = true
      layer.claim.imageDiffID = step.diffID
      layer.claim.imageParent = step.parent
      layer.claim.created = step.history?.created
      layer.claim.createdBy = step.history?.createdBy
      layer.claim.comment = step.history?.comment
      layer.claim.author = step.history?.author
      layer.claim.toolVersion = step.toolVersion
    }
  }

  private mutating func locate(_ claim: inout LayerClaim) {
    guard let cacheID = claim.cacheID else {
      claim.contentPath = driver.folder
      return
    }
    let content = driver.content(of: cacheID, role: .image, in: root)
    content.apply(to: &claim)
    report(content, layer: claim.id)
    owned[cacheID] = .image
    if claim.content != nil, claim.tarSplitState == "present" {
      claim.content?.tarSplit = claim.tarSplitPath
    }
  }

  private func findParentRoot(_ claim: inout LayerClaim) {
    guard claim.content?.shape == .wholeTree, let parent = claim.parent, parent != claim.id,
      let plan = layers[parent]?.claim.content, plan.shape == .wholeTree
    else { return }
    claim.content?.parentRoot = plan.root
  }

  private func inheritTarSplits(_ claim: inout LayerClaim) {
    // One that has no depth does not reach a base layer.
    guard claim.content?.inheritsTarSplits == true, let depth = chain.depths[claim.id],
      depth <= ContentPlan.longestChain
    else { return }
    let (ancestors, reachesBase) = chain.ancestors(of: claim.id, upTo: ContentPlan.longestChain)
    claim.content?.inherit(
      from: ancestors.compactMap { layers[$0]?.claim }, reachesBase: reachesBase)
  }
}
