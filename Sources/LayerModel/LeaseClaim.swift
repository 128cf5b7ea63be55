/// What keeps blobs and snapshots from being deleted while nothing else does.
package struct LeaseClaim: Hashable, Sendable {
  package var namespace: String
  package var id: String
  /// The database that has it.
  package var path: BytePath
  package var created: Timestamp?
  /// `nil` for never.
  package var expires: Timestamp?
  /// Things that it names.
  package var resources: Int
  /// Of them, how many are not there.
  package var missing: Int
  /// `docker-container`, `docker-image`, `build-cache`: for what of Docker's it was made; `nil` when
  /// that is not known.
  package var owner: String?
  /// `present`, `missing`, and `unknown` where nobody could look; `nil` without an owner.
  package var ownerState: String?
  /// Writable snapshots among what it alone keeps: their bytes are in no record.
  package var writable: [LayerID] = []
  /// What no image, container or label keeps, and no lease before it, but for ``writable``.
  package var held: ByteCount

  package init(
    namespace: String, id: String, path: BytePath, created: Timestamp?, expires: Timestamp?,
    resources: Int, missing: Int, held: ByteCount
  ) {
    self.namespace = namespace
    self.id = id
    self.path = path
    self.created = created
    self.expires = expires
    self.resources = resources
    self.missing = missing
    self.held = held
  }
}
