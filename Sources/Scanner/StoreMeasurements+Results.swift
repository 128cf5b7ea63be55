internal import LayerModel

extension StoreMeasurements {
  /// Nothing was walked.
  init(unread record: StoreRecord, level: AuditLevel) {
    self.init()
    for layer in record.layers {
      layers[layer.id] = LayerMeasurement(unread: "level \(level.rawValue) does not read content")
    }
  }

  /// Adds up what the workers brought back.
  init(record: StoreRecord, state: ScanState, results: Scanner.Results) {
    self.init()
    bytesRead = results.bytesRead
    problems = results.problems.map { AttributedProblem($0) }
    let claims = Dictionary(uniqueKeysWithValues: record.layers.map { ($0.id, $0) })
    for layer in record.layers where layer.content == nil {
      layers[layer.id] = LayerMeasurement(
        unread: "its content cannot be walked: \(layer.contentState)")
    }
    for (number, tree) in state.trees.enumerated() {
      let found = results.accumulator(of: number)
      problems += found.problems.map { AttributedProblem($0, layer: tree.layer) }
      switch tree.owner {
      case .layer(let id):
        guard let claim = claims[id] else { continue }
        layers[id] = LayerMeasurement(
          claim, tree: tree, found: found, digest: state.digest(of: number),
          proof: results.proofs[number])
      case .leftover(let path): leftovers[path] = found.totals
      case .metadata: metadata.allocated.add(found.totals.allocated)
      }
    }
    problems.sort { ($0.problem.path, $0.problem.cause) < ($1.problem.path, $1.problem.cause) }
  }
}

extension LayerMeasurement {
  init(unread reason: String) {
    self.init()
    verificationReason = reason
  }

  init(
    _ claim: LayerClaim, tree: ScanTree, found: TreeAccumulator,
    digest: DirectoryNodes.Result?, proof: TarSplitProof.Outcome?
  ) {
    self.init()
    totals = found.totals
    sizeByWalk = found.sizeByWalk
    if tree.shape == .wholeTree, claim.parentState == "root" || tree.parentRoot != nil {
      sizeByChanges = found.sizeByChanges
      sizeByRegularChanges = found.sizeByRegularChanges
    }
    if case .digest(let digest) = digest { contentDigest = digest }
    let faults = (found.faults + (proof?.faults ?? [])).sorted {
      ($0.path, $0.kind.rawValue) < ($1.path, $1.kind.rawValue)
    }
    entries = Array(faults.prefix(EntryFault.limit))
    entriesLeftOut =
      found.faultsLeftOut + (proof?.faultsLeftOut ?? 0) + faults.count - entries.count
    if let proof {
      sizeByTar = proof.size
      tarDigest = proof.digest
      tarEntries = proof.entries
    }
    judge(claim, tree: tree, proof: proof)
  }

  /// One of the four verdicts, with its reason.
  private mutating func judge(_ claim: LayerClaim, tree: ScanTree, proof: TarSplitProof.Outcome?) {
    guard tree.hashes else {
      verificationReason = "level sizes does not read content"
      return
    }
    guard contentDigest != nil else {
      verificationReason = "not everything in it could be read"
      return
    }
    guard claim.role == .image else {
      verification = .unverifiable
      verificationReason = "a container's own layer is there to change"
      return
    }
    guard let proof else {
      verification = .unverifiable
      verificationReason = "no digest recorded: fingerprinted"
      return
    }
    judge(proof, recorded: claim.recordedDiffID)
  }
}

extension LayerMeasurement {
  /// Kinds that show that the files are not those that were unpacked.
  private static let damage: Set<EntryFault.Kind> = [
    .contentDiffers, .sizeDiffers, .kindDiffers, .metadataDiffers, .missing, .extra,
  ]

  private mutating func judge(_ proof: TarSplitProof.Outcome, recorded: Digest?) {
    if let problem = proof.problem {
      verification = problem.leavesUnknown ? .notRead : .unverifiable
      verificationReason = "its tar-split cannot be used: \(problem.detail)"
    } else if entries.contains(where: { Self.damage.contains($0.kind) }) {
      verification = .damaged
      verificationReason = "files differ from its tar-split"
    } else if let recorded, let tarDigest {
      verification = recorded == tarDigest ? .verified : .damaged
      verificationReason =
        recorded == tarDigest ? "its DiffID was reproduced" : "its DiffID was not reproduced"
    } else {
      verification = .verified
      verificationReason =
        "CRC-64 of \(proof.files) files and \(proof.entries) headers match (not cryptographic)"
    }
  }
}

extension StoreRecord {
  /// The directories of the store's own bookkeeping.
  var metadataDirectories: [BytePath] {
    switch location.kind {
    case .dockerGraph:
      ["graph", "containers"].filter { name in
        searchedRoots.contains { $0.path == name && $0.owners != nil }
      }
    case .dockerLayerDB, .containersStorage, .containerd, .ociLayout, .dockerArchive: []
    }
  }
}
