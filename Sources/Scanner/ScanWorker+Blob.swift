internal import Archives
internal import FileAccess
internal import LayerModel

/// One blob to read, and the layers that were unpacked from it.
struct BlobWork: Sendable {
  let claim: BlobClaim
  /// Others that are the same bytes of an archive, read with it.
  var twins: [BlobClaim] = []
  /// Among the trees of the scan.
  let trees: [Int]
  /// Whether all layers that it is known to be are base layers.
  let isBase: Bool
  /// Whether the regular files in it are listed with their lengths.
  var lists = false
  /// Whether the tar is outlined, or the contents of `compared` are hashed where there are any.
  var outlines = false
  /// Places of an outline.
  var compared: Set<UInt64> = []

  var paths: [BytePath] { [claim.path] + twins.map(\.path) }
}

extension ScanWorker {
  /// Reads one blob from its start to its end.
  mutating func readBlob(_ index: Int) {
    let work = state.blobs[index]
    let proofs = startProofs(of: work)
    let reading = BlobReading(work, proofs: proofs, of: state, mayWait: true)
    var problem: ReadProblem?
    do throws(ReadProblem) {
      switch work.claim.place {
      case .file: try read(try root.file(work.claim.path), into: reading)
      case .member(let offset, let length):
        let archive = try RegularFile.openRoot(state.root, stop: state.progress.stopFlag)
        try read(archive, from: offset, length: length, into: reading)
      }
      if state.progress.isStopped { throw .stopped(work.claim.path) }
    } catch {
      problem = error
    }
    finish(reading, problem, proofs: proofs, of: work)
  }

  private static let pieceSize = 1 << 17
  /// No layer is nearly as large; what a sparse file claims could be read for years.
  private static let largestBlob: ByteCount = 549_755_813_888

  private mutating func read(
    _ file: consuming RegularFile, into reading: BlobReading
  ) throws(ReadProblem) {
    let size = file.status.size
    guard size <= Self.largestBlob else { throw .tooLarge(file.path, limit: Self.largestBlob) }
    if size.value > Int64(Self.pieceSize) { file.adviseSequential() }
    var total: Int64 = 0
    // One byte more than is due, so that the end shows without another call.
    var given: Int64 = 0
    let wanted = Int(max(0, min(size.value, Int64(Self.pieceSize) - 1))) + 1
    while true {
      let piece = try file.next(upTo: wanted)
      total += Int64(piece.count)
      if !piece.isEmpty { feed(piece, to: reading) }
      given = file.giveBack(upTo: total, from: given)
      if piece.isEmpty || (piece.count < wanted && total == size.value) { break }
    }
    tools.note(progress: state.progress)
    guard total == size.value else { throw .changedWhileReading(file.path) }
  }

  private mutating func read(
    _ archive: consuming RegularFile, from offset: Int64, length: Int64, into reading: BlobReading
  ) throws(ReadProblem) {
    var done: Int64 = 0
    while done < length {
      let piece = try archive.next(
        at: offset + done, upTo: Int(min(length - done, Int64(Self.pieceSize))))
      // The archive ends early: its digest tells.
      guard !piece.isEmpty else { break }
      feed(piece, to: reading)
      done += Int64(piece.count)
    }
    tools.note(progress: state.progress)
  }

  private mutating func feed(_ piece: [UInt8], to reading: BlobReading) {
    reading.feed(piece, tools: &tools, progress: state.progress)
    tools.count(bytes: Int64(piece.count), progress: state.progress)
  }

  /// A layer whose directory cannot be looked into is left to the walk, which says why.
  private mutating func startProofs(of work: BlobWork) -> [BlobProof] {
    var proofs: [BlobProof] = []
    for number in work.trees {
      do throws(ReadProblem) {
        let tree = state.trees[number]
        try checkMount(of: try root.directory(tree.root), tree)
        proofs.append(try BlobProof(number, of: state, in: root))
      } catch {
        var outcome = TarSplitProof.Outcome()
        outcome.problem = error
        self.proofs[number] = outcome
        own.append(.directory(DirectoryWork(tree: number, path: BytePath([]), slot: nil)))
      }
    }
    return proofs
  }

  mutating func finish(
    _ reading: BlobReading, _ problem: ReadProblem?, proofs: [BlobProof], of work: BlobWork
  ) {
    var found = reading.finish(tools: &tools, progress: state.progress)
    // Of one that is gone, whether the store still has it only another look at the metadata tells.
    if let problem = problem?.ofVanished {
      blobProblems.append(problem)
      found = BlobMeasurement(unread: problem.detail)
    }
    // Another look has room of its own for what others used up.
    if let failure = reading.failure, found.verification == .notRead {
      blobProblems += work.paths.map { failure.problem(of: $0, after: found.bytes ?? 0) }
    }
    if problem == nil, let outline = reading.outline?.finished() {
      for path in work.paths { outlines[path] = outline }
    }
    blobs[work.claim.path] = found
    for twin in work.twins { blobs[twin.path] = problem == nil ? reading.judged(as: twin) : found }
    for proof in proofs {
      let unusable =
        problem ?? found.whyUseless(work.claim, to: state.trees[proof.number], reading)
      let result = proof.finish(
        found, unusable: unusable, tools: &tools, progress: state.progress)
      conclude(result.outcome, result.known, of: proof.number)
    }
  }
}

extension BlobMeasurement {
  /// Why it does not say what a layer should hold; `nil` when it does.
  fileprivate func whyUseless(
    _ claim: BlobClaim, to tree: ScanTree, _ reading: BlobReading
  ) -> ReadProblem? {
    func malformed(_ expected: String) -> ReadProblem {
      .malformed(claim.path, offset: 0, expected: expected)
    }
    if let due = claim.digest, due != digest { return malformed("bytes with the digest \(due)") }
    if let failure = reading.failure, failure.isLimit {
      return failure.problem(of: claim.path, after: bytes ?? 0)
    }
    guard reading.hasWholeTar, let diffID else { return malformed("a whole tar") }
    guard let due = tree.recordedDiffID, due != diffID else { return nil }
    return malformed("a tar with the DiffID \(due)")
  }
}
