internal import FileAccess
internal import GoJSON
package import LayerModel

/// Reads the sizes of images from a JSON report or from a file of sizes.
package enum ProfileFile {
  private static let limit: ByteCount = 268_435_456
  /// A million files listed have three values each.
  private static let valueLimit = 5_000_000

  /// The images that have a name, as far as the file has their sizes, and whether whoever wrote it
  /// had read everything.
  package static func read(
    _ path: BytePath
  ) throws(BaselineError) -> (images: [ImageProfile], isComplete: Bool) {
    let document: JSONDocument
    do throws(ReadProblem) {
      document = try JSONDocument(
        parsing: try InputFile.read(path, limit: limit), at: path, maximumValues: valueLimit)
    } catch .malformed(_, _, let expected) {
      throw .incompatible(path, line: 1, reason: "expected a report in JSON: " + expected)
    } catch {
      throw .unreadable(error)
    }
    let root = document.value
    do {
      if document.trailingBytes == 0 {
        if try root.int64("layeraudit_sizes") == 1, case .array? = root.member("images") {
          let images = try root.objects("images").map {
            try ImageProfile(ofBase: $0, store: "\(path)")
          }
          return (images, true)
        }
        if try root.int64("schema_version") == 1, case .array? = root.member("stores") {
          return (
            try root.objects("stores").flatMap(ImageProfile.images),
            try root.bool("complete") ?? false
          )
        }
      }
      throw BaselineError.incompatible(
        path, line: 1, reason: "expected a JSON report of schema version 1, or a file of sizes")
    } catch let error as JSONTypeError {
      throw BaselineError(error, in: path)
    } catch let error as BaselineError {
      throw error
    } catch {
      throw .incompatible(path, line: 1, reason: "\(error)")
    }
  }
}

extension ImageProfile {
  /// One image of a file of sizes.
  fileprivate init(ofBase value: JSONValue, store: String) throws(JSONTypeError) {
    self.init(
      id: ImageID(try value.string("id") ?? ""), store: store,
      names: try value.strings("names") ?? [], platform: try value.string("platform"), layers: [])
    for layer in try value.objects("layers") {
      let identity = try layer.string("identity") ?? ""
      var profile = LayerProfile(id: LayerID(identity), identity: identity)
      profile.createdBy = try layer.string("created_by")
      profile.bytes = try layer.size("bytes")
      profile.files = try layer.int64("files").map { Int(clamping: $0) }
      profile.listing = try layer.listing()
      layers.append(profile)
    }
  }

  /// The images of one store of a report.
  fileprivate static func images(of store: JSONValue) throws(JSONTypeError) -> [ImageProfile] {
    let name = try store.string("id") ?? ""
    var blobs: [String: ByteCount] = [:]
    for blob in try store.objects("blobs") {
      guard let path = try blob.string("path"), let bytes = try blob.size("tar_content_bytes")
      else { continue }
      blobs[path] = bytes
    }
    var layers: [String: LayerProfile] = [:]
    for layer in try store.objects("layers") {
      guard let id = try layer.string("id") else { continue }
      layers[id] = try LayerProfile(ofReport: layer, id: id, blobs: blobs)
    }
    let values = try store.objects("images")
    var images: [ImageProfile] = []
    for value in values {
      let names = try value.strings("names") ?? []
      guard !names.isEmpty || values.count == 1 else { continue }
      let platform = ImageProfile.platform(
        os: try value.string("os"), architecture: try value.string("architecture"))
      let ids = try value.strings("layers") ?? []
      images.append(
        ImageProfile(
          id: ImageID(try value.string("id") ?? ""), store: name, names: names,
          platform: platform,
          layers: (try value.bool("chain_complete") ?? true ? [] : [.missing])
            + ids.reversed().map { layers[$0] ?? LayerProfile(id: LayerID($0), identity: $0) }))
    }
    return images
  }
}

extension LayerProfile {
  fileprivate init(
    ofReport value: JSONValue, id: String, blobs: [String: ByteCount]
  ) throws(JSONTypeError) {
    self.init(id: LayerID(id), identity: try value.string("diff_id") ?? id)
    createdBy = try value.string("created_by")
    // What was not walked is 0 in the report.
    if try value.int64("size_by_walk_bytes") != nil {
      let own = try value.size("size_by_regular_changes_bytes")
      let whole = try value.size("content_bytes")
      bytes = own ?? whole
    } else {
      bytes = try value.string("blob_path").flatMap { blobs[$0] }
    }
    files = try value.int64("files").map { Int(clamping: $0) }
    listing = try value.listing()
  }
}
