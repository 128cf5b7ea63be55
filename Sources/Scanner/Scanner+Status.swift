internal import FileAccess
internal import Hashing
internal import LayerModel

/// Whether anybody touched layers and blobs since they were read.
extension Scanner {
  /// Adds to what a scan found the digests over what `lstat` says, where all of it could be asked.
  func noteStatus(
    in measurements: inout StoreMeasurements, of record: StoreRecord, state: ScanState,
    results: Results
  ) {
    do throws(ReadProblem) {
      let isArchive = record.blobs.contains { $0.place != .file }
      let root = try Directory.openRoot(
        isArchive ? record.location.root.parent : record.location.root,
        stop: state.progress.stopFlag)
      for (number, tree) in state.trees.enumerated() {
        guard let id = tree.layer, state.digest(of: number) != nil,
          let digest = Self.statusDigest(
            of: tree, found: results.accumulator(of: number), in: root)
        else { continue }
        measurements.layers[id]?.reading.statusDigest = digest
      }
      for claim in record.blobs where claim.isThere {
        let place = claim.place == .file ? claim.path : record.location.root.lastComponent
        measurements.blobs[claim.path]?.reading.statusDigest = try Self.statusDigest(
          of: claim, root.statusIfPresent(place))
      }
    } catch {
      // What cannot be asked for is not known to be untouched, and is read.
    }
  }

  private static func statusDigest(
    of tree: ScanTree, found: TreeAccumulator, in root: borrowing Directory
  ) -> Digest? {
    guard found.problems.isEmpty else { return nil }
    var rest = seed(tree.hidesTrustedAttributes)
    rest += tree.recordedDiffID?.bytes ?? []
    do throws(ReadProblem) {
      for record in [tree.tarSplit].compactMap(\.self) + (tree.inheritedTarSplits ?? []) {
        rest += try root.statusIfPresent(record)?.statusBytes ?? [0]
      }
    } catch {
      return nil
    }
    return found.status.digest(with: rest)
  }

  private static func statusDigest(of claim: BlobClaim, _ status: FileStatus?) -> Digest? {
    guard let status else { return nil }
    var rest = seed(false) + status.statusBytes
    if case .member(let offset, let length) = claim.place { rest += "\(offset)+\(length)".utf8 }
    rest += (claim.digest?.description ?? "").utf8
    for diffID in claim.diffIDs { rest += diffID.bytes }
    return SHA256Hash.digest(of: rest)
  }

  /// Another version may find more, and so may whoever sees more.
  private static func seed(_ hidesAttributes: Bool) -> [UInt8] {
    Array("\(Version.text) \(hidesAttributes)\n".utf8)
  }
}
