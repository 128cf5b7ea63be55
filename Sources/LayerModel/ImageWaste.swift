/// What of an image's layers its containers never see, or see twice.
///
/// Counts `st_size` of regular files, each name of a layer. `reports/README.md` defines the kinds;
/// no byte is of two of them.
package struct ImageWaste: Hashable, Sendable {
  /// Of files in whose place a layer above has another entry.
  package var replaced = ByteCount(0)
  /// Of files that a layer above hides and puts nothing in the place of.
  package var deleted = ByteCount(0)
  /// Of files that are seen and have the content of another one that is seen and lies in a layer
  /// below; `nil` where contents were not compared.
  package var duplicated: ByteCount?
  /// How many files these are.
  package var files = 0
  /// The largest of them, the largest first, then by path.
  package var largest: [WastedFile] = []
  /// Why nothing of this is known; `nil` where it is.
  package var unknown: String?

  package init(unknown: String? = nil) { self.unknown = unknown }

  /// All kinds that were looked for.
  package var total: ByteCount { replaced.adding(deleted).adding(duplicated ?? 0) }
}

/// One file that is wasted in an image.
package struct WastedFile: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable { case replaced, deleted, duplicated }

  package var kind: Kind
  /// Relative to the layer's root.
  package var path: BytePath
  /// The layer that has it.
  package var layer: LayerID
  package var bytes: ByteCount

  package init(kind: Kind, path: BytePath, layer: LayerID, bytes: ByteCount) {
    (self.kind, self.path, self.layer, self.bytes) = (kind, path, layer, bytes)
  }
}
