internal import FileAccess
internal import LayerModel

extension ScanWorker {
  /// Proves a layer, then leaves its tree to be walked like any other.
  mutating func prove(_ number: Int) {
    let tree = state.trees[number]
    if let path = tree.tarSplit {
      var proof = TarSplitProof(tree)
      proof.run(path, in: root, tools: &tools, progress: state.progress)
      var outcome = proof.outcome
      if let problem = outcome.problem { accumulators[number].add(problem) }
      state.links.setProven(outcome.known, in: number)
      outcome.known = ProvenTree()
      proofs[number] = outcome
    }
    state.frontier.push([.directory(DirectoryWork(tree: number, path: BytePath([]), slot: nil))])
  }

  /// Notes an entry of a proven layer that its tar does not have.
  mutating func checkAgainstTar(
    _ path: BytePath, status: FileStatus, before: FileStatus?, visit: borrowing DirectoryVisit
  ) {
    guard let proven = visit.proven, status.kind != .directory, !proven.names.contains(path) else {
      return
    }
    let number = visit.work.tree
    guard visit.tree.shape == .wholeTree, let before else {
      return accumulators[number].add(
        EntryFault(.extra, path: path, expected: "nothing", actual: status.kind.rawValue))
    }
    // Inherited from the parent. Copies do not keep the times of links.
    guard status.kind == .regular || before.kind != status.kind else { return }
    let isOther = before.kind != status.kind
    let kind: EntryFault.Kind =
      isOther
      ? .kindDiffers
      : before.size != status.size
        ? .sizeDiffers
        : before.isSameButTime(as: status)
          ? .timestampDiffers : .metadataDiffers
    accumulators[number].add(
      EntryFault(
        kind, path: path, expected: "as in the parent layer: \(before.summary)",
        actual: status.summary))
  }
}

extension FileStatus {
  fileprivate func isSameButTime(as other: FileStatus) -> Bool {
    mode == other.mode && owner == other.owner && group == other.group
  }

  fileprivate var summary: String {
    "\(kind.rawValue) \(String(mode, radix: 8)) \(owner):\(group) \(size) bytes \(modified.text)"
  }
}
