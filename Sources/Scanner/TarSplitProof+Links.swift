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
    /// What the target held when the link was made.
    var content: TarSplitFile?
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
    guard !target.escapes else { return noteUnknownTarget(of: entry) }
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
        return try compareGroup(entry, status, at: entry.path)
      }
      // A target that is itself severed has its own fault: the link leads to what it led to.
      if let first = links.severed[target.hash],
        try disk.status(first)?.identity == status.identity
      {
        return try compareGroup(entry, status, at: entry.path)
      }
      if there == nil, isBlob, !record.isNamed { return noteUnknownTarget(of: entry) }
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
      if there == nil, !isBlob, record.isNamed { return }
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

  /// A tar-split's digest tells of links, too; a blob's does not.
  private mutating func noteUnknownTarget(of entry: ProofEntry) {
    if tree.tarForm == .blob { note(.linkElsewhere(entry.path)) }
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
    let inherited = known.inherits ? tree.inheritedTarSplits ?? [] : []
    let byTarget = Dictionary(grouping: links.links.indices) { links.links[$0].target }
    for (number, tarSplit) in (inherited + [path]).enumerated() {
      _ = try TarSplitSteps.read(tarSplit, in: root) { (step) throws(ReadProblem) in
        guard case .entry(let header, let file) = step, header.kind == .regular,
          !header.isHardLink
        else { return }
        for index in byTarget[linkPlaces.place(of: header.name).hash] ?? []
        where number <= Int(links.links[index].layer) {
          links.links[index].content = file
        }
      }
    }
    for link in links.links {
      do throws(ReadProblem) {
        try settle(link, tools: &tools, progress: progress)
      } catch {
        note(error)
      }
    }
  }

  private mutating func settle(
    _ link: PendingLinks.Link, tools: inout WorkerTools, progress: ScanProgress
  ) throws(ReadProblem) {
    guard let content = link.content else {
      if link.isSevered { add(severed(link.path, link.name)) }
      return
    }
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
    let source = try disk.file(link.path)
    let crc = try tools.read(
      source, tar: &tar, feedsTar: false, hashesFile: false, progress: progress
    ).crc
    if let expected = content.crc64, expected != crc {
      add(contentFault(link.path, expected: expected, actual: crc))
    } else if link.isSevered {
      add(severed(link.path, link.name))
    }
  }
}
