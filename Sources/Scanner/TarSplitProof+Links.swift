internal import Archives
internal import FileAccess
internal import LayerModel

/// Hard links that cannot be told to be right while the tar is read.
struct PendingLinks: Sendable {
  struct Link: Sendable {
    let path: BytePath
    /// As the header has it.
    let name: BytePath
    let target: UInt64
    let layer: UInt8
    /// Whether the target is there, but is another file.
    let isSevered: Bool
    /// Whether the tar had the target before the link.
    let isNamed: Bool
  }

  /// A target as the tars up to one layer have it.
  struct Target: Hashable {
    let name: UInt64
    let layer: UInt8
  }

  static let limit = 1 << 16

  var links: [Link] = []
  /// Where names should lead that were found to be files of their own.
  var severed: [UInt64: BytePath] = [:]
}

/// Further names of files.
extension TarSplitProof {
  /// Holds a link's file against its target's; when they differ, what the target held decides.
  mutating func checkLink(
    _ entry: ProofEntry, _ status: FileStatus, layer: UInt8
  ) throws(ReadProblem) {
    let target = linkPlaces.place(of: entry.header.linkName)
    guard !target.escapes, target.hash != entry.place.hash else {
      return noteUnknownTarget(of: entry)
    }
    let record = known.names.table[target.hash]
    let cut = known.names.cut(below: linkPlaces.ancestors)
    // A later layer may have put something else there, which leaves the link as it was.
    let isReplaced =
      known.inherits && !(record.isNamed && record.isThere(after: cut) && record.layer <= layer)
    let isBlob = tree.tarForm == .blob
    if isReplaced, isBlob { return noteUnknownTarget(of: entry) }
    var isSevered = false
    if !isReplaced {
      let there = try disk.status(target.path)
      if there?.identity == status.identity {
        // Nothing before the link tells what the file holds.
        if !record.isNamed, tree.shape != .wholeTree { noteUnknownTarget(of: entry) }
        return try compareGroup(entry, status, at: entry.path)
      }
      // A target that is itself severed has its own fault: the link leads to what it led to.
      if let first = links.severed[target.hash],
        try disk.status(first)?.identity == status.identity
      {
        return try compareGroup(entry, status, at: entry.path)
      }
      if there == nil, !record.isNamed { return noteUnknownTarget(of: entry) }
      // Who copies a tree keeps hard links of regular files only.
      if !entry.isOwn, status.kind != .regular, there?.kind == status.kind {
        if status.kind == .symlink {
          let (due, found) = (try disk.linkTarget(target.path), try disk.linkTarget(entry.path))
          if due != found {
            return add(metadataFault(entry.path, [("L", "\(due)", "\(found)")], .targetDiffers))
          }
        }
        return try compareGroup(entry, status, at: entry.path)
      }
      // A target that is gone has its own fault.
      if there == nil, !isBlob { return }
      isSevered = true
      if links.severed.count < PendingLinks.limit {
        links.severed[entry.place.hash] = links.severed[target.hash] ?? target.path
      }
      // Once they were one file, so that this header is the target's, too.
      if let there, there.kind == entry.header.kind, record.isNamed || !isBlob {
        outcome.faults.forget(target.path, [.metadataDiffers, .timestampDiffers])
        try compareGroup(entry, there, at: target.path)
      }
    }
    guard links.links.count < PendingLinks.limit else {
      noteUnknownTarget(of: entry)
      if isSevered { add(severed(entry.path, entry.header.linkName)) }
      return
    }
    links.links.append(
      PendingLinks.Link(
        path: entry.path, name: entry.header.linkName, target: target.hash, layer: layer,
        isSevered: isSevered, isNamed: record.isNamed))
  }

  /// The tar's digest tells where links lead, and not what is there.
  private mutating func noteUnknownTarget(of entry: ProofEntry) {
    note(.linkElsewhere(entry.path))
  }

  func severed(_ path: BytePath, _ target: BytePath) -> EntryFault {
    metadataFault(path, [("L", "a hard link to \(target)", "a file of its own")])
  }

  /// Reads the tars once more for what the targets held, and compares.
  mutating func settleLinks(
    _ path: BytePath, in root: borrowing Directory, tools: inout WorkerTools,
    progress: ScanProgress
  ) throws(ReadProblem) {
    guard !links.links.isEmpty else { return }
    let contents = try contentsOfTargets(path, in: root)
    var checksums: [FileIdentity: UInt64] = [:]
    for link in links.links {
      do throws(ReadProblem) {
        if let content = contents[PendingLinks.Target(name: link.target, layer: link.layer)] {
          try settle(link, content, &checksums, tools: &tools, progress: progress)
        } else if link.isSevered {
          try settleSevered(link, tools: &tools, progress: progress)
        } else {
          note(.linkElsewhere(link.path))
        }
      } catch {
        note(error)
      }
    }
  }

