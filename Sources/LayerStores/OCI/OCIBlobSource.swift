internal import Hashing
internal import LayerModel

/// Where ``OCIWalk`` gets blobs from: a directory of them, a database that lists them, an archive.
protocol OCIBlobSource: ~Copyable {
  /// What is there of a blob; where nothing is, what its path would be.
  func status(of digest: BlobDigest) -> OCIBlobStatus

  /// The whole of a small blob.
  ///
  /// - Throws: `tooLarge` when it has more than `limit`.
  func bytes(of digest: BlobDigest, limit: ByteCount) throws(ReadProblem) -> [UInt8]
}

/// What is there of one blob.
struct OCIBlobStatus: Hashable {
  /// As ``BlobClaim/path``.
  var path: BytePath
  /// As ``BlobClaim/state``, or a word of the source's own.
  ///
  /// A source may know other words for a blob that is not there; they become the state of each
  /// descriptor of it.
  var state: String
  var size: ByteCount?
  /// Whether a database says that it is there, whatever else would excuse that it is not.
  var isListed = false

  /// Whether something bears its name, be it of use or not.
  var isThere: Bool { ["present", "wrong-kind", "symlink", "unreadable"].contains(state) }
}

extension BlobDigest {
  /// Whether it is the digest of `bytes`.
  func isDigest(of bytes: [UInt8]) -> Bool {
    let hash = BlobHash(algorithm)
    hash.update(bytes)
    return hash.finish() == self
  }
}
