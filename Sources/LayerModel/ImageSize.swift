/// How large one image is, and with whom it shares that.
package struct ImageSize: Hashable, Sendable {
  package var image: ImageClaim
  /// What the engine's own list says; `nil` where its records do not tell.
  package var reported: ByteCount?
  /// Allocated by directories of layers; `nil` when one was not measured, and where it has none.
  package var unpacked: ByteCount?
  /// Of the image's blobs, its documents included; `nil` in stores that keep no blobs.
  package var packed: ByteCount?
  /// On disk and of no other image; `nil` when something of it was not measured.
  package var unique: ByteCount?
  package var shared: ByteCount?
  /// What goes when the image is removed: of ``unique``, what no container and no build cache holds.
  package var reclaimable: ByteCount?
  /// Images that have one of its layers or blobs, those that share most first; not all of very many.
  package var partners: [ImageID]
  /// Whether there are others beside ``partners``.
  package var hasMorePartners: Bool
  /// `nil` unless it was looked for.
  package var waste: ImageWaste?

  package init(
    image: ImageClaim, reported: ByteCount?, unpacked: ByteCount?, packed: ByteCount?,
    unique: ByteCount?, shared: ByteCount?, reclaimable: ByteCount?, partners: [ImageID],
    hasMorePartners: Bool, waste: ImageWaste?
  ) {
    self.image = image
    self.reported = reported
    self.unpacked = unpacked
    self.packed = packed
    self.unique = unique
    self.shared = shared
    self.reclaimable = reclaimable
    self.partners = partners
    self.hasMorePartners = hasMorePartners
    self.waste = waste
  }
}
