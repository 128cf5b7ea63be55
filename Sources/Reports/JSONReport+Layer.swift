import LayerModel

extension LayerClaim {
  /// Writes what the store claims of the layer and what was measured, side by side.
  func write(
    _ key: String? = nil, measured: LayerMeasurement?, images: [ImageID],
    to writer: inout JSONWriter
  ) {
    writer.object(key) { object in
      writeIdentity(to: &object)
      writeClaims(to: &object)
      writeContent(measured, to: &object)
      object.array("image_ids") { ids in for image in images { ids.element(image) } }
      object.field("created_at", created)
      object.field("created_by", createdBy)
      object.field("comment", comment)
      object.field("author", author)
      object.field("tool_version", toolVersion)
    }
  }

  /// `chain_id` and `cache_id` are `null` in formats that have neither.
  private func writeIdentity(to object: inout JSONWriter) {
    object.field("id", id)
    object.field("chain_id", chainID)
    object.field("diff_id", recordedDiffID)
    object.field("cache_id", cacheID)
    object.field("parent_id", parent)
    object.field("depth", depth)
    object.field("role", role.rawValue)
    object.field("namespace", namespace)
    object.field("loadable", loadable)
  }

  private func writeClaims(to object: inout JSONWriter) {
    object.path("metadata_path", metadataPath)
    object.field("metadata_state", metadataState)
    object.field("declared_id_state", declaredIDState)
    object.field("content_address_state", contentAddressState)
    object.field("parent_state", parentState)
    object.field("chain_state", chainState)
    object.field("checksum", checksumText)
    object.field("checksum_state", checksumState)
    object.field("recorded_bytes", recordedSize)
    object.field("recorded_bytes_state", recordedSizeState)
  }

  private func writeContent(_ measured: LayerMeasurement?, to object: inout JSONWriter) {
    object.path("content_path", contentPath)
    object.field("content_state", contentState)
    object.field("tar_split_state", tarSplitState)
    object.path("blob_path", blob)
    object.field("blob_state", blobState)
    object.field("content_bytes", measured?.totals.apparent)
    object.field("allocated_bytes", measured?.totals.allocated)
    object.field("size_by_walk_bytes", measured?.sizeByWalk)
    object.field("size_by_changes_bytes", measured?.sizeByChanges)
    object.field("size_by_regular_changes_bytes", measured?.sizeByRegularChanges)
    object.field("size_by_tar_bytes", measured?.sizeByTar)
    object.field("files", measured?.totals.files)
    object.field("directories", measured?.totals.directories)
    object.field("symlinks", measured?.totals.symlinks)
    object.field("specials", measured?.totals.specials)
    object.field("whiteouts", measured?.totals.whiteouts)
    object.field("opaque_directories", measured?.totals.opaqueDirectories)
    object.field("content_sha256", measured?.contentDigest)
    object.field("tar_sha256", measured?.tarDigest)
    object.field("verification", (measured?.verification ?? .notRead).rawValue)
    object.field("verification_reason", measured?.verificationReason)
    object.field("read_at", measured?.reading.readAt)
    object.field("read_earlier", measured?.reading.isEarlier)
    object.field("left", measured?.reading.isLeft)
    object.field("entry_faults", measured.map { Int(clamping: $0.entries.count) })
    object.field("entry_faults_left_out", measured?.entriesLeftOut)
    object.files(measured?.listing)
  }
}
