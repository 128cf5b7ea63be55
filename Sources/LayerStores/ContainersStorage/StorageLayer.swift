internal import GoJSON
internal import LayerModel

/// One record of `layers.json`, before anything is known of those around it.
///
/// Source: containers/storage `layers.go`, `Layer`.
struct StorageLayer {
  var claim: LayerClaim
  var names: [String]
  /// Whether it was being made or deleted: whoever opens the store next deletes it.
  var isIncomplete: Bool
  /// As ``LayerBlob/compression``: 0 none, 1 bzip2, 2 gzip, 3 xz, 4 zstd.
  var compression: Int64
  var bigData: [String]
  var users: [OwnerRange]
  var groups: [OwnerRange]
  /// Whether nothing in the record says what the layer should hold.
  var isWritable: Bool
  /// Whether what stands for the digest of its tar is that of the blob: engines that began to fetch
  /// layers in parts knew neither that digest nor the tar.
  ///
  /// Measured with Podman 4.3 and `enable_partial_images`.
  var isUndescribed = false

  /// `nil` in a record whose id is none: nothing of it is ever joined to a path.
  init?(_ json: JSONValue, at path: BytePath) throws(JSONTypeError) {
    let id = LayerID(try json.string("id") ?? "")
    names = try json.strings("names") ?? []
    bigData = try json.strings("big-data-names") ?? []
    users = try json.ownerRanges("uidmap")
    groups = try json.ownerRanges("gidmap")
    compression = try json.int64("compression") ?? 0
    let flags = try json.object("flags")
    isIncomplete = flags?.member("incomplete") == .bool(true)
    let diff = try json.string("diff-digest") ?? ""
    let toc = try json.string("toc-digest") ?? ""
    let blob = try json.string("compressed-diff-digest") ?? ""
    isWritable = diff.isEmpty && toc.isEmpty && blob.isEmpty
    claim = LayerClaim(id: id, role: .image, contentPath: BytePath([]), contentState: "unknown")
    claim.metadataPath = path
    claim.metadataState = "ok"
    claim.created = try json.time("created")
    claim.tocDigest = Digest(prefixed: toc)
    claim.blobDigest = Digest(prefixed: blob)
    claim.blobSize = try json.int64("compressed-size").map { ByteCount($0) }
    claim.recordedUsers = try json.numbers("uidset")
    claim.recordedGroups = try json.numbers("gidset")
    isUndescribed =
      bigData.contains("zstd-chunked-manifest") && toc.isEmpty && json.member("diff-size") == nil
    try readParent(json)
    try readDiff(diff, flags: flags)
    try readSize(json, path)
    guard id.isHex64 else { return nil }
  }

  private mutating func readParent(_ json: JSONValue) throws(JSONTypeError) {
    let text = try json.string("parent") ?? ""
    guard !text.isEmpty else { return }
    let parent = LayerID(text)
    if parent.isHex64 {
      claim.parent = parent
    } else {
      claim.parentText = EscapedText.utf8(text.utf8.prefix(160))
      claim.parentState = "malformed"
    }
  }

  /// A layer that is known by its table of contents has the DiffID of its image's configuration,
  /// which nobody compared with the layer.
  ///
  /// Source: containers/image `storage/storage_src.go`, `expectedLayerDiffIDFlag`.
  private mutating func readDiff(_ text: String, flags: JSONValue?) throws(JSONTypeError) {
    if !text.isEmpty {
      claim.recordedDiffID = Digest(prefixed: text)
      claim.diffIDState = claim.recordedDiffID == nil ? "malformed" : "ok"
      claim.diffIDSource = "diff-digest"
      if claim.recordedDiffID == nil { claim.diffIDText = EscapedText.utf8(text.utf8.prefix(160)) }
    } else if let expected = try flags?.string("expected-layer-diffid") {
      claim.recordedDiffID = Digest(prefixed: expected)
      claim.diffIDState = claim.recordedDiffID == nil ? "malformed" : "ok"
      claim.diffIDSource = "expected-layer-diffid"
    } else {
      claim.diffIDState = isWritable ? nil : "missing"
    }
  }

  /// Of the uncompressed tar; -1 says that it is not known, which only layers without a digest of
  /// it may have.
  private mutating func readSize(_ json: JSONValue, _ path: BytePath) throws(JSONTypeError) {
    let size = try json.int64("diff-size")
    claim.recordedSizePath = path
    guard !isWritable else { return }
    let isDigested = claim.diffIDSource == "diff-digest"
    guard let size else {
      if isDigested, !isUndescribed { claim.recordedSizeState = "missing" }
      return
    }
    if size == -1, !isDigested {
      claim.recordedSizeState = "unknown"
    } else if size < 0 {
      claim.recordedSizeState = "negative"
      claim.recordedSizeText = String(size)
    } else {
      claim.recordedSize = ByteCount(size)
      claim.recordedSizeState = "ok"
    }
  }
}
