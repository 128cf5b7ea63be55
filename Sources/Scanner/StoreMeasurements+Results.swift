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
      if state.progress.isStopped, state.digest(of: number) == nil {
        problems.append(AttributedProblem(.stopped(tree.root), layer: tree.layer))
      }
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

extension ReadProblem {
  /// Someone ended the audit before this was read.
  static func stopped(_ path: BytePath) -> ReadProblem {
    .notEntered(path, reason: "the audit was ended before")
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
    if tree.shape == .wholeTree, tree.knowsOwnEntries {
      sizeByChanges = found.sizeByChanges
      sizeByRegularChanges = found.sizeByRegularChanges
    }
    if case .digest(let digest) = digest { contentDigest = digest }
    keep(found, proof?.faults ?? ProofFaults())
    if let proof, proof.problem == nil {
      sizeByTar = proof.size
      tarDigest = proof.digest
      tarEntries = proof.entries
    }
    judge(
      claim, tree: tree, proof: proof, isUnread: found.problems.contains(where: \.leavesUnknown))
  }

  /// Keeps as many faults as fit, those of times only when there is room, sorted by path.
  private mutating func keep(_ found: TreeAccumulator, _ proof: ProofFaults) {
    let all = found.faults + proof.faults + proof.notes
    entries = all.prefix(EntryFault.limit).sorted {
      ($0.path, $0.kind.rawValue) < ($1.path, $1.kind.rawValue)
    }
    entriesLeftOut = found.faultsLeftOut + proof.leftOut + all.count - entries.count
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
