internal import GoJSON
internal import LayerModel

extension ImageSize {
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(
      image: try ImageClaim(ofReport: value), reported: try value.optionalBytes("listed_bytes"),
      unpacked: try value.optionalBytes("unpacked_bytes"),
      packed: try value.optionalBytes("packed_bytes"),
      unique: try value.optionalBytes("unique_bytes"),
      shared: try value.optionalBytes("shared_bytes"),
      reclaimable: try value.optionalBytes("reclaimable_bytes"),
      partners: try value.identifiers("shared_with"),
      hasMorePartners: try value.bool("shared_with_more") ?? false,
      waste: try ImageWaste(ofReport: value))
  }
}

extension ImageWaste {
  /// Of the object of an image, which says why nothing is known of its waste where that is so.
  fileprivate init(ofReport image: JSONValue) throws(JSONTypeError) {
    self.init(unknown: try image.string("waste_unknown"))
    guard let value = try image.object("waste") else { return }
    replaced = try value.bytes("replaced_bytes")
    deleted = try value.bytes("deleted_bytes")
    duplicated = try value.optionalBytes("duplicated_bytes")
    files = try value.count("files")
    for file in try value.list("largest") {
      largest.append(
        WastedFile(
          kind: try file.word("kind"), path: try file.path("path"),
          layer: LayerID(try file.text("layer")), bytes: try file.bytes("bytes")))
    }
  }
}