  /// What the targets held that the tars have as regular files, when the links were made.
  private mutating func contentsOfTargets(
    _ path: BytePath, in root: borrowing Directory
  ) throws(ReadProblem) -> [PendingLinks.Target: TarSplitFile] {
    let inherited = known.inherits ? tree.inheritedTarSplits ?? [] : []
    let layers = Dictionary(grouping: links.links, by: \.target).mapValues { Set($0.map(\.layer)) }
    var contents: [PendingLinks.Target: TarSplitFile] = [:]
    for (number, tarSplit) in (inherited + [path]).enumerated() {
      _ = try TarSplitSteps.read(tarSplit, in: root) { (step) throws(ReadProblem) in
        guard case .entry(let header, let file) = step, header.kind == .regular,
          !header.isHardLink
        else { return }
        let name = linkPlaces.place(of: header.name).hash
        for layer in layers[name] ?? [] where number <= Int(layer) {
          contents[PendingLinks.Target(name: name, layer: layer)] = file
        }
      }
    }
    return contents
  }

  private mutating func settle(
    _ link: PendingLinks.Link, _ content: TarSplitFile, _ checksums: inout [FileIdentity: UInt64],
    tools: inout WorkerTools, progress: ScanProgress
  ) throws(ReadProblem) {
    guard let status = try disk.status(link.path) else { return }
    guard status.kind == .regular else {
      return add(
        EntryFault(
          .kindDiffers, path: link.path, expected: "a hard link to \(link.name)",
          actual: status.kind.rawValue))
    }
    guard status.size == content.size else {
      return add(
        EntryFault(
          .sizeDiffers, path: link.path, expected: "\(content.size) bytes",
          actual: "\(status.size) bytes", flags: "S.5......"))
    }
    if checksums[status.identity] == nil {
      let source = try disk.file(link.path)
      try emptyRoom.admit(source)
      checksums[status.identity] =
        try tools.read(
          source, tar: &tar, feedsTar: false, hashesFile: false, progress: progress
        ).crc
    }
    if let expected = content.crc64, let crc = checksums[status.identity], expected != crc {
      add(contentFault(link.path, expected: expected, actual: crc))
    } else if link.isSevered {
      add(severed(link.path, link.name))
    }
  }

  /// A file of its own should hold what its name's target does.
  mutating func settleSevered(
    _ link: PendingLinks.Link, tools: inout WorkerTools, progress: ScanProgress
  ) throws(ReadProblem) {
    let target = linkPlaces.place(of: link.name).path
    let record = known.names.table[link.target]
    // What came under the target's name later says nothing of what the link was made to.
    guard record.kind != .removed, !record.marks.contains(.duplicate),
      record.isNamed == link.isNamed
    else { return note(.linkElsewhere(link.path)) }
    // What is gone has its own fault.
    guard let here = try disk.status(link.path), let there = try disk.status(target) else { return }
    guard here.kind == .regular, there.kind == .regular else {
      return try settleSevered(link, here, target: target, there)
    }
    guard here.size == there.size else {
      return add(
        EntryFault(
          .sizeDiffers, path: link.path, expected: "\(there.size) bytes",
          actual: "\(here.size) bytes", flags: "S.5......"))
    }
    let original = try disk.file(target)
    let copy = try disk.file(link.path)
    try emptyRoom.admit(copy)
    while true {
      let piece = try original.next(upTo: 1 << 16)
      guard !piece.isEmpty else { return add(severed(link.path, link.name)) }
      if let offset = try tools.firstDifference(of: copy, from: piece[...], progress: progress) {
        return add(
          EntryFault(
            .contentDiffers, path: link.path, expected: "the bytes of \(link.name)",
            actual: "other bytes, first in the \(piece.count) at \(offset)", flags: "..5......"))
      }
    }
  }
}

/// Links to what is no regular file.
extension TarSplitProof {
  private mutating func settleSevered(
    _ link: PendingLinks.Link, _ here: FileStatus, target: BytePath, _ there: FileStatus
  ) throws(ReadProblem) {
    guard here.kind == there.kind else {
      let isTargetOther = outcome.faults.all.kept.contains {
        $0.path == target && $0.kind == .kindDiffers
      }
      guard !isTargetOther else { return add(severed(link.path, link.name)) }
      return add(
        EntryFault(
          .kindDiffers, path: link.path, expected: "\(there.kind.rawValue), linked to \(link.name)",
          actual: here.kind.rawValue))
    }
    var expected = "device \(there.deviceMajor):\(there.deviceMinor)"
    var actual = "device \(here.deviceMajor):\(here.deviceMinor)"
    if here.kind == .symlink {
      expected = "\(try disk.linkTarget(target))"
      actual = "\(try disk.linkTarget(link.path))"
    }
    guard expected != actual else { return add(severed(link.path, link.name)) }
    add(
      metadataFault(
        link.path, [(here.kind == .symlink ? "L" : "D", expected, actual)], .targetDiffers))
  }
}
