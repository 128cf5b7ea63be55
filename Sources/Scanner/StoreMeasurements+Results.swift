internal import FileAccess
package import LayerModel

extension StoreMeasurements {
  /// Nothing was walked.
  init(unread record: StoreRecord, level: AuditLevel) {
    self.init()
    for layer in record.layers {
      layers[layer.id] = LayerMeasurement(unread: "level \(level.rawValue) does not read content")
    }
    setUnread(record.blobs, level: level)
  }

  /// Adds up what the workers brought back.
  init(record: StoreRecord, state: ScanState, results: Scanner.Results) {
    self.init()
    bytesRead = results.bytesRead
    let claims = Dictionary(uniqueKeysWithValues: record.layers.map { ($0.id, $0) })
    setBlobs(of: record, state: state, results: results)
    let present = Set(record.blobs.filter(\.isThere).map(\.path))
    for layer in record.layers where layer.content == nil {
      guard layer.contentState == "packed", let blob = layer.blob else {
        layers[layer.id] = LayerMeasurement(
          unread: "its content cannot be walked: \(layer.contentState)")
        continue
      }
      // A look at a part of the store says nothing of the rest.
      guard blobs[blob] != nil || !present.contains(blob) else { continue }
      layers[layer.id] = LayerMeasurement(packed: layer, as: blobs[blob])
    }
    for (number, tree) in state.trees.enumerated() where !state.beginnings.isLeft(tree: number) {
      if let id = tree.layer, results.removed.contains(number) {
        layers[id] = LayerMeasurement(unread: "it was removed while it was read")
        layers[id]?.wasRemoved = true
        // Whether it is a layer of the store still, only another look at the metadata tells.
        problems.append(AttributedProblem(.changedWhileReading(tree.root), layer: id))
        continue
      }
      let found = results.accumulator(of: number)
      problems += found.problems.map { AttributedProblem($0, layer: tree.layer) }
      if state.digest(of: number) == nil {
        let cause = state.progress.isStopped ? nil : results.problems.first
        problems.append(AttributedProblem(.unfinished(tree.root, cause), layer: tree.layer))
      }
      switch tree.owner {
      case .layer(let id):
        guard let claim = claims[id] else { continue }
        layers[id] = LayerMeasurement(
          claim, tree: tree, found: found, digest: state.digest(of: number),
          proof: results.proofs[number])
        layers[id]?.sizeByRegularChanges?.add(state.links.ownBytes(in: number))
        if let owner = results.foreignTarSplits[number] { layers[id]?.leave(toTarSplitOf: owner) }
      case .leftover(let path): leftovers[path] = found.totals
      }
    }
    excuse(record)
    if state.map != nil { takeAccount(StoreAccount(state: state, results: results)) }
    problems += [results.hidden, results.unasked].compactMap(\.self).map { AttributedProblem($0) }
    problems.sort { ($0.problem.path, $0.problem.cause) < ($1.problem.path, $1.problem.cause) }
  }

  /// Accuses no layer of being unlike a parent that is damaged itself.
  private mutating func excuse(_ record: StoreRecord) {
    let accused = record.layers.filter { layer in
      layers[layer.id]?.entries.contains(where: \.isAgainstParent) == true
    }
    guard !accused.isEmpty else { return }
    do throws(ReadProblem) {
      let copies = InheritedCopies(of: record, in: try Directory.openRoot(record.location.root))
      // The base first: what a layer is accused of rightly excuses those above.
      for layer in accused.sorted(by: { ($0.depth ?? 0, $0.id) < ($1.depth ?? 0, $1.id) }) {
        guard var found = layers[layer.id] else { continue }
        found.excuse { fault in
          copies.first(below: layer, of: fault.path) { layers[$0]?.excuses(fault) == true }
        }
        layers[layer.id] = found
      }
    } catch {
      problems.append(AttributedProblem(error))
    }
  }
}

/// The layers that a file was copied through.
private struct InheritedCopies: ~Copyable {
  private let claims: [LayerID: LayerClaim]
  private let root: Directory

  init(of record: StoreRecord, in root: consuming Directory) {
    claims = Dictionary(
      record.layers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.root = root
  }

  /// Whether `body` holds for the parent, or for a layer further below from which its parent has the
  /// entry unchanged.
  func first(below layer: LayerClaim, of path: BytePath, where body: (LayerID) -> Bool) -> Bool {
    var above: LayerClaim?
    var next = layer.parent.flatMap { claims[$0] }
    for _ in 0..<ContentPlan.longestChain {
      guard let claim = next else { return false }
      if let above, !isSame(above, claim, path) { return false }
      if body(claim.id) { return true }
      above = claim
      next = claim.parent.flatMap { claims[$0] }
    }
    return false
  }

  private func isSame(_ above: LayerClaim, _ below: LayerClaim, _ path: BytePath) -> Bool {
    guard let (first, second) = above.content.flatMap({ top in below.content.map { (top, $0) } })
    else { return false }
    do throws(ReadProblem) {
      let own = try root.statusIfPresent(first.root.appending(path))
      let other = try root.statusIfPresent(second.root.appending(path))
      guard let own, let other else { return own == nil && other == nil }
      return own.kind == .directory && other.kind == .directory || !own.differs(from: other)
    } catch {
      // What cannot be looked at excuses nobody.
      return false
    }
  }
}

extension ReadProblem {
  /// A tree that no worker finished, because the audit was ended or no worker could start.
  static func unfinished(_ path: BytePath, _ cause: ReadProblem?) -> ReadProblem {
    cause.map { .notEntered(path, reason: "no worker could start: \($0.detail)") } ?? .stopped(path)
  }
}

extension LayerMeasurement {
  package init(unread reason: String) {
    self.init()
    verificationReason = reason
  }

  init(
    _ claim: LayerClaim, tree: ScanTree, found: TreeAccumulator,
    digest: DirectoryNodes.Result?, proof: TarSplitProof.Outcome?
  ) {
    self.init()
    totals = found.totals
    if tree.lists { listing = found.listing.sorted { $0.path < $1.path } }
    let isUnread = found.problems.contains(where: \.leavesUnknown)
    // What was not seen has a size, too.
    if !isUnread { sizeByWalk = found.sizeByWalk }
    if !isUnread, tree.shape == .wholeTree, tree.knowsOwnEntries {
      sizeByChanges = found.sizeByChanges
      sizeByRegularChanges = found.sizeByRegularChanges
    }
    if case .digest(let digest) = digest { contentDigest = digest }
    var faults = found.faults
    if let proof { faults.add(proof.faults.all) }
    entries = faults.sorted
    entriesLeftOut = faults.leftOut
    if let proof, proof.problem == nil {
      sizeByTar = proof.size
      tarDigest = proof.digest
      tarEntries = proof.entries
      tarStreamSize = proof.streamSize
      tarUsers = proof.users.count < TarSplitProof.ownerLimit ? proof.users.sorted() : nil
      tarGroups = proof.groups.count < TarSplitProof.ownerLimit ? proof.groups.sorted() : nil
      ownersState =
        tree.ownersActual != nil ? "moved" : proof.leavesOwners ? "partly" : "checked"
      ownersExpected = tree.ownersExpected
      ownersActual = tree.ownersActual
    }
    judge(
      claim, tree: tree, proof: proof, isUnread: isUnread, overflowing: faults.overflowing)
  }
}
