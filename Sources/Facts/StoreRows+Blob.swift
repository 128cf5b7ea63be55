internal import LayerModel

extension StoreRows {
  var blobs: some Sequence<FactRow> {
    record.blobs.lazy.map { blob in
      row(
        path: blob.path,
        [
          "digest": blob.digest?.description, "state": blob.state, "use": blob.use,
          "roles": blob.roles.sorted().map(\.rawValue).joined(separator: ","),
          "media_type": blob.mediaType, "file_bytes": blob.size, "row_bytes": blob.recordedSize,
          "namespaces": blob.namespaces.joined(separator: ","),
          "age_seconds": blob.changedAt.map(age),
          "expected_diff_id": blob.diffIDs.isEmpty
            ? nil : blob.diffIDs.map(\.description).joined(separator: ","),
          "labelled_diff_id": blob.labelledDiffIDs.isEmpty
            ? nil : blob.labelledDiffIDs.map(\.description).joined(separator: ","),
          "expired_seconds": blob.keptUntil.map { signedAge($0.seconds) },
        ].merging(
          measurements.blobs[blob.path].map { facts($0, of: blob) } ?? [:],
          uniquingKeysWith: { first, _ in first }))
    }
  }

  private func facts(
    _ measured: BlobMeasurement, of blob: BlobClaim
  ) -> [String: any FactConvertible] {
    let wrong = measured.diffID.map { found in blob.diffIDs.filter { $0 != found } } ?? []
    return [
      "wrong_diff_ids": wrong.isEmpty ? nil : wrong.map(\.description).joined(separator: ","),
      "actual_digest": measured.digest?.description, "read_bytes": measured.bytes,
      "compression": measured.compression, "diff_id": measured.diffID,
      "inflated_bytes": measured.inflated, "tar_entries": measured.tarEntries,
      "tar_content_bytes": measured.tarContent, "verification": measured.verification.rawValue,
      "verification_reason": measured.verificationReason,
      "faults_left_out": Int64(clamping: measured.faultsLeftOut),
    ]
  }

  var descriptors: some Sequence<FactRow> {
    let sizes = Dictionary(
      record.blobs.filter { $0.state == "present" }.map { ($0.path, $0.size) },
      uniquingKeysWith: { first, _ in first })
    return record.descriptors.lazy.map { descriptor in
      row(
        image: descriptor.image, path: descriptor.path,
        [
          "kind": descriptor.kind.rawValue, "record": descriptor.record,
          "blob_path": descriptor.blob, "digest": descriptor.digestText,
          "media_type": descriptor.mediaType, "size_bytes": descriptor.size,
          "blob_bytes": descriptor.blob.flatMap { sizes[$0] ?? nil }, "state": descriptor.state,
          "platform": descriptor.platform, "embedded_state": descriptor.embeddedState,
        ])
    }
  }

  var blobFaults: some Sequence<FactRow> {
    record.blobs.lazy.flatMap { blob in
      (measurements.blobs[blob.path]?.faults ?? []).map { fault in
        row(
          path: blob.path,
          [
            "kind": fault.kind.rawValue, "name": fault.name, "expected": fault.expected,
            "actual": fault.actual, "use": blob.use,
          ])
      }
    }
  }

  var blobUses: some Sequence<FactRow> {
    let names = Dictionary(
      record.images.map { ($0.id, $0.names.first ?? $0.id.short) },
      uniquingKeysWith: { first, _ in first })
    let containers = Dictionary(grouping: record.containers, by: \.image)
    return record.blobs.lazy.flatMap { blob in
      blob.images.flatMap { image in
        [row(image: image, path: blob.path, ["name": names[image] ?? image.short])]
          + (containers[image] ?? []).map { container in
            row(
              image: image, container: container.id, path: blob.path,
              ["name": container.name.isEmpty ? container.id.short : container.name])
          }
      }
    }
  }

  private func held(_ lease: LeaseClaim) -> ByteCount {
    lease.writable.reduce(lease.held) {
      $0.adding(measurements.layers[$1]?.totals.allocated ?? 0)
    }
  }

  var leases: [FactRow] {
    record.leases.map { lease in
      row(
        path: lease.path,
        [
          "namespace": lease.namespace, "lease": lease.id,
          "expired_seconds": lease.expires.map { signedAge($0.seconds) },
          "age_seconds": lease.created.map { age($0.seconds) }, "resources": lease.resources,
          "missing": lease.missing, "held_bytes": held(lease), "owner": lease.owner,
          "owner_state": lease.ownerState, "writable": lease.writable.count,
        ])
    }
  }
}
