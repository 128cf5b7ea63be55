import LayerModel

extension BlobClaim {
  /// Writes what is known of the blob before it is read and what was measured, side by side.
  func write(measured: BlobMeasurement?, to list: inout JSONWriter) {
    list.object { object in
      object.path("path", path)
      object.field("digest", digest?.description)
      object.field("state", state)
      object.field("use", use)
      object.strings("roles", roles.sorted().map(\.rawValue))
      object.field("media_type", mediaType)
      object.field("file_bytes", size)
      object.field("recorded_bytes", recordedSize)
      object.strings("namespaces", namespaces)
      object.strings("expected_diff_ids", diffIDs.map(\.description))
      object.field("actual_digest", measured?.digest?.description)
      object.field("compression", measured?.compression)
      object.field("diff_id", measured?.diffID)
      object.field("inflated_bytes", measured?.inflated)
      object.field("tar_entries", measured?.tarEntries)
      object.field("tar_content_bytes", measured?.tarContent)
      object.field("verification", (measured?.verification ?? .notRead).rawValue)
      object.field("verification_reason", measured?.verificationReason)
      object.field("read_at", measured?.reading.readAt)
      object.field("read_earlier", measured?.reading.isEarlier)
      object.field("left", measured?.reading.isLeft)
      object.field("faults", measured?.faults.count)
      object.field("faults_left_out", measured?.faultsLeftOut)
      object.array("image_ids") { ids in for image in images { ids.element(image) } }
    }
  }
}
