internal import FileAccess
internal import Hashing
internal import LayerModel

extension ScanWorker {
  /// Proves a layer, then leaves its tree to be walked like any other.
  mutating func prove(_ number: Int) {
    let tree = state.trees[number]
    if let path = tree.tarSplit {
      do throws(ReadProblem) {
        try checkMount(of: try root.directory(tree.root), tree)
        var proof = try TarSplitProof(number, of: state, in: root)
        proof.run(path, in: root, tools: &tools, progress: state.progress)
        if let problem = proof.outcome.problem { accumulators[number].add(problem) }
        return conclude(proof.outcome, proof.known, of: number)
      } catch {
        // The walk meets the same problem with the layer's root, and reports it.
      }
    }
    own.append(.directory(DirectoryWork(tree: number, path: BytePath([]), slot: nil)))
  }

  /// Keeps what came of a proof, and leaves the tree to the walk unless nothing is left of it.
  mutating func conclude(
    _ outcome: TarSplitProof.Outcome, _ known: ProvenTree, of number: Int
  ) {
    for problem in outcome.problems { accumulators[number].add(problem) }
    if outcome.problem == nil {
      accumulators[number].merge(outcome.counted)
      state.links.setProven(known, in: number)
    }
    proofs[number] = outcome
    if outcome.isAccounted { return state.report(.unknown, to: nil, tree: number) }
    own.append(.directory(DirectoryWork(tree: number, path: BytePath([]), slot: nil)))
  }

  /// Notes an entry of a proven layer that the tars do not have.
  mutating func checkAgainstTar(
    _ name: BytePath, status: FileStatus, visit: borrowing DirectoryVisit
  ) {
    guard let proven = visit.proven else { return }
    do throws(ReadProblem) {
      if try fitsTar(name, status: status, proven: proven, visit: visit) { return }
      let path = visit.work.path.appending(name)
      if try isAsBelow(path, status, visit: visit) { return }
      // Of a directory that is not the layer's, the directory itself is told.
      if visit.isForeign, try !isForeignAsBelow(visit) {
        return accumulators[visit.work.tree].faults.leaveOut()
      }
    } catch {
      return accumulators[visit.work.tree].add(error)
    }
    add(.extra, name, actual: status.kind.rawValue, visit: visit)
  }

  /// Whether the directory, which no tar has, is as layers below have it.
  private mutating func isForeignAsBelow(
    _ visit: borrowing DirectoryVisit
  ) throws(ReadProblem) -> Bool {
    let work = visit.work
    if let foreign, foreign.tree == work.tree, foreign.path == work.path {
      return foreign.isAsBelow
    }
    let isAsBelow = try isAsBelow(work.path, visit.status, visit: visit)
    foreign = (work.tree, work.path, isAsBelow)
    return isAsBelow
  }

  /// Whether the tars have the entry, or it has a fault of its own.
  private mutating func fitsTar(
    _ name: BytePath, status: FileStatus, proven: ProvenTree, visit: borrowing DirectoryVisit
  ) throws(ReadProblem) -> Bool {
    let record = proven.names.table[NameHash.child(of: visit.hash, name: name.bytes[...])]
    switch visit.tree.shape {
    case .wholeTree:
      return proven.hasHiddenEntries
        || (proven.inherits
          ? record.isThere(after: visit.cut)
          : visit.tree.tarForm == .tarSplit || record.isNamed || record.kind == .implied
            || record.kind == .absent && !visit.isHidden)
    case .ownEntriesWithWhiteoutDevices:
      if status.isWhiteoutDevice, !record.isNamed, !record.marks.contains(.whiteout) {
        addWhiteout(name, visit: visit)
        return true
      }
      // Something in the place of a whiteout has its fault from the proof.
      return record.kind != .absent || proven.hasHiddenEntries
    case .ownEntriesWithWhiteoutFiles:
      if record.kind != .absent || proven.hasHiddenEntries { return true }
      return try isBookkeeping(name, status: status, proven: proven, visit: visit)
    }
  }

