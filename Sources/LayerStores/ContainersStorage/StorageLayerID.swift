internal import Hashing
internal import LayerModel

/// The names that the engines give to layers and images.
///
/// Source: containers/image `storage/storage_dest.go`, `layerID`, `computeID`.
enum StorageLayerID {
  /// Of a layer that was fetched or committed; not the OCI ChainID.
  static func of(parent: LayerID?, diff: Digest?, toc: Digest?) -> LayerID? {
    let component: String
    if let diff {
      if parent == nil { return LayerID(diff.hex) }
      component = diff.hex
    } else if let toc {
      component = "@TOC=" + toc.hex
    } else {
      return nil
    }
    let text = (parent?.name.bytes ?? []) + Array(("+" + component).utf8)
    return LayerID(SHA256Hash.digest(of: text).hex)
  }

  /// Of an image of which a layer is known by its table of contents; the configuration does not
  /// enter it.
  static func image(tocs: [Digest?]) -> ImageID {
    var text = "@With TOC:"
    for toc in tocs { text += (toc?.description ?? "") + "|" }
    return ImageID(SHA256Hash.digest(of: Array(text.utf8)).hex)
  }
}
