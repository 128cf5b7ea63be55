internal import Archives
internal import Dispatch
internal import Hashing
internal import LayerModel

/// Measures one blob in one pass: digest, length and, of a layer, everything about its tar.
///
/// A class, since an archive's members may be read several at a time; only one worker has it.
final class BlobReading {
  let claim: BlobClaim
  private let hasher: BlobHasher
  private var inflater: BlobInflater
  private var tar: BlobTar
  private var bytes = ByteCount(0)
  private(set) var failure: InflateError?
  private var measured = BlobMeasurement()

  private let window: LargeWindow

  /// Only who reads one at a time may wait for a large window.
  init(_ work: BlobWork, proofs: [BlobProof], of state: ScanState, mayWait: Bool = false) {
    claim = work.claim
    let window = LargeWindow(of: state.largeWindows, mayWait: mayWait)
    self.window = window
    inflater = BlobInflater(
      length: claim.size, mayGrow: window.take,
      takeBeyond: { state.inflationRoom.take($0.value) })
    hasher = BlobHasher(claim.algorithm, size: claim.size, lanes: state.lanes)
    let outline =
      work.outlines
      ? TarOutline(comparing: work.compared, room: state.outlineRoom) : nil
    tar = BlobTar(proofs: proofs, isBase: work.isBase, lists: work.lists, outline: outline)
  }

  func feed(_ piece: [UInt8], tools: inout WorkerTools, progress: ScanProgress) {
    bytes.add(ByteCount(clamping: piece.count))
    hasher.updateRaw(piece)
    guard claim.isInflated, failure == nil else { return }
    inflater.feed(piece)
    pull(tools: &tools, progress: progress)
  }

  /// Takes what comes out; a small piece may give gigabytes.
  private func pull(tools: inout WorkerTools, progress: ScanProgress) {
    do throws(InflateError) {
      while !progress.isStopped, let chunk = try inflater.next() {
        if !isPlain { hasher.updateInflated(chunk) }
        tar.feed(chunk, tools: &tools, progress: progress)
      }
    } catch {
      failure = error
      window.giveBack()
    }
  }

  /// Whether what it inflates to is the blob itself, which is hashed once then.
  private var isPlain: Bool {
    inflater.compression == BlobInflater.Compression.none && claim.algorithm == .sha256
  }

  /// What was found; call it once, when all was fed.
  func finish(tools: inout WorkerTools, progress: ScanProgress) -> BlobMeasurement {
    if claim.isInflated, failure == nil {
      do throws(InflateError) { try inflater.finish() } catch { failure = error }
      if failure == nil { pull(tools: &tools, progress: progress) }
    }
    window.giveBack()
    var found = BlobMeasurement()
    let digests = hasher.finish()
    found.bytes = bytes
    found.digest = digests?.raw
    if claim.isInflated { describe(&found, inflated: digests?.inflated) }
    measured = found
    return judged(as: claim)
  }

  /// The same for another claim on the same bytes, by the same algorithm; only after the end.
  func judged(as claim: BlobClaim) -> BlobMeasurement {
    var found = measured
    found.judge(claim, failure: failure)
    return found
  }

  private func describe(_ found: inout BlobMeasurement, inflated: Digest?) {
    found.compression = (inflater.compression ?? .none).rawValue
    var faults = BlobFaults()
    if let failure {
      faults.add(failure.fault(in: found.compression ?? "", after: inflater.fed))
    } else {
      found.diffID = isPlain ? found.digest?.sha256 : inflated
      found.inflated = inflater.produced
      tar.finish()
      if inflater.trailingBytes > 0 {
        faults.add(
          BlobFault(
            .trailingBytes, expected: "the end of the \(found.compression ?? "") data",
            actual: "\(inflater.trailingBytes) more bytes from offset "
              + "\(inflater.fed.value - inflater.trailingBytes.value) on"))
      }
    }
    found.tarEntries = tar.entries
    found.tarContent = tar.content
    if hasWholeTar { found.listing = tar.listing?.files }
    found.faults = faults.kept + tar.faults.kept
    found.faultsLeftOut = tar.faults.leftOut
  }

  /// What was asked for; `nil` where the tar has no end, or there was no room.
  var outline: TarOutline? {
    claim.isInflated && hasWholeTar ? tar.outline.flatMap { $0.isWhole ? $0 : nil } : nil
  }

  /// Whether the tar was read to an end that readers accept.
  var hasWholeTar: Bool { failure == nil && tar.isWhole }
}

