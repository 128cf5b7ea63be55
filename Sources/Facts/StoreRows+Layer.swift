internal import LayerModel

extension StoreRows {
  var layers: some Sequence<FactRow> {
    let children = Dictionary(grouping: record.layers.compactMap(\.parent), by: { $0 })
      .mapValues(\.count)
    return record.layers.lazy.map { layer in
      let measured = measurements.layers[layer.id]
      let cells = claims(layer, children: children[layer.id] ?? 0)
        .merging(integrity(layer), uniquingKeysWith: { first, _ in first })
        .merging(addresses(layer), uniquingKeysWith: { first, _ in first })
        .merging(storage(layer), uniquingKeysWith: { first, _ in first })
        .merging(packed(layer), uniquingKeysWith: { first, _ in first })
        .merging(measured.map(facts) ?? [:], uniquingKeysWith: { first, _ in first })
      return row(layer: layer.id, path: layer.metadataPath ?? layer.contentPath, cells)
    }
  }

  private func claims(_ layer: LayerClaim, children: Int) -> [String: any FactConvertible] {
    [
      "short_id": layer.id.short, "driver": layer.snapshotter ?? record.location.driver,
      "role": layer.role.rawValue,
      "metadata_state": layer.metadataState, "is_loadable": layer.loadable,
      "declared_id": layer.declaredID, "declared_id_state": layer.declaredIDState,
      "content_address_state": layer.contentAddressState, "parent_id": layer.parent,
      "parent_text": layer.parentText, "parent_state": layer.parentState, "depth": layer.depth,
      "children": children, "chain_state": layer.chainState,
      "chain_expected": layer.chainExpected, "chain_actual": layer.chainActual,
      "chain_path": layer.chainPath, "recorded_bytes": layer.recordedSize,
      "recorded_size_text": layer.recordedSizeText,
      "recorded_size_state": layer.recordedSizeState,
      "recorded_size_path": layer.recordedSizePath, "metadata_bytes": layer.metadataSize,
    ]
  }

  private func integrity(_ layer: LayerClaim) -> [String: any FactConvertible] {
    [
      "created_at": layer.created, "created_state": layer.createdState,
      "created_by": layer.createdBy, "docker_version": layer.toolVersion,
      "changes_only_command": layer.changesOnlyCommand,
      "age_seconds": layer.changedAt.map(age), "checksum": layer.checksumText,
      "checksum_state": layer.checksumState, "declared_blob_digest": layer.declaredBlobDigest,
      "recorded_diff_id": layer.recordedDiffID, "content_state": layer.contentState,
      "content_path": layer.contentPath, "tar_split_state": layer.tarSplitState,
      "tar_split_path": layer.tarSplitPath,
    ]
  }

  private func addresses(_ layer: LayerClaim) -> [String: any FactConvertible] {
    let isAddressed =
      layer.cacheIDState != nil || record.location.kind == .containersStorage
    return [
      "chain_id": layer.chainID, "computed_chain_id": layer.computedChainID,
      "diff_id_state": layer.diffIDState, "image_diff_id": layer.imageDiffID,
      "image_parent_id": layer.imageParent,
      "is_named_by_image": isAddressed ? layer.isNamedByImage : nil,
      "cache_id": layer.cacheID, "cache_id_path": layer.cacheIDPath,
      "cache_id_state": layer.cacheIDState, "cache_id_text": layer.cacheIDText,
      "link_state": layer.linkState, "link_path": layer.linkPath,
      "found_cache_id": layer.foundCacheID,
      "link_expected": layer.linkExpected, "link_actual": layer.linkActual,
      "link_name": layer.links.count == 1 ? layer.links.first?.lastComponent : nil,
    ]
  }

  private func storage(_ layer: LayerClaim) -> [String: any FactConvertible] {
    [
      "diff_id_source": layer.diffIDSource, "diff_id_text": layer.diffIDText,
      "toc_digest": layer.tocDigest, "blob_digest": layer.blobDigest, "blob_bytes": layer.blobSize,
      "recorded_users": layer.recordedUsers.map(Self.list),
      "recorded_groups": layer.recordedGroups.map(Self.list),
      "created_age_seconds": layer.created.map { signedAge($0.seconds) },
    ]
  }

  private func packed(_ layer: LayerClaim) -> [String: any FactConvertible] {
    [
      "namespace": layer.namespace, "blob_path": layer.blob, "blob_state": layer.blobState,
      "recorded_inodes": layer.recordedInodes, "snapshotter": layer.snapshotter,
      "snapshot_kind": layer.snapshotKind,
      "expired_seconds": layer.keptUntil.map { signedAge($0.seconds) },
    ]
  }

  private static func list(_ ids: [UInt32]) -> String {
    ids.map(String.init).joined(separator: ",")
  }

  private func facts(_ measured: LayerMeasurement) -> [String: any FactConvertible] {
    let totals = measured.totals
    var cells: [String: any FactConvertible] = [
      "verification": measured.verification.rawValue,
      "verification_reason": measured.verificationReason,
      "read_at": measured.reading.readAt,
      "unread_seconds": measured.reading.unreadSince.map { age($0.seconds) },
      "is_left": level < .content ? nil : measured.reading.isLeft,
    ]
    guard level >= .sizes, measured.sizeByWalk != nil else { return cells }
    cells.merge(
      [
        "files": totals.files, "directories": totals.directories, "symlinks": totals.symlinks,
        "whiteouts": totals.whiteouts, "specials": totals.specials,
        "entries": totals.files + totals.directories + totals.symlinks + totals.whiteouts
          + totals.specials, "inodes": totals.inodes, "apparent_bytes": totals.apparent,
        "allocated_bytes": totals.allocated, "size_by_walk": measured.sizeByWalk,
        "size_by_changes": measured.sizeByChanges,
        "size_by_regular_changes": measured.sizeByRegularChanges,
        "size_by_tar": measured.sizeByTar, "content_sha256": measured.contentDigest,
        "earlier_content_sha256": measured.reading.earlierContent,
        "tar_sha256": measured.tarDigest, "entry_faults": measured.entries.count,
        "entry_faults_left_out": measured.entriesLeftOut,
        "tar_stream_bytes": measured.tarStreamSize, "tar_users": measured.tarUsers.map(Self.list),
        "tar_groups": measured.tarGroups.map(Self.list), "owners_state": measured.ownersState,
        "tar_split_owner": measured.tarSplitOwner, "owners_expected": measured.ownersExpected,
        "owners_actual": measured.ownersActual,
      ], uniquingKeysWith: { first, _ in first })
    return cells
  }
}
