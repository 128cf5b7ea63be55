internal import FileAccess
internal import Hashing
internal import LayerModel

/// Tar-splits that tell nothing of the layers that have them, as they are those of others.
///
/// Every file of such a layer would be named as missing or as one that should not be there.
enum ForeignTarSplits {
  /// Whose tar-split it is.
  enum Owner: Sendable {
    case layer(LayerID)
    case unknown

    var text: String {
      switch self {
      case .layer(let id): id.description
      // One word that a short form leaves whole.
      case .unknown: "another"
      }
    }
  }

  /// Looks for the owners of tar-splits that did not give their layers' digests.
  ///
  /// `trees` are all of the store, `measured` those that have `proofs`, by their numbers among these.
  static func owners(
    among trees: [ScanTree], measured: [ScanTree], proofs: [Int: TarSplitProof.Outcome],
    in path: BytePath
  ) -> [Int: Owner] {
    let suspects = proofs.filter { number, proof in
      let recorded = measured[number].recordedDiffID
      return proof.problem == nil && recorded != nil && proof.digest != recorded
        && proof.faults.all.kept.contains { $0.kind == .missing }
    }
    guard !suspects.isEmpty else { return [:] }
    let proven = Dictionary(
      proofs.compactMap { number, proof in
        measured[number].layer.map { ($0, proof.digest == measured[number].recordedDiffID) }
      }, uniquingKeysWith: { first, _ in first })
    // Of two that are alike and both not what they should be, nobody knows which is right.
    let others = trees.filter { $0.layer.map { proven[$0] ?? true } ?? false }
    var files = Files(others, in: path)
    let bySize = Dictionary(
      grouping: trees.filter { $0.recordedTarSize != nil }, by: \.recordedTarSize)
    var owners: [Int: Owner] = [:]
    for (number, proof) in suspects {
      let tree = measured[number]
      if let layer = files.twin(of: tree) {
        owners[number] = .layer(layer)
      } else if isForeign(proof, tree) {
        let alike = bySize[proof.streamSize, default: []]
        owners[number] = alike.count == 1 ? alike[0].layer.map { .layer($0) } : .unknown
      }
    }
    return owners
  }

  /// Whether the tar has another length than is recorded, and hardly any of its files is there.
  private static func isForeign(_ proof: TarSplitProof.Outcome, _ tree: ScanTree) -> Bool {
    guard let size = tree.recordedTarSize, size != proof.streamSize else { return false }
    return proof.names > 0 && proof.namesThere * 4 < proof.names
  }

  /// Compares tar-splits by length, then by digest, each read once.
  private struct Files {
    private let path: BytePath
    /// By the lengths of their tar-splits, in the order of layers.
    private let bySize: [ByteCount: [ScanTree]]
    /// Of the lengths that were asked for.
    private var byDigest: [ByteCount: [Digest: [ScanTree]]] = [:]

    /// What is longer is not compared.
    private static let limit: ByteCount = 67_108_864

    init(_ others: [ScanTree], in path: BytePath) {
      self.path = path
      bySize = Self.bySize(others, in: path)
    }

    /// The first of the layers with another digest whose tar-split has the same bytes.
    mutating func twin(of tree: ScanTree) -> LayerID? {
      guard let own = tree.tarSplit else { return nil }
      do throws(ReadProblem) {
        let root = try Directory.openRoot(path)
        guard let size = Self.size(of: own, in: root) else { return nil }
        let rivals = rivals(ofSize: size, in: root)
        guard !rivals.isEmpty, let digest = Self.digest(of: own, in: root) else { return nil }
        return rivals[digest, default: []]
          .first { $0.recordedDiffID != tree.recordedDiffID && $0.layer != tree.layer }?.layer
      } catch {
        // Whoever reads the store meets the same problem and tells it.
        return nil
      }
    }

    private mutating func rivals(
      ofSize size: ByteCount, in root: borrowing Directory
    ) -> [Digest: [ScanTree]] {
      if let known = byDigest[size] { return known }
      var found: [Digest: [ScanTree]] = [:]
      for tree in bySize[size, default: []] {
        guard let path = tree.tarSplit, let digest = Self.digest(of: path, in: root) else {
          continue
        }
        found[digest, default: []].append(tree)
      }
      byDigest[size] = found
      return found
    }

    private static func bySize(
      _ others: [ScanTree], in path: BytePath
    ) -> [ByteCount: [ScanTree]] {
      let named = others.compactMap { tree in tree.layer.map { (layer: $0, tree: tree) } }
      var found: [ByteCount: [ScanTree]] = [:]
      do throws(ReadProblem) {
        let root = try Directory.openRoot(path)
        for (_, tree) in named.sorted(by: { $0.layer < $1.layer }) {
          guard let path = tree.tarSplit, let size = size(of: path, in: root) else { continue }
          found[size, default: []].append(tree)
        }
      } catch {
        // Whoever reads the store meets the same problem and tells it.
      }
      return found
    }

    private static func size(of path: BytePath, in root: borrowing Directory) -> ByteCount? {
      do throws(ReadProblem) {
        return try root.statusIfPresent(path)?.size
      } catch {
        // Its own proof tells.
        return nil
      }
    }

    private static func digest(of path: BytePath, in root: borrowing Directory) -> Digest? {
      do throws(ReadProblem) {
        return SHA256Hash.digest(of: try root.read(path, limit: limit))
      } catch {
        // Its own proof tells.
        return nil
      }
    }
  }
}
