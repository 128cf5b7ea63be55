package import LayerModel

/// What was found of blobs, and of layers that are kept as nothing else.
extension StoreMeasurements {
  mutating func setUnread(_ claims: [BlobClaim], level: AuditLevel) {
    for claim in claims {
      blobs[claim.path] = BlobMeasurement(
        unread: claim.isThere
          ? "level \(level.rawValue) does not read content" : "there is no such file")
    }
  }

  mutating func setBlobs(of record: StoreRecord, state: ScanState, results: Scanner.Results) {
    guard state.level == .content else { return setUnread(record.blobs, level: state.level) }
    let asked = Set(state.blobs.flatMap(\.paths))
    for claim in record.blobs {
      if let found = results.blobs[claim.path] {
        blobs[claim.path] = found
      } else if !claim.isThere {
        blobs[claim.path] = BlobMeasurement(unread: "its bytes are not there: \(claim.state)")
      } else if asked.contains(claim.path), !state.beginnings.isLeft(blob: claim.path) {
        let cause = state.progress.isStopped ? nil : results.problems.first
        let problem = ReadProblem.unfinished(claim.path, cause)
        blobs[claim.path] = BlobMeasurement(unread: problem.detail)
        problems.append(AttributedProblem(problem))
      }
    }
    problems += results.blobProblems.map { AttributedProblem($0) }
  }
}

extension BlobClaim {
  /// Whether there are bytes to read.
  var isThere: Bool { state == "present" }
}

extension LayerMeasurement {
  /// A layer that is kept as a blob and nowhere unpacked has the blob's verdict.
  package init(packed layer: LayerClaim, as blob: BlobMeasurement?) {
    self.init()
    guard let blob else {
      verificationReason = "its blob was not looked at"
      return
    }
    verification = blob.verification
    verificationReason = blob.verificationReason
    reading = blob.reading
    tarDigest = blob.diffID
    tarEntries = blob.tarEntries
    tarStreamSize = blob.inflated
    sizeByTar = blob.tarContent
    listing = blob.listing
    // What its image says of it decides, where the blob serves several layers.
    if let due = layer.recordedDiffID, let found = blob.diffID, due != found {
      verification = .damaged
      verificationReason = "its blob does not inflate to its DiffID"
    }
  }
}

extension BlobWork {
  /// The blobs of a store that are to be read, each with the layers that it proves.
  ///
  /// `scope` narrows them down to those and to what the trees need; `nil` for all.
  static func all(
    of record: StoreRecord, level: AuditLevel, trees: [ScanTree], within scope: Set<BytePath>?,
    listing: Bool
  ) -> [BlobWork] {
    guard level == .content else { return [] }
    var proven: [BytePath: [Int]] = [:]
    for (number, tree) in trees.enumerated() where tree.hashes && tree.tarForm == .blob {
      if let blob = tree.tarSplit { proven[blob, default: []].append(number) }
    }
    let layers = Dictionary(grouping: record.layers.filter { $0.blob != nil }, by: \.blob)
    let works = record.blobs.filter(\.isThere).flatMap { claim -> [BlobWork] in
      let trees = proven[claim.path] ?? []
      guard scope?.contains(claim.path) ?? true || !trees.isEmpty else { return [] }
      let ofBlob = layers[claim.path] ?? []
      let isBase = !ofBlob.isEmpty && ofBlob.allSatisfy { $0.parentState == "root" }
      let lists = listing && ofBlob.contains { $0.content == nil }
      return stride(from: 0, to: max(1, trees.count), by: mostAtOnce).map { first in
        BlobWork(
          claim: claim, trees: Array(trees[first...].prefix(mostAtOnce)), isBase: isBase,
          lists: lists)
      }
    }
    return withTwins(works)
  }

  /// Puts together what is the same bytes of an archive under several names.
  static func withTwins(_ works: [BlobWork]) -> [BlobWork] {
    struct Bytes: Hashable {
      let place: BlobClaim.Place
      let algorithm: BlobDigest.Algorithm
      let isInflated: Bool
    }
    var found: [BlobWork] = []
    var places: [Bytes: Int] = [:]
    for work in works {
      let bytes = Bytes(
        place: work.claim.place, algorithm: work.claim.algorithm,
        isInflated: work.claim.isInflated)
      guard work.claim.place != .file, let first = places[bytes] else {
        places[bytes] = found.count
        found.append(work)
        continue
      }
      found[first].twins.append(work.claim)
      found[first].lists = found[first].lists || work.lists
      found[first].compared.formUnion(work.compared)
    }
    return found
  }

  /// So many directories are held against a blob in one pass: each has its descriptors and names.
  private static let mostAtOnce = 8
}
