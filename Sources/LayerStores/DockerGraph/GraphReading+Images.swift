internal import FileAccess
internal import LayerModel

extension GraphReading {
  /// Reads every `graph/<id>`.
  mutating func readImages() {
    var count: Int?
    do throws(ReadProblem) {
      let graph = try root.directory("graph")
      count = 0
      for name in try graph.names() where name != "_tmp" {
        let id = LayerID(name)
        let isDirectory = try graph.statusIfPresent(name)?.kind == .directory
        let isElsewhere = allContent.contains { $0.has(id) }
        guard isDirectory, id.isHex64 || isElsewhere else {
          if isPrimary { graphStrays.append(name) }
          continue
        }
        if !id.isHex64 {
          record.oddities.append(
            Oddity("non-hex-id", path: BytePath("graph").appending(name), layer: id))
        }
        guard content.has(id) || isPrimary else { continue }
        count = (count ?? 0) + 1
        readImage(id)
      }
    } catch {
      ownershipKnown = false
      note(error)
    }
    record.searchedRoots.append(SearchedRoot(name: "images", path: "graph", owners: count))
  }

  private mutating func readImage(_ id: LayerID) {
    var (path, state, changedAt) = content.state(of: id, isContainer: false, in: root)
    if state == "missing", allContent.contains(where: { $0.driver != driver && $0.has(id) }) {
      state = "other-driver"
    }
    var reader = GraphImageReader(id, content: (path, state))
    do throws(ReadProblem) {
      let directory = try root.directory(BytePath("graph").appending(id.name))
      reader.read(directory)
    } catch {
      note(error, layer: id)
    }
    var claim = reader.claim
    claim.changedAt = changedAt
    record.oddities += reader.oddities
    record.problems += reader.problems
    do throws(ReadProblem) {
      claim.loadable = try content.exists(id, in: root) && Self.isLoadable(claim)
    } catch {
      note(error, layer: id)
    }
    layers[id] = claim
  }

  /// Whether Docker lists the image, as far as its own files decide.
  ///
  /// Source: docker 1.7.1 `image/image.go`, `LoadImage`, and `graph/graph.go`, `Get`.
  private static func isLoadable(_ claim: LayerClaim) -> Bool {
    guard claim.metadataState == "ok", claim.createdState != "malformed",
      !GraphLayerSize.fatalStates.contains(claim.recordedSizeState ?? "missing")
    else { return false }
    return claim.declaredIDState == "match"
      || (claim.declaredIDState == "absent" && claim.contentAddressState != nil)
  }

  /// Follows parents, compares the driver's own record, and plans what to walk.
  mutating func resolveLayers() {
    let images = GraphChains(Array(layers.values.filter { $0.role == .image })).resolved()
    for image in images { layers[image.id] = image }
    for id in layers.keys.sorted() { compareChain(of: id) }
    for (id, layer) in layers {
      let parent = layer.parent.flatMap { layers[$0] }
      layers[id]?.content = content.plan(for: layer, parent: parent)
    }
    noteAmbiguousShortIDs(images)
    noteUnreadDriver()
  }

  private mutating func compareChain(of id: LayerID) {
    guard driver == .aufs, let layer = layers[id], layer.contentState != "other-driver" else {
      return
    }
    let expected = expectedAncestors(of: layer)
    let chain = AufsChain.read(id, in: root, expected: expected)
    if let problem = chain.problem { note(problem, layer: id) }
    layers[id]?.chainPath = AufsChain.path(of: id)
    layers[id]?.chainState = chain.state
    if chain.state == "differs" || chain.state == "malformed", let expected {
      layers[id]?.chainExpected = AufsChain.text(expected, against: chain.ancestors)
      layers[id]?.chainActual = AufsChain.text(chain.ancestors, against: expected)
    }
    for ancestor in chain.ancestors where layers[ancestor] == nil {
      record.oddities.append(
        Oddity(
          "chain-unknown-ancestor", path: AufsChain.path(of: id), layer: id,
          actual: EscapedText.utf8(ancestor.name.bytes.prefix(80))))
      break
    }
  }

  /// The ancestors by the images' own links; `nil` when those are broken.
  private func expectedAncestors(of layer: LayerClaim) -> [LayerID]? {
    guard layer.role == .image || layer.parent != nil else { return nil }
    let (chain, isComplete) = GraphChains.chain(of: layer.id, in: layers)
    return isComplete ? Array(chain.dropFirst()) : nil
  }

  private mutating func noteAmbiguousShortIDs(_ images: [LayerClaim]) {
    let groups = Dictionary(grouping: images.filter { $0.id.isHex64 }, by: \.id.short)
    for (short, group) in groups where group.count > 1 {
      let ids = group.map(\.id).sorted()
      record.oddities.append(
        Oddity(
          "ambiguous-short-id", path: BytePath("graph").appending(ids[0].name), layer: ids[0],
          expected: "one image called \(short)",
          actual: ids.map(\.description).joined(separator: ", ")))
    }
  }

  private mutating func noteUnreadDriver() {
    guard !driver.hasPlainFiles, !layers.isEmpty else { return }
    let place = driver == .zfs ? "zfs datasets" : "block devices"
    note(
      .notEntered(
        BytePath(driver.rawValue),
        reason: "\(driver.rawValue) keeps layers in \(place): their content was not read"))
  }
}
