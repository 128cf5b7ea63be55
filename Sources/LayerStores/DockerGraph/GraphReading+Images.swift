internal import FileAccess
internal import LayerModel

extension GraphReading {
  /// Reads `graph/<id>` of every image that belongs to this driver.
  mutating func readImages() {
    for id in survey.images where isPrimary || isHere(id) {
      var image = GraphImage(id, in: root)
      image.claim.loadable = image.isAccepted
      locate(&image.claim)
      place(&image)
      images[id] = image
    }
    noteShortIDs()
  }

  /// Judges a layer whose files are not with this driver.
  private func place(_ image: inout GraphImage) {
    let id = image.claim.id
    if !isHere(id), image.claim.contentState == "missing", isElsewhere(id) {
      image.claim.contentState = "other-driver"
      image.claim.tarSplitState = "none"
      image.claim.loadable = nil
      return
    }
    let exists = listing == nil ? false : listing?.exists(id, in: driver)
    switch exists {
    case false?: image.claim.loadable = false
    case nil where image.claim.loadable == true: image.claim.loadable = nil
    default: break
    }
    if image.claim.content != nil, image.claim.tarSplitState == "present" {
      image.claim.content?.tarSplit = image.claim.tarSplitPath
    }
  }

  func isHere(_ id: LayerID) -> Bool { listing?.layers.contains(id) == true }

  private func isElsewhere(_ id: LayerID) -> Bool {
    survey.drivers.contains { $0.key != driver && $0.value.layers.contains(id) }
  }

  private mutating func noteShortIDs() {
    let ids = images.keys.sorted()
    for (former, latter) in zip(ids, ids.dropFirst())
    where former.name.bytes.prefix(12) == latter.name.bytes.prefix(12) {
      record.oddities.append(
        Oddity(
          "ambiguous-short-id", path: BytePath("graph").appending(latter.name), layer: latter,
          actual: former.description))
    }
  }

  /// Follows parents and moves the finished claims into the record.
  mutating func linkImages() {
    chain = GraphChain(images)
    for id in images.keys.sorted() {
      guard var image = images[id] else { continue }
      link(&image)
      checkParentFile(&image)
      if driver == .aufs, image.claim.contentState != "other-driver" {
        let (parents, isWhole) = chain.ancestors(of: id)
        checkChainFile(of: &image.claim, parents: parents, isWhole: isWhole)
      }
      record.layers.append(image.claim)
      record.oddities += image.oddities
      record.problems += image.problems
      images[id]?.claim = image.claim
    }
  }

  private func link(_ image: inout GraphImage) {
    let id = image.claim.id
    image.claim.parentState = chain.states[id]
    image.claim.depth = chain.depths[id]
    image.claim.parent = chain.parents[id]
    switch chain.states[id] {
    case "missing", "self": image.claim.parent = image.parentText.map { LayerID($0) }
    case "malformed", "prefix": image.claim.parentText = image.parentText
    default: break
    }
    inheritTarSplits(&image.claim)
    guard let parent = image.claim.parent.flatMap({ images[$0] }) else { return }
    let parentRoot = parentRoot(parent.claim, of: image.claim)
    image.claim.content?.parentRoot = parentRoot
    guard image.claim.metadataState == "ok", parent.claim.metadataState == "ok",
      image.claim.parent != id
    else { return }
    image.claim.changesOnlyCommand = GraphConfiguration.changesOnlyCommand(
      image.claim.configuration, parent: parent.claim.configuration)
  }

  private func inheritTarSplits(_ claim: inout LayerClaim) {
    guard claim.content?.inheritsTarSplits == true,
      chain.depths[claim.id] ?? 0 <= ContentPlan.longestChain
    else { return }
    let (ancestors, reachesBase) = chain.ancestors(of: claim.id, upTo: ContentPlan.longestChain)
    claim.content?.inherit(
      from: ancestors.compactMap { images[$0]?.claim }, reachesBase: reachesBase)
  }

  func parentRoot(_ parent: LayerClaim, of child: LayerClaim) -> BytePath? {
    guard child.content?.shape == .wholeTree, parent.content?.shape == .wholeTree,
      parent.id != child.id
    else { return nil }
    return parent.content?.root
  }

  /// The file `parent` is right to differ from `parent_id` when the parent's directory does.
  private func checkParentFile(_ image: inout GraphImage) {
    guard image.hasParentFile, let declared = image.declaredParentID,
      let parent = image.claim.parent, LayerID(declared.hex) != parent,
      let strongID = images[parent]?.strongID, strongID != declared,
      let folder = image.claim.metadataPath?.parent
    else { return }
    image.oddities.append(
      Oddity(
        "parent-file-differs", path: folder.appending("parent"), layer: image.claim.id,
        expected: declared.hex, actual: parent.description))
  }

  /// Compares `aufs/layers/<id>` with the parents that metadata names.
  mutating func checkChainFile(
    of claim: inout LayerClaim, parents: [LayerID], isWhole: Bool
  ) {
    let path = GraphDriver.aufsLayers.appending(claim.id.name)
    let file = MetadataFile(path, in: root, limit: AufsChainFile.limit)
    if !file.isMissing { report(file.problem, layer: claim.id) }
    let chainFile = AufsChainFile(file, parents: parents, isWhole: isWhole)
    claim.chainPath = path
    claim.chainState = chainFile.state
    claim.chainExpected = chainFile.expected
    claim.chainActual = chainFile.actual
    for ancestor in Set(chainFile.ancestors).sorted()
    where !isHere(ancestor) && (ancestor.isHex64 || ancestor.initOwner != nil) {
      record.oddities.append(
        Oddity(
          "chain-unknown-ancestor", path: path, layer: claim.id,
          actual: ancestor.description))
    }
  }
}
