internal import LayerModel

extension LayerClaim {
  /// A layer that is kept as its blob.
  ///
  /// `state` is ``blobState``.
  init(
    packed id: LayerID, diffID: Digest, chainID: Digest, parent: LayerID?, depth: Int,
    blob: BytePath,
    state: String, made: HistoryStep?
  ) {
    self.init(id: id, role: .image, contentPath: blob, contentState: "packed")
    self.blob = blob
    blobState = state
    recordedDiffID = diffID
    computedChainID = chainID
    self.depth = depth
    self.parent = parent
    parentState = parent == nil ? "root" : "present"
    isNamedByImage = true
    created = made?.created
    createdBy = made?.createdBy
    comment = made?.comment
    author = made?.author
  }
}
