internal import FileAccess
internal import Hashing
internal import LayerModel

extension ScanWorker {
  /// The digest of one entry that is no directory.
  mutating func digest(
    _ entries: DirectoryEntries, at index: Int, status: FileStatus,
    visit: borrowing DirectoryVisit, in directory: borrowing Directory
  ) -> DirectoryNodes.Result {
    do throws(ReadProblem) {
      guard status.kind == .regular else {
        return .digest(
          try digestWithoutContent(entries, at: index, status: status, visit: visit, in: directory))
      }
      let file = try directory.file(of: entries, at: index)
      let name = entries.name(at: index)
      return .digest(
        try digest(
          of: file, name: name, path: visit.work.path.appending(name), tree: visit.work.tree,
          proven: visit.proven?.digests ?? [:]))
    } catch {
      return failure(error, tree: visit.work.tree)
    }
  }

  mutating func hashLargeFile(_ work: FileWork) {
    let tree = state.trees[work.tree]
    var result: DirectoryNodes.Result
    do throws(ReadProblem) {
      let file = try root.file(tree.root.appending(work.path))
      result = .digest(
        try digest(
          of: file, name: work.path.lastComponent, path: work.path, tree: work.tree,
          proven: state.links.proven(in: work.tree)?.digests ?? [:]))
    } catch {
      result = failure(error, tree: work.tree)
    }
    state.report(result, to: work.slot, tree: work.tree)
  }

  private mutating func digest(
    of file: borrowing RegularFile, name: BytePath, path: BytePath, tree: Int,
    proven: [FileIdentity: Digest]
  ) throws(ReadProblem) -> Digest {
    let status = file.status
    let attributes: [ExtendedAttribute]
    do throws(SystemError) {
      attributes = try file.attributes()
    } catch {
      throw error.problem(at: file.path)
    }
    let content = try contentDigest(of: file, tree: tree, proven: proven)
    let entry = CanonicalEntry(
      name: name, status: status, linkTarget: nil, attributes: attributes)
    collect(path, status, content: content, attributes: entry.attributesDigest, tree: tree)
    return entry.digest(content: content)
  }

  /// Of files that are not an image's, larger holes are not read: any process in a container can make
  /// as many as it likes.
  private static let mostHolesOfOthers: ByteCount = 1_048_576

  /// Where a file differs from one of the same length in a layer below; `nil` when it does not.
  mutating func firstDifference(
    of file: borrowing RegularFile, from other: borrowing RegularFile
  ) throws(ReadProblem) -> Int64? {
    try state.emptyRoom.admit(file)
    try state.emptyRoom.admit(other)
    return try tools.firstDifference(of: file, from: other, progress: state.progress)
  }

  /// Reads the file unless its inode was read before.
  private mutating func contentDigest(
    of file: borrowing RegularFile, tree: Int, proven: [FileIdentity: Digest]
  ) throws(ReadProblem) -> Digest {
    let identity = file.status.identity
    if let digest = proven[identity] { return digest }
    let hasOtherNames = file.status.links > 1
    if hasOtherNames, let digest = state.links.digest(of: identity) { return digest }
    let digest: Digest
    if state.trees[tree].isReadOnly {
      try state.emptyRoom.admit(file)
      digest = try tools.digest(of: file, progress: state.progress)
    } else if try file.holes(few: Self.mostHolesOfOthers) > Self.mostHolesOfOthers {
      digest = try tools.digestOfData(of: file, progress: state.progress)
    } else {
      digest = try tools.digest(of: file, progress: state.progress)
    }
    if hasOtherNames { state.links.remember(digest, of: identity) }
    return digest
  }

  private mutating func digestWithoutContent(
    _ entries: DirectoryEntries, at index: Int, status: FileStatus,
    visit: borrowing DirectoryVisit, in directory: borrowing Directory
  ) throws(ReadProblem) -> Digest {
    let name = entries.name(at: index)
    let target = status.kind == .symlink ? try directory.linkTarget(name) : nil
    let entry = CanonicalEntry(
      name: name, status: status, linkTarget: target,
      attributes: try attributes(of: name, in: directory))
    collect(
      visit.work.path.appending(name), status, linkTarget: target,
      attributes: entry.attributesDigest, tree: visit.work.tree)
    return entry.digest(content: nil)
  }

  private mutating func collect(
    _ path: BytePath, _ status: FileStatus, linkTarget: BytePath? = nil, content: Digest? = nil,
    attributes: Digest?, tree: Int
  ) {
    guard state.trees[tree].collects else { return }
    accumulators[tree].manifest.append(
      ManifestEntry(
        path: path, status: status, linkTarget: linkTarget, content: content,
        attributes: attributes))
  }

  func attributes(
    of name: BytePath, in directory: borrowing Directory
  ) throws(ReadProblem) -> [ExtendedAttribute] {
    do throws(SystemError) {
      return try directory.attributes(name)
    } catch {
      throw error.problem(at: directory.path.appending(name))
    }
  }

  func attributes(of directory: borrowing Directory) throws(ReadProblem) -> [ExtendedAttribute] {
    do throws(SystemError) {
      return try directory.attributes()
    } catch {
      throw error.problem(at: directory.path)
    }
  }
}

extension ManifestEntry {
  init(
    path: BytePath, status: FileStatus, linkTarget: BytePath?, content: Digest?,
    attributes: Digest?
  ) {
    let isDevice = status.kind == .characterDevice || status.kind == .blockDevice
    self.init(
      path: path, kind: status.kind, mode: status.mode, owner: status.owner, group: status.group,
      size: status.kind == .regular ? status.size : 0,
      device: isDevice ? "\(status.deviceMajor):\(status.deviceMinor)" : nil,
      linkTarget: linkTarget, content: content, attributes: attributes)
  }
}
