package import LayerModel

/// The sizes of images in a file to be kept under version control, for `compare` to start from.
///
/// Holds no path, name or time of a host, and the images by name: what changes in it is what
/// changed. Images without a name are left out.
package enum SizeBaseFile {
  package static let version = 1

  /// Hands the file to `sink` one image at a time.
  package static func write(
    _ images: [ImageProfile], to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    var writer = JSONWriter()
    try writer.object { root in
      root.field("layeraudit_sizes", version)
      try root.array("images") { list in
        for image in images.sorted(by: precedes) {
          write(image, to: &list)
          try list.drain(to: sink)
        }
      }
    }
    writer.end()
    try writer.drain(to: sink)
  }

  private static func precedes(_ left: ImageProfile, _ right: ImageProfile) -> Bool {
    (left.title, left.platform ?? "", left.id) < (right.title, right.platform ?? "", right.id)
  }

  private static func write(_ image: ImageProfile, to list: inout JSONWriter) {
    list.object { object in
      object.strings("names", image.names)
      object.field("platform", image.platform)
      object.field("id", image.id)
      object.array("layers") { layers in
        for layer in image.layers {
          layers.object { object in
            object.field("identity", layer.identity)
            object.field("created_by", layer.createdBy)
            object.field("bytes", layer.bytes)
            object.field("files", layer.files)
            object.files(layer.listing)
          }
        }
      }
    }
  }
}

extension JSONWriter {
  /// Writes `listing`: every regular file with its length, or `null` where none was made.
  mutating func files(_ listing: [SizedFile]?) {
    guard let listing else { return field("listing", nil) }
    array("listing") { files in
      for file in listing {
        files.object {
          $0.field("path", "\(EscapedText.utf8(file.path.bytes))")
          $0.field("bytes", file.bytes)
        }
      }
    }
  }
}
