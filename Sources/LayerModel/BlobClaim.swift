/// One blob of a store: bytes that are called by their digest, or a member of an archive.
///
/// `path` tells it from all others of the store.
package struct BlobClaim: Hashable, Sendable {
  /// What a blob is to those that refer to it.
  package enum Role: String, Hashable, Sendable, CaseIterable, Comparable {
    case index, manifest, config, layer
    /// Anything else that a manifest lists: a signature, an attestation, a chart.
    case artifact

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// Where its bytes are.
  package enum Place: Hashable, Sendable {
    /// A file at ``BlobClaim/path``, relative to the store's root.
    case file
    /// So many bytes of the archive that is the store's root; `offset` from its start, and for a
    /// compressed archive from the start of what it inflates to.
    case member(offset: Int64, length: Int64)
  }

  /// Relative to the store's root; in an archive the member's name.
  package var path: BytePath
  package var place: Place
  /// By its name or by whoever refers to it; `nil` when neither tells one.
  package var digest: BlobDigest?
  /// `present`, `missing`, `wrong-kind`, `symlink`, `unreadable`.
  package var state: String
  /// Of the file or member, before anything of it is read.
  package var size: ByteCount?
  /// Blocks × 512 of the file; `nil` in archives.
  package var allocated: ByteCount?
  /// By a database that lists blobs; `nil` where none does.
  package var recordedSize: ByteCount?
  /// Who lists it in such a database, sorted; empty where none does.
  package var namespaces: [String] = []
  package var roles: Set<Role> = []
  /// By the first descriptor that names it.
  package var mediaType: String?
  /// What the images' configurations say that it inflates to, sorted; for layers only.
  package var diffIDs: [Digest] = []
  /// What labels of the store say that it inflates to, sorted.
  package var labelledDiffIDs: [Digest] = []
  /// When the last of those that keep it lets go of it; `nil` for never, and where nobody does.
  package var keptUntil: Timestamp?
  /// Whether its bytes should be a tar, compressed or not.
  package var isTar: Bool { roles.contains(.layer) }
  /// `used`, `unreferenced`, `unlisted` (no row in the database), `ingested` (a row is to come),
  /// `unknown` (a document that may name it could not be used).
  package var use = "used"
  /// The images that need it, sorted.
  package var images: [ImageID] = []
  /// Seconds since the epoch: newest of mtime and ctime; `nil` in archives.
  package var changedAt: Int64?

  package init(path: BytePath, place: Place, digest: BlobDigest?, state: String) {
    self.path = path
    self.place = place
    self.digest = digest
    self.state = state
  }
}

/// One reference from a document of a store to a blob.
package struct DescriptorClaim: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// What an image's name points at.
    case target
    /// A child of an index.
    case manifest
    case config, layer, subject
  }

  package var kind: Kind
  /// The document: `index.json`, a blob's path, or a database; in the latter `record` tells where.
  package var path: BytePath
  /// Which record of the document: `manifests[2]`, `default/images/docker.io/library/busybox:1`.
  package var record: String
  /// The blob that it names, whether it is there or not; `nil` for a digest that is none.
  package var blob: BytePath?
  package var digestText: String
  package var mediaType: String?
  package var size: ByteCount?
  /// `present`, `missing`, `not-fetched` (another platform, a foreign layer or a subject, which
  /// need not be there), `malformed`; of a path in an archive `outside`, `circular`; `unknown`
  /// where nobody could look.
  ///
  /// Where a database lists blobs: `unlisted` when the file is there and no row of the image's
  /// namespace; `dangling` when an image's target has neither; `discarded` for a layer that was
  /// unpacked and let go.
  package var state: String
  /// `os/architecture[/variant]`.
  package var platform: String?
  /// Of the bytes that the descriptor itself carries: `match`, `differs`, `malformed`; `nil` for none.
  package var embeddedState: String?
  package var image: ImageID?

  package init(
    _ kind: Kind, path: BytePath, record: String, digestText: String, state: String
  ) {
    self.kind = kind
    self.path = path
    self.record = record
    self.digestText = digestText
    self.state = state
  }
}

/// What was measured of one blob.
package struct BlobMeasurement: Hashable, Sendable {
  /// Of all its bytes, by the algorithm of its name.
  package var digest: BlobDigest?
  package var bytes: ByteCount?
  /// By its first bytes: `none`, `gzip`, `zstd`, `unknown`; of layers only.
  package var compression: String?
  /// SHA-256 of what it inflates to; `nil` when that could not be read to its end.
  package var diffID: Digest?
  package var inflated: ByteCount?
  package var tarEntries: Int?
  /// Sum of the sizes of the tar's entries.
  package var tarContent: ByteCount?
  /// As ``LayerMeasurement/listing``; `nil` when nobody asked, or when there are too many.
  package var listing: [SizedFile]?
  package var verification = Verification.notRead
  package var verificationReason: String?
  /// What is odd about its tar or its compression: see the kinds that `blob_entry` lists.
  package var faults: [BlobFault] = []
  package var faultsLeftOut = 0
  package var reading = ContentReading()

  package init() {}
}

/// One thing that is wrong with a layer blob's compression or tar.
package struct BlobFault: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// What it inflates to could not be read on from here.
    case notInflatable = "not-inflatable"
    /// More output, more entries or a higher ratio than is read; `expected` names the limit.
    case limitReached = "limit-reached"
    case notTar = "not-tar"
    /// Bytes after the end of the compressed stream that are no stream of their own.
    case trailingBytes = "trailing-bytes"
    case duplicateName = "duplicate-name"
    case absoluteName = "absolute-name"
    /// With `..` that leads out of the layer.
    case escapingName = "escaping-name"
    /// A hard link to a name that the tar does not have before it.
    case linkToMissing = "link-to-missing"
    /// Data other than zeros after the tar's end.
    case dataAfterEnd = "data-after-end"
    case noEnd = "no-end"
    /// The old GNU form, which no version of containerd unpacks.
    case oldSparse = "old-sparse"
    case unknownType = "unknown-type"
    /// More entries than names are kept: those of the rest were not held against each other.
    case namesLeftOut = "names-left-out"
  }

  package var kind: Kind
  /// Of the entry, as in the tar; empty where it concerns the whole blob.
  package var name: BytePath
  package var expected: String?
  package var actual: String?

  package init(
    _ kind: Kind, name: BytePath = BytePath([]), expected: String? = nil, actual: String? = nil
  ) {
    self.kind = kind
    self.name = name
    self.expected = expected
    self.actual = actual
  }
}
