internal import Archives
internal import FileAccess
internal import LayerModel

/// Contents of regular files: each is read once.
extension TarSplitProof {
  /// Streams one file into the tar's digest and the CRC; returns its attributes.
  ///
  /// Where the tar is a blob, the file is left to be compared with the content that follows.
  mutating func checkContent(
    _ entry: ProofEntry, _ source: consuming RegularFile, tools: inout WorkerTools,
    progress: ScanProgress
  ) throws(ReadProblem) -> [ExtendedAttribute] {
    let attributes: [ExtendedAttribute]
    do throws(SystemError) { attributes = try source.attributes() } catch {
      throw error.problem(at: source.path)
    }
    guard checkIsSelfContained(entry, attributes) else {
      leaveOut(entry)
      return attributes
    }
    // The map is not known, and so neither is the length; that it is so was noted.
    if tree.tarForm == .blob, entry.header.isSparse, entry.header.sparse == nil {
      leaveOut(entry)
      return attributes
    }
    let file = entry.file
    guard source.status.size == file.size else {
      leaveOut(entry)
      add(
        EntryFault(
          .sizeDiffers, path: entry.path, expected: "\(file.size) bytes",
          actual: "\(source.status.size) bytes", flags: "S.5......"))
      return attributes
    }
    guard tree.tarForm == .tarSplit else {
      comparison = ContentComparison(source, at: entry.path, sparse: entry.header.sparse)
      return attributes
    }
    let isRepeated = known.names.table[entry.place.hash].marks.contains(.duplicate)
    try emptyRoom.admit(source, isRepeated: isRepeated)
    let found = try tools.read(
      source, tar: &tar, feedsTar: entry.isOwn, hashesFile: !known.replacesFingerprint,
      progress: progress)
    if entry.isOwn { outcome.files += 1 }
    if let digest = found.digest, known.digests.count < ProvenTree.digestLimit {
      known.digests[source.status.identity] = digest
    }
    if let expected = file.crc64, expected != found.crc {
      let fault = contentFault(entry.path, expected: expected, actual: found.crc)
      add(fault)
      if entry.isOwn, doubted.count < EntryFaults.limit { doubted.append(fault) }
    }
    return attributes
  }

  func contentFault(_ path: BytePath, expected: UInt64, actual: UInt64) -> EntryFault {
    EntryFault(
      .contentDiffers, path: path, expected: "CRC-64 \(String(expected, radix: 16))",
      actual: "CRC-64 \(String(actual, radix: 16))", flags: "..5......")
  }
}