  /// Notes names that the parent layer has, that the tar does not hide and that are not there.
  ///
  /// Where the ancestors' tars are known, the proof has told them.
  mutating func checkInherited(
    _ entries: borrowing DirectoryEntries, visit: borrowing DirectoryVisit
  ) throws(ReadProblem) {
    guard visit.tree.tarForm == .blob, let proven = visit.proven, !proven.inherits,
      !visit.isHidden, !proven.hasHiddenEntries, let before = try visit.entriesInParent()
    else { return }
    for index in before.indices {
      let name = before.bytes(ofNameAt: index)
      guard entries.index(of: name, hint: index) == nil else { continue }
      let record = proven.names.table[NameHash.child(of: visit.hash, name: name)]
      // What has an entry of its own was looked for by the proof.
      guard record.kind == .absent || record.kind == .implied else { continue }
      accumulators[visit.work.tree].add(
        EntryFault(
          againstParent: .missing, path: visit.work.path.appending(BytePath(name)),
          expected: "as in the parent layer", actual: "nothing"))
    }
  }

  /// A device 0:0 that no tar asks for; harmless where nothing below has the name.
  private mutating func addWhiteout(_ name: BytePath, visit: borrowing DirectoryVisit) {
    let path = visit.work.path.appending(name)
    do throws(ReadProblem) {
      guard try !hidesNothing(path, of: visit.tree) else {
        return add(
          .whiteoutOfNothing, name, expected: "a name in a layer below", actual: "no such name",
          visit: visit)
      }
    } catch {
      accumulators[visit.work.tree].add(error)
    }
    add(.whiteoutExtra, name, expected: "no such device", actual: "a device 0:0", visit: visit)
  }

  /// What aufs and fuse-overlayfs themselves put into a layer that was mounted writable.
  ///
  /// fuse-overlayfs adds `.wh..opq` to directories that the tar makes opaque, and may hide a name by
  /// a device where the tar has a file.
  private func isBookkeeping(
    _ name: BytePath, status: FileStatus, proven: ProvenTree, visit: borrowing DirectoryVisit
  ) throws(ReadProblem) -> Bool {
    if Whiteout.opaqueMarks.contains(name) {
      if isMarkedOpaque(visit) { return true }
      return try hiddenByNoTar(visit) == nil
    }
    if case .bookkeeping = Whiteout(name: name, isInRoot: visit.work.path.isEmpty) { return true }
    guard status.isWhiteoutDevice else { return false }
    let file = Whiteout.prefix + name.bytes
    return proven.names.table[NameHash.child(of: visit.hash, name: file[...])].isNamed
  }

  /// Whether the tar makes the directory opaque by a file that stands for itself.
  private func isMarkedOpaque(_ visit: borrowing DirectoryVisit) -> Bool {
    visit.tree.hasWhiteoutFiles && visit.proven?.names.hasOpaqueMark(in: visit.hash) == true
  }

  private mutating func add(
    _ kind: EntryFault.Kind, _ name: BytePath, expected: String = "nothing",
    actual: String, visit: borrowing DirectoryVisit
  ) {
    accumulators[visit.work.tree].add(
      EntryFault(
        kind, path: visit.work.path.appending(name), expected: expected, actual: actual))
  }

