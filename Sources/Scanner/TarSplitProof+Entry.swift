internal import Archives
internal import FileAccess
internal import LayerModel

/// What one entry of a tar should be on disk.
extension TarSplitProof {
  /// Compares one entry; what goes wrong with it does not keep the rest from being compared.
  mutating func check(
    _ entry: ProofEntry, layer: UInt8, tools: inout WorkerTools, progress: ScanProgress
  ) throws(ReadProblem) {
    do throws(ReadProblem) {
      try compare(entry, layer: layer, tools: &tools, progress: progress)
    } catch {
      leaveOut(entry)
      if case .missing = error { return addMissing(entry) }
      note(error)
    }
  }

  private mutating func compare(
    _ entry: ProofEntry, layer: UInt8, tools: inout WorkerTools, progress: ScanProgress
  ) throws(ReadProblem) {
    if entry.isOwn { outcome.faults.forgetTime(ofDirectory: places.parent) }
    if entry.file.isLossy, entry.isOwn {
      add(
        EntryFault(
          .lossyName, path: entry.path, expected: "the name's bytes", actual: "U+FFFD for some"))
    }
    switch entry.role {
    case .nothing, .bookkeeping: leaveOut(entry)
    case .opaque:
      try checkOpaque(entry)
    case .whiteout(let hidden):
      if tree.tarForm == .blob { outcome.faults.forget(hidden: hidden.path) }
      try checkWhiteout(entry, hiding: hidden)
    case .entry:
      guard !entry.place.escapes,
        let record = known.names.record(of: entry.place, below: places.ancestors, layer: layer)
      else { return leaveOut(entry) }
      if record.marks.contains(.duplicate) { takeBack(entry) }
      try checkEntry(entry, record, layer: layer, tools: &tools, progress: progress)
    }
  }

  /// Forgets what was said of an earlier entry of the name, and of what was in a directory that a
  /// file replaces.
  private mutating func takeBack(_ entry: ProofEntry) {
    if entry.header.kind == .directory {
      outcome.faults.forget(entry.path)
    } else {
      outcome.faults.forget(hidden: entry.path)
    }
  }

  private mutating func checkEntry(
    _ entry: ProofEntry, _ record: NameRecord, layer: UInt8, tools: inout WorkerTools,
    progress: ScanProgress
  ) throws(ReadProblem) {
    lookIntoAncestors(of: entry)
    let isName = entry.isOwn && entry.header.kind != .directory
    if isName { outcome.names += 1 }
    if entry.header.kind == .regular, !entry.header.isHardLink, entry.file.size > 0,
      let file = try disk.fileIfListed(entry.path)
    {
      if isName { outcome.namesThere += 1 }
      let status = file.status
      count(status, at: entry.place.hash)
      let attributes = try checkContent(entry, file, tools: &tools, progress: progress)
      return try compareMetadata(entry, record, status, attributes: attributes)
    }
    guard let status = try disk.status(entry.path) else {
      leaveOut(entry)
      if try hidesOtherwise(entry) { return }
      if try liesBehindInheritedLink(entry) { return }
      if !isRedirected(entry.path), !mayLack(entry) { addMissing(entry) }
      return
    }
    if status.kind == entry.header.kind {
      if isName { outcome.namesThere += 1 }
      count(status, at: entry.place.hash)
    }
    if entry.header.isHardLink { return try checkLink(entry, status, layer: layer) }
    if try comparesStandIn(entry, record, status) { return }
    guard status.kind == entry.header.kind else {
      leaveOut(entry)
      if try isWhiteoutFile(entry, status) { return }
      return outcome.faults.add(
        EntryFault(
          .kindDiffers, path: entry.path, expected: entry.header.kind.rawValue,
          actual: status.kind.rawValue), losingDirectory: entry.header.kind == .directory)
    }
    var attributes: [ExtendedAttribute]
    if status.kind == .regular, status.size > 0 || entry.file.size > 0 {
      attributes = try checkContent(
        entry, try disk.file(entry.path), tools: &tools, progress: progress)
    } else {
      if status.kind == .directory, let known = lookInto(entry) {
        attributes = known
      } else {
        attributes = try disk.attributes(entry.path)
      }
      checkIsSelfContained(entry, attributes)
    }
    try compareMetadata(entry, record, status, attributes: attributes)
  }

  /// Compares an empty file that says that it is a device or the like, as engines make where they
  /// give every file one mode; `false` for anything else.
  private mutating func comparesStandIn(
    _ entry: ProofEntry, _ record: NameRecord, _ status: FileStatus
  ) throws(ReadProblem) -> Bool {
    let isSpecial = [.characterDevice, .blockDevice, .fifo].contains(entry.header.kind)
    guard isSpecial, status.kind == .regular, status.size == 0 else { return false }
    let attributes = try disk.attributes(entry.path)
    guard overridden(attributes)?.kind == entry.header.kind else { return false }
    if entry.isOwn { outcome.namesThere += 1 }
    count(status, at: entry.place.hash)
    try compareMetadata(entry, record, status, attributes: attributes)
    return true
  }

  /// Where hidden names are files, the kernel's overlay may have hidden this one by a device.
  private mutating func isWhiteoutFile(
    _ entry: ProofEntry, _ status: FileStatus
  ) throws(ReadProblem) -> Bool {
    tree.shape == .ownEntriesWithWhiteoutFiles && status.isWhiteoutDevice
      && entry.place.name.starts(with: ".wh.".utf8)
  }

  /// Whether a copy of the layers below has a symlink on the way, which the engine followed.
  private mutating func liesBehindInheritedLink(_ entry: ProofEntry) throws(ReadProblem) -> Bool {
    guard tree.tarForm == .blob, tree.shape == .wholeTree, !known.inherits else { return false }
    var path = entry.path.parent
    while !path.isEmpty {
      if try disk.status(path)?.kind == .symlink {
        note(.behindLink(entry.path))
        known.hasHiddenEntries = true
        return true
      }
      path = path.parent
    }
    return false
  }

  /// The entry's content is not in the tar that is put together.
  mutating func leaveOut(_ entry: ProofEntry) {
    if entry.isOwn, entry.file.size > 0 { isWhole = false }
  }

  private mutating func addMissing(_ entry: ProofEntry) {
    outcome.faults.add(missing(entry), losingDirectory: entry.header.kind == .directory)
  }

  func missing(_ entry: ProofEntry) -> EntryFault {
    EntryFault(
      .missing, path: entry.path, expected: entry.header.summary(owners), actual: "nothing")
  }

  private func isRedirected(_ path: BytePath) -> Bool {
    redirected.contains { path.bytes.starts(with: $0.bytes + [UInt8(ascii: "/")]) }
  }

  /// Notes what overlay keeps in another layer; `false` when the file's content is not here.
  @discardableResult
  mutating func checkIsSelfContained(
    _ entry: ProofEntry, _ attributes: [ExtendedAttribute]
  ) -> Bool {
    guard !attributes.isEmpty, let kept = OverlayAttribute.elsewhere(in: attributes) else {
      return true
    }
    if redirected.count < 100, entry.header.kind == .directory { redirected.append(entry.path) }
    note(.elsewhere(entry.path))
    add(
      EntryFault(
        .notSelfContained, path: entry.path, expected: "all of it in this layer", actual: "\(kept)")
    )
    return false
  }
}
