internal import FileAccess
internal import LayerModel

/// The blobs that one namespace has, for ``OCIWalk``.
///
/// A blob whose file is there and that no namespace lists is none for the daemon: its state is
/// `unlisted`. Where there is neither, or only another namespace has the blob, it is `unknown`, as
/// whoever names it has to tell whether it is missed.
struct ContainerdBlobSource: OCIBlobSource, ~Copyable {
  let root: Directory
  let rows: [BytePath: MetaDatabase.Blob]
  let blobs: [BytePath: BlobClaim]

  static let absent = "unknown"

  func status(of digest: BlobDigest) -> OCIBlobStatus {
    let key = BytePath(digest.description)
    let path = ContainerdReading.path(of: digest)
    guard let blob = blobs[key] else {
      return OCIBlobStatus(path: path, state: Self.absent)
    }
    guard rows[key] != nil else {
      let isUnlisted = blob.state != "missing" && blob.namespaces.isEmpty
      return OCIBlobStatus(
        path: path, state: isUnlisted ? "unlisted" : Self.absent, size: blob.size)
    }
    return OCIBlobStatus(path: path, state: blob.state, size: blob.size, isListed: true)
  }

  func bytes(of digest: BlobDigest, limit: ByteCount) throws(ReadProblem) -> [UInt8] {
    try root.read(ContainerdReading.path(of: digest), limit: limit)
  }
}