  /// Counts opaque directories, and notes one that no tar made so, or whose entries are elsewhere.
  mutating func checkOverlay(
    _ attributes: [ExtendedAttribute], visit: borrowing DirectoryVisit
  ) {
    let number = visit.work.tree
    let record = visit.proven?.names.table[visit.hash]
    if visit.tree.isOpaque(attributes) {
      accumulators[number].totals.opaqueDirectories += 1
      if visit.tree.outlines {
        accumulators[number].outline.add(.init(.opaque, at: visit.hash, in: visit.hash))
      }
      do throws(ReadProblem) {
        if !isMarkedOpaque(visit), let hidden = try hiddenByNoTar(visit) {
          accumulators[number].add(
            EntryFault(
              .opaqueExtra, path: visit.work.path, expected: "not opaque",
              actual: hidden.isEmpty ? "opaque" : "opaque, which hides \(hidden)"))
        }
      } catch {
        accumulators[number].add(error)
      }
    }
    // Directories with a tar entry of their own were looked at by the proof.
    guard visit.tree.isReadOnly, record?.kind != .directory,
      let kept = OverlayAttribute.elsewhere(in: attributes)
    else { return }
    accumulators[number].add(
      EntryFault(
        .notSelfContained, path: visit.work.path, expected: "all of it in this layer",
        actual: "\(kept)"))
  }

  /// Whether a name is known to be in no tar of the layer.
  private func isInherited(_ name: BytePath, visit: borrowing DirectoryVisit) -> Bool {
    guard let proven = visit.proven, visit.tree.knowsOwnEntries, !proven.hasHiddenEntries
    else { return false }
    return !proven.names.table[NameHash.child(of: visit.hash, name: name.bytes[...])].isNamed
  }

  /// Holds an inherited entry against the parent layer's, where the chain's tars are not known.
  mutating func checkAgainstParent(
    _ name: BytePath, status: FileStatus, before: FileStatus?, visit: borrowing DirectoryVisit
  ) {
    guard isInherited(name, visit: visit) else { return }
    guard let before else {
      return accumulators[visit.work.tree].add(
        EntryFault(
          againstParent: .extra, path: visit.work.path.appending(name), expected: "nothing",
          actual: status.kind.rawValue))
    }
    // Copies do not keep the times of links.
    guard status.kind == .regular || before.kind != status.kind else { return }
    let kind = status.inheritedFault(before: before)
    accumulators[visit.work.tree].add(
      EntryFault(
        againstParent: kind, path: visit.work.path.appending(name),
        expected: before.text(of: kind), actual: status.text(of: kind)))
  }

  /// Reads an inherited file beside the parent layer's, where no tar of this layer tells of it.
  mutating func compareContentWithParent(
    _ name: BytePath, status: FileStatus, visit: borrowing DirectoryVisit,
    in directory: borrowing Directory
  ) {
    guard visit.tree.hashes, visit.tree.tarForm == .blob, visit.proven?.inherits == false,
      status.kind == .regular, status.size > 0, isInherited(name, visit: visit)
    else { return }
    let number = visit.work.tree
    do throws(ReadProblem) {
      guard let other = try visit.fileInParent(name) else { return }
      let file = try directory.file(name)
      if status.links > 1 {
        // All names of a file lie beside all names of the parent's.
        let pair = ComparedPair(tree: number, own: status.identity, other: other.status.identity)
        guard compared.insert(pair).inserted else { return }
      }
      guard let offset = try firstDifference(of: file, from: other) else { return }
      accumulators[number].add(
        EntryFault(
          againstParent: .contentDiffers, path: visit.work.path.appending(name),
          expected: "the bytes that the parent layer has",
          actual: "other bytes from offset \(offset) on", flags: "..5......"))
    } catch {
      accumulators[number].add(error)
    }
  }
}

extension FileStatus {
  fileprivate func inheritedFault(before: FileStatus) -> EntryFault.Kind {
    if before.kind != kind { return .kindDiffers }
    if before.size != size { return .sizeDiffers }
    let isSame = mode == before.mode && owner == before.owner && group == before.group
    return isSame ? .timestampDiffers : .metadataDiffers
  }

  /// What such a fault is about.
  fileprivate func text(of fault: EntryFault.Kind) -> String {
    switch fault {
    case .kindDiffers: kind.rawValue
    case .sizeDiffers: "\(size) bytes"
    case .timestampDiffers: modified.text
    default: "mode \(String(mode, radix: 8)), owner \(owner):\(group)"
    }
  }
}
