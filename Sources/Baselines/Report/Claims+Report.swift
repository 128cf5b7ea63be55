internal import GoJSON
internal import LayerModel

extension LayerClaim {
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(
      id: LayerID(try value.text("id")), role: try value.word("role"),
      contentPath: try value.path("content_path"), contentState: try value.text("content_state"))
    try readIdentity(value)
    metadataPath = try value.optionalPath("metadata_path")
    metadataState = try value.text("metadata_state")
    declaredIDState = try value.string("declared_id_state")
    contentAddressState = try value.string("content_address_state")
    parentState = try value.string("parent_state")
    chainState = try value.string("chain_state")
    checksumText = try value.string("checksum")
    checksumState = try value.string("checksum_state")
    recordedSize = try value.optionalBytes("recorded_bytes")
    recordedSizeState = try value.string("recorded_bytes_state")
    tarSplitState = try value.text("tar_split_state")
    blob = try value.optionalPath("blob_path")
    blobState = try value.string("blob_state")
    created = try value.optionalTime("created_at")
    createdBy = try value.string("created_by")
    comment = try value.string("comment")
    author = try value.string("author")
    toolVersion = try value.string("tool_version")
  }

  /// `chainID` follows from other fields in the model.
  private mutating func readIdentity(_ value: JSONValue) throws(JSONTypeError) {
    recordedDiffID = try value.digest("diff_id")
    cacheID = try value.identifier("cache_id")
    parent = try value.identifier("parent_id")
    depth = try value.optionalCount("depth")
    namespace = try value.string("namespace")
    loadable = try value.bool("loadable")
    computedChainID = try value.digest("chain_id")
    if computedChainID != nil { cacheIDState = "ok" }
  }
}

extension ImageClaim {
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(
      id: ImageID(try value.text("id")), names: try value.texts("names"),
      layers: try value.identifiers("layers"), isComplete: try value.flag("chain_complete"),
      created: try value.optionalTime("created_at"),
      configPath: try value.optionalPath("config_path"))
    copies = try value.identifiers("copies")
    namespace = try value.string("namespace")
    os = try value.string("os")
    architecture = try value.string("architecture")
  }
}

extension ContainerClaim {
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(
      id: ContainerID(try value.text("id")), name: try value.text("name"),
      driver: try value.string("driver"), image: try value.identifier("image_id"),
      configPath: try value.path("config_path"), configState: try value.text("config_state"),
      imageState: try value.text("image_state"), contentState: try value.text("content_state"),
      initState: try value.text("init_state"))
    layers = try value.identifiers("layers")
  }
}

extension ReferenceClaim {
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(
      name: try value.text("name"), path: try value.path("path"), target: try value.text("target"),
      targetState: try value.text("target_state"), nameState: try value.text("name_state"))
  }
}

extension BlobClaim {
  init(ofReport value: JSONValue) throws(JSONTypeError) {
    self.init(
      path: try value.path("path"), place: .file, digest: try value.blobDigest("digest"),
      state: try value.text("state"))
    use = try value.text("use")
    for text in try value.texts("roles") {
      guard let role = Role(rawValue: text) else {
        throw JSONTypeError(key: "roles", expected: "a list of words that are known")
      }
      roles.insert(role)
    }
    mediaType = try value.string("media_type")
    size = try value.optionalBytes("file_bytes")
    recordedSize = try value.optionalBytes("recorded_bytes")
    namespaces = try value.texts("namespaces")
    diffIDs = try value.texts("expected_diff_ids").compactMap { Digest(prefixed: $0) }
    images = try value.identifiers("image_ids")
  }
}
