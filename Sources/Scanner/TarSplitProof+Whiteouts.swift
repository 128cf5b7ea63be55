internal import Archives
internal import FileAccess
internal import LayerModel

/// Entries of a tar that hide names of the layers below.
///
/// In a whole file system there is nothing to see of them but that the names are not there, which
/// the walk finds.
extension TarSplitProof {
  /// A hidden name is a character device 0:0 where only the layer's own entries are.
  mutating func checkWhiteout(
    _ entry: ProofEntry, hiding hidden: TarPlace
  ) throws(ReadProblem) {
    noteContent(entry)
    guard tree.shape == .ownEntriesWithWhiteoutDevices, !entry.place.escapes else { return }
    lookIntoAncestors(of: entry)
    let status = try disk.status(hidden.path)
    if let status, status.isWhiteoutDevice { count(status, at: hidden.hash) }
    guard status?.isWhiteoutDevice != true, !isDuplicate(hidden) else { return }
    let fault = EntryFault(
      .whiteoutMissing, path: hidden.path, expected: "a device 0:0 that hides the name",
      actual: status?.kind.rawValue ?? "nothing")
    if status == nil, try leaveToEnd(fault, of: entry) { return }
    add(fault)
  }

  /// A directory that hides older entries has an attribute where only own entries are.
  mutating func checkOpaque(_ entry: ProofEntry) throws(ReadProblem) {
    noteContent(entry)
    guard tree.shape == .ownEntriesWithWhiteoutDevices, !entry.place.escapes else { return }
    let directory = entry.path.parent
    guard let status = try disk.status(directory) else {
      // Its own entry is missing then; without one this is all that says so.
      if known.names.table[places.parent].kind != .directory {
        add(
          EntryFault(.missing, path: directory, expected: "an opaque directory", actual: "nothing"))
      }
      return
    }
    let attributes = try disk.attributes(directory)
    guard status.kind != .directory || !tree.isOpaque(attributes) else { return }
    // Nobody can say of a directory what is not shown of it.
    if status.kind == .directory, tree.hidesTrustedAttributes { return }
    add(
      EntryFault(
        .opaqueMissing, path: directory, expected: "an opaque directory",
        actual: status.kind == .directory ? "not opaque" : status.kind.rawValue))
  }

  /// Whether a name that the tar hides by a file is hidden as the kernel's overlay does it, or by a
  /// directory that hides all of its names.
  ///
  /// fuse-overlayfs reads all of these, so that layers from before it was used stay as they were
  /// unpacked. Source: fuse-overlayfs `main.c`, `load_dir`, `is_directory_opaque`.
  mutating func hidesOtherwise(_ entry: ProofEntry) throws(ReadProblem) -> Bool {
    guard tree.shape == .ownEntriesWithWhiteoutFiles, entry.place.name.starts(with: Whiteout.prefix)
    else { return false }
    let directory = entry.path.parent
    if entry.path.lastComponent == Whiteout.opaqueName {
      guard try disk.status(directory)?.kind == .directory else { return false }
      return tree.isOpaque(try disk.attributes(directory))
    }
    let hidden = directory.appending(
      BytePath(entry.place.name.dropFirst(Whiteout.prefix.count)))
    guard let status = try disk.status(hidden) else {
      return try leaveToEnd(missing(entry), of: entry)
    }
    return status.isWhiteoutDevice
  }

  /// Keeps what is wrong with a whiteout until all of the tar is known, where a directory on the way
  /// hides whatever layers below have in it; `false` where none does.
  private mutating func leaveToEnd(
    _ fault: EntryFault, of entry: ProofEntry
  ) throws(ReadProblem) -> Bool {
    guard unsettled.count < Self.unsettledLimit else { return false }
    var opaque: [UInt64] = []
    for (directory, hash) in zip(entry.path.ancestors, places.ancestors.reversed()) {
      guard try disk.status(directory)?.kind == .directory else { continue }
      var isOpaque = tree.isOpaque(try disk.attributes(directory))
      for mark in tree.hasWhiteoutFiles && !isOpaque ? Whiteout.opaqueMarks : [] {
        isOpaque = try disk.status(directory.appending(mark)) != nil || isOpaque
      }
      if isOpaque { opaque.append(hash) }
    }
    if opaque.isEmpty { return false }
    unsettled.append((fault, opaque))
    return true
  }

  /// Tells of the whiteouts that are missing below directories which the tar makes opaque itself.
  ///
  /// Where it does not, an engine compared mounted trees: it wrote a whiteout for each name that the
  /// directory hides.
  mutating func settleWhiteouts() {
    for (fault, directories) in unsettled {
      let isOfTar = directories.allSatisfy {
        known.names.table[$0].marks.contains(.opaque)
          || tree.hasWhiteoutFiles && known.names.hasOpaqueMark(in: $0)
      }
      if isOfTar { add(fault) }
    }
  }

  private mutating func noteContent(_ entry: ProofEntry) {
    guard entry.isOwn, entry.file.size > 0 else { return }
    isWhole = false
    note(.whiteoutWithContent(entry.path))
  }

  private func isDuplicate(_ place: TarPlace) -> Bool {
    known.names.table[place.hash].marks.contains(.duplicate)
  }
}
