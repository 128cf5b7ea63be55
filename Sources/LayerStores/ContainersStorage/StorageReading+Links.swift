internal import FileAccess
internal import LayerModel

extension StorageReading {
  /// Holds what overlay mounts by against the layers' records.
  mutating func checkLinks() {
    let links = LinkTable(home: driver.home, layers: home.layers.sorted(), in: root)
    let areLost = noteLostLinks(links)
    if !areLost { links.problems.forEach { report($0) } }
    for index in record.layers.indices {
      var claim = record.layers[index]
      guard home.layers.contains(claim.id), !isReplaced(claim) else { continue }
      // A directory that nothing names may be half made.
      if claim.role != .unclaimed {
        if let link = links.links[claim.id], !areLost || link.state != "link-missing" {
          claim.linkState = link.state
          claim.linkPath = link.path
          claim.linkExpected = link.expected
          claim.linkActual = link.actual
        }
        checkLower(of: &claim, links)
      }
      record.layers[index] = claim
      checkParts(of: claim)
    }
    for name in links.unowned {
      // The name of a layer whose directory is gone tells where that was.
      if let layer = links.targets[name] ?? nil, layers[layer] != nil, !home.layers.contains(layer)
      {
        continue
      }
      add(.orphanLink, driver.home.appending(LinkTable.folderName).appending(name))
    }
  }

  /// Whether all short links are gone at once, which is one fault.
  private mutating func noteLostLinks(_ links: LinkTable) -> Bool {
    let folder = driver.home.appending(LinkTable.folderName)
    let missing = links.links.values.count { $0.state == "link-missing" }
    guard links.targets.isEmpty, missing > 0 else { return false }
    do {
      let isThere = try root.statusIfPresent(folder) != nil
      guard missing > 1 || !isThere, links.problems.isEmpty || !isThere else { return false }
      note(
        "links-lost", folder, expected: "the links of \(missing) layers",
        actual: isThere ? "an empty directory" : "nothing")
      return true
    } catch {
      report(error)
      return false
    }
  }

  /// Whether something else is in the place of the layer's directory.
  private func isReplaced(_ claim: LayerClaim) -> Bool {
    claim.contentState != "directory" && claim.contentPath == driver.home.appending(claim.id.name)
  }

  private mutating func checkLower(of claim: inout LayerClaim, _ links: LinkTable) {
    let path = driver.home.appending(claim.id.name).appending("lower")
    let file = MetadataFile(path, in: root, limit: .largeMetadata)
    if let problem = file.problem, problem.leavesUnknown { report(problem, layer: claim.id) }
    let (below, reachesRoot) = chain.ancestors(
      of: claim.id, upTo: LowerFile.storageLimit + 1)
    // What the records say of the chain is itself in doubt, and told.
    guard isTrusted(claim.id) else { return }
    let due = below.map { name(of: $0, links) }
    let lower = LowerFile(
      file, due: due, isWhole: reachesRoot, links: links, limit: LowerFile.storageLimit)
    claim.chainPath = path
    claim.chainState = lower.state
    claim.chainExpected = lower.expected
    claim.chainActual = lower.actual
  }

  /// Whether the records of a layer's chain can be right: no id contradicts its parent, none is its
  /// own ancestor.
  func isTrusted(_ top: LayerID) -> Bool { !doubted.contains(top) }

  private func name(of layer: LayerID, _ links: LinkTable) -> BytePath? {
    if home.layers.contains(layer) {
      let own = links.name(of: layer)
      // A short name that leads nowhere was changed after others were mounted by the one that does.
      guard links.links[layer]?.state == "link-missing" else { return own }
      return links.leading(to: layer) ?? own
    }
    return others.lazy.compactMap { $0.links[layer] }.first
  }

  private static let knownParts: Set<BytePath> = [
    "diff", "link", "lower", "work", "empty", "mapped", "composefs-data", "composefs-layers",
  ]

  private mutating func checkParts(of claim: LayerClaim) {
    let folder = driver.home.appending(claim.id.name)
    guard let names = names(in: folder) else { return }
    for name in names where !Self.knownParts.contains(name) {
      let path = folder.appending(name)
      if name == "merged" {
        collectMerged(path, claim.id)
      } else if name.hasPrefix(".tmp-") {
        add(.halfWritten, path)
      } else if !Self.isFurtherDiff(name) {
        note("unknown-file", path, layer: claim.id)
      }
    }
    guard claim.role != .unclaimed else { return }
    // An engine that ends a container's mount takes the mount point away.
    if claim.role == .container { return checkWork(of: claim, folder.appending("work")) }
    for part in ["work", "merged"] where !names.contains(BytePath(part)) {
      note(part + "-missing", folder.appending(part), layer: claim.id, expected: "a directory")
    }
  }

  private mutating func checkWork(of claim: LayerClaim, _ path: BytePath) {
    do {
      noteWork(of: claim.id, path, try root.statusIfPresent(path)?.kind)
    } catch {
      report(error, layer: claim.id)
    }
  }

  /// `diff1`, `diff2` …: further directories that are mounted below `diff`.
  private static func isFurtherDiff(_ name: BytePath) -> Bool {
    name.hasPrefix("diff") && name.bytes.count > 4
      && name.bytes.dropFirst(4).allSatisfy { 48...57 ~= $0 }
  }

  /// A mount point is never entered while something is mounted there.
  private mutating func collectMerged(_ path: BytePath, _ directory: LayerID) {
    do {
      guard let status = try root.statusIfPresent(path) else { return }
      let own = try root.status(path.parent).identity.device
      guard status.identity.device == own else { return }
      guard status.kind == .directory else { return add(.stray, path) }
      guard try !root.directory(path).names().isEmpty else { return }
      add(.strayMountContent, path, directory)
    } catch {
      // The directory that it is in was just read.
      if !error.isOfForeignMount { report(error) }
    }
  }
}
