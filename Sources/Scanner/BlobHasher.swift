internal import Hashing
internal import LayerModel
internal import Synchronization

/// The digest of a blob and that of what it inflates to, on a thread of its own where that pays.
final class BlobHasher {
  /// Blobs of less are hashed where they are read.
  private static let smallestForLane: ByteCount = 1_048_576

  private let lane: HashLane?
  private var raw: BlobHash?
  private var inflated = SHA256Hash()
  private var hasEnded = false

  /// `lanes` are the threads that all workers may have for this.
  init(_ algorithm: BlobDigest.Algorithm, size: ByteCount?, lanes: HashLanes) {
    lane = size ?? .init(.max) >= Self.smallestForLane ? lanes.take(algorithm) : nil
    if lane == nil { raw = BlobHash(algorithm) }
    self.lanes = lanes
  }

  private let lanes: HashLanes

  deinit {
    guard let lane, !hasEnded else { return }
    lane.add(.end)
    lanes.giveBack()
  }

  func updateRaw(_ bytes: [UInt8]) {
    if let lane { lane.add(.raw(bytes)) } else { raw?.update(bytes) }
  }

  func updateInflated(_ bytes: [UInt8]) {
    if let lane { lane.add(.inflated(bytes)) } else { inflated.update(bytes) }
  }

  /// Ends both, once.
  func finish() -> (raw: BlobDigest, inflated: Digest)? {
    hasEnded = true
    if let lane {
      lane.add(.end)
      defer { lanes.giveBack() }
      return lane.wait()
    }
    guard let digest = raw.take()?.finish() else { return nil }
    return (digest, inflated.finish())
  }
}

/// Bounds how many threads hash beside the workers, and so the memory of what waits for them.
final class HashLanes: Sendable {
  private static let most = 4
  private let used = Atomic(0)

  func take(_ algorithm: BlobDigest.Algorithm) -> HashLane? {
    guard used.wrappingAdd(1, ordering: .relaxed).newValue <= Self.most else {
      giveBack()
      return nil
    }
    return HashLane(algorithm)
  }

  func giveBack() { used.wrappingSubtract(1, ordering: .relaxed) }
}