/// Memory for a large window of zstd, of which a scan has one.
private final class LargeWindow {
  private let windows: DispatchSemaphore
  private let mayWait: Bool
  private var isTaken = false

  init(of windows: DispatchSemaphore, mayWait: Bool) {
    self.windows = windows
    self.mayWait = mayWait
  }

  deinit { giveBack() }

  /// Whether it can be had.
  func take() -> Bool {
    if !isTaken { isTaken = windows.wait(timeout: mayWait ? .distantFuture : .now()) == .success }
    return isTaken
  }

  func giveBack() {
    if isTaken { windows.signal() }
    isTaken = false
  }
}

extension BlobClaim {
  var algorithm: BlobDigest.Algorithm { digest?.algorithm ?? .sha256 }

  /// Nobody without a key can look into an encrypted layer.
  ///
  /// Source: containers/ocicrypt `spec/spec.go`: `+encrypted` ends such media types.
  var isEncrypted: Bool { mediaType?.contains("+encrypted") == true }

  var isInflated: Bool { isTar && !isEncrypted }
}

extension InflateError {
  func fault(in format: String, after fed: ByteCount) -> BlobFault {
    switch self {
    case .malformed(let offset):
      BlobFault(
        .notInflatable, expected: "\(format) data that agrees with its checksums",
        actual: "other bytes at or before offset \(offset)")
    case .truncated:
      BlobFault(
        .notInflatable, expected: "the rest of the \(format) data",
        actual: "the end after \(fed) bytes")
    case .limitExceeded(let limit):
      BlobFault(.limitReached, expected: "at most \(limit.iec) of content", actual: "more")
    case .ratioExceeded(let ratio):
      BlobFault(
        .limitReached, expected: "at most \(ratio) times its length of content", actual: "more")
    case .allowanceSpent(let ratio):
      BlobFault(
        .limitReached,
        expected: "at most \(ratio) times its length of content, as that of all blobs together was "
          + "\(Scanner.inflationLimit.iec) more",
        actual: "more")
    case .windowTooLarge(let limit):
      BlobFault(
        .limitReached, expected: "a zstd window of at most \(limit.iec)", actual: "a larger one")
    case .unsupported(let name):
      BlobFault(
        .limitReached, expected: "gzip, zstd or a plain tar", actual: "\(name), which is not read")
    }
  }

  /// Whether the limit is ours, so that the blob itself may be sound.
  var isLimit: Bool {
    switch self {
    case .limitExceeded, .ratioExceeded, .allowanceSpent, .windowTooLarge, .unsupported: true
    case .malformed, .truncated: false
    }
  }
}

extension BlobMeasurement {
  /// One of the four verdicts on a blob, with its reason.
  fileprivate mutating func judge(_ claim: BlobClaim, failure: InflateError?) {
    let tellsContent = claim.isInflated && !claim.diffIDs.isEmpty
    if let due = claim.digest, due != digest {
      verification = .damaged
      verificationReason = "its bytes do not have the digest that it is called by" + dropFaults()
    } else if tellsContent, let failure, failure.isLimit {
      verification = .notRead
      verificationReason =
        "what it inflates to was not all read: " + (faults.first?.expected ?? "a limit was reached")
      if case .unsupported(let name) = failure {
        verificationReason = "it is compressed with \(name), which is not read"
      }
    } else if tellsContent, failure != nil {
      verification = .damaged
      verificationReason = "it cannot be inflated to its end"
    } else if tellsContent, let diffID, !claim.diffIDs.contains(diffID) {
      verification = .damaged
      verificationReason = "it does not inflate to the DiffID that its images name" + dropFaults()
    } else if claim.digest == nil, !tellsContent {
      verification = .unverifiable
      verificationReason = "nothing records a digest of it"
    } else if let recorded = claim.recordedSize, recorded != bytes {
      verification = .unverifiable
      verificationReason = "the database records another length"
    } else {
      verification = .verified
      verificationReason = reproduced(claim, tellsContent) + " reproduced"
    }
  }

  /// Whatever is odd about damaged bytes comes of the damage; the first of it may show where that is.
  private mutating func dropFaults() -> String {
    guard let first = faults.first else { return "" }
    faults = []
    faultsLeftOut = 0
    return "; \(first.kind.rawValue): \(first.actual ?? "")"
  }

  private func reproduced(_ claim: BlobClaim, _ tellsContent: Bool) -> String {
    guard tellsContent else { return "its digest was" }
    return claim.digest == nil ? "its DiffID was" : "its digest and its DiffID were"
  }

  package init(unread reason: String) {
    self.init()
    verificationReason = reason
  }
}
