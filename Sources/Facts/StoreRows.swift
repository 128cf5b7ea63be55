internal import LayerModel

/// Turns what is known of one store into rows.
struct StoreRows {
  let record: StoreRecord
  let measurements: StoreMeasurements
  let level: AuditLevel
  let now: Int64
  /// What there was no room for in the tables.
  var leftOut: [AttributedProblem] = []

  /// What could not be read or used.
  var known: [AttributedProblem] { record.problems + measurements.problems }

  /// Rows by table, but for those that tell what could not be read; the many are made as they are
  /// asked for.
  var things: [(FactTable, AnySequence<FactRow>)] {
    let few: [(FactTable, [FactRow])] = [
      (FactSchema.image, images),
      (FactSchema.reference, references), (FactSchema.container, containers),
      (FactSchema.document, documents), (FactSchema.leftover, leftovers),
      (FactSchema.oddity, oddities), (FactSchema.searchedRoot, searchedRoots),
      (FactSchema.lease, leases), (FactSchema.baselineLayer, baselineLayers),
    ]
    return few.map { ($0, AnySequence($1)) } + [
      (FactSchema.imageName, AnySequence(imageNames)),
      (
        FactSchema.layerUse,
        AnySequence([AnySequence(imageUses), AnySequence(containerUses)].lazy.joined())
      ),
      (FactSchema.layer, AnySequence(layers)), (FactSchema.entry, AnySequence(entries)),
      (FactSchema.blob, AnySequence(blobs)), (FactSchema.descriptor, AnySequence(descriptors)),
      (FactSchema.blobFault, AnySequence(blobFaults)), (FactSchema.blobUse, AnySequence(blobUses)),
    ]
  }

  func row(
    layer: LayerID? = nil, image: ImageID? = nil, container: ContainerID? = nil,
    path: BytePath? = nil, _ cells: [String: any FactConvertible]
  ) -> FactRow {
    var values = cells.mapValues(\.factValue)
    values["store_id"] = .text(record.location.id)
    values["layer_id"] = layer.factValue
    values["image_id"] = image.factValue
    values["container_id"] = container.factValue
    values["path"] = path.factValue
    return FactRow(values)
  }

  var store: FactRow {
    let problems = known + leftOut
    return row([
      "kind": record.location.kind.rawValue, "driver": record.location.driver,
      "root": record.location.root, "level": level.rawValue, "is_live": record.isLive,
      "layers": record.layers.count, "images": record.images.count,
      "containers": record.containers.count,
      "problems": problems.count,
      "unread": problems.count { $0.problem.leavesUnknown },
      "layers_not_read": level < .content ? nil : layersNotRead,
      "left_unread": level < .content ? nil : measurements.left,
    ])
  }

  private var layersNotRead: Int {
    record.layers.count { layer in
      layer.role == .image && layer.content != nil
        && measurements.layers[layer.id].map { $0.verification == .notRead } ?? true
    }
  }

  private var images: [FactRow] {
    let recorded = Dictionary(
      record.layers.map { ($0.id, $0.recordedSize) }, uniquingKeysWith: { first, _ in first })
    return record.images.map { image in
      let sum = image.layers.reduce(ByteCount(0)) { $0.adding((recorded[$1] ?? nil) ?? 0) }
      return row(
        layer: image.layers.first, image: image.id, path: image.configPath,
        [
          "short_id": image.id.short, "names": image.names.joined(separator: ","),
          "layers": image.layers.count, "is_complete": image.isComplete, "recorded_bytes": sum,
          "created_at": image.created, "config_state": image.configState,
          "actual_digest": image.actualDigest, "history_state": image.historyState,
          "chain_state": image.chainState, "broken_layer": image.brokenLayer,
          "parent_image": image.parent, "namespace": image.namespace,
          "architecture": image.architecture, "os": image.os,
          "docker_version": image.toolVersion,
        ])
    }
  }

  private var imageNames: some Sequence<FactRow> {
    record.images.lazy.flatMap { image in
      image.names.lazy.map { row(image: image.id, ["name": $0]) }
    }
  }

  private var references: [FactRow] {
    record.references.map { reference in
      row(
        image: ImageID(reference.target), path: reference.path,
        [
          "name": reference.name, "target": reference.target,
          "target_state": reference.targetState, "name_state": reference.nameState,
        ])
    }
  }

  private var containers: [FactRow] {
    record.containers.map { container in
      row(
        layer: container.layers.last, image: container.image, container: container.id,
        path: container.configPath,
        [
          "short_id": container.id.short, "name": container.name, "driver": container.driver,
          "config_state": container.configState, "image_state": container.imageState,
          "content_state": container.contentState, "init_state": container.initState,
          "mount_state": container.mountState, "mount_path": container.mountPath,
          "mount_parent_state": container.mountParentState,
          "mount_parent_expected": container.mountParentExpected,
          "mount_parent_actual": container.mountParentActual,
          "host_config_state": container.hostConfigState,
        ])
    }
  }

  private var documents: [FactRow] {
    record.documents.map { document in
      row(
        path: document.path,
        [
          "kind": document.kind, "state": document.state,
          "images": record.layers.count { $0.role == .image },
          "containers": record.containers.count,
        ])
    }
  }

  private var leftovers: [FactRow] {
    let searched = record.searchedRoots.map { root in
      "\(root.name): \(root.owners.map(String.init) ?? "could not be read")"
    }.joined(separator: ", ")
    return record.leftovers.map { leftover in
      let totals = measurements.leftovers[leftover.path]
      return row(
        layer: leftover.layer, path: leftover.path,
        [
          "kind": leftover.kind.rawValue, "age_seconds": leftover.changedAt.map(age),
          "ownership_known": leftover.ownershipKnown, "bytes": totals?.allocated,
          "files": totals?.files, "searched": searched,
          "expired_seconds": leftover.keptUntil.map { signedAge($0.seconds) },
        ])
    }
  }

  private var oddities: [FactRow] {
    record.oddities.map { oddity in
      row(
        layer: oddity.layer, image: oddity.image, container: oddity.container, path: oddity.path,
        [
          "kind": oddity.kind, "expected": oddity.expected, "actual": oddity.actual,
          "bytes": oddity.bytes,
        ])
    }
  }

  func problems(_ problems: [AttributedProblem]) -> some Sequence<FactRow> {
    problems.lazy.map { attributed in
      row(
        layer: attributed.layer, path: attributed.problem.path,
        [
          "cause": attributed.problem.cause, "detail": attributed.problem.detail,
          "is_unread": attributed.problem.leavesUnknown,
        ])
    }
  }

  private var entries: some Sequence<FactRow> {
    record.layers.lazy.flatMap { layer in
      (measurements.layers[layer.id]?.entries ?? []).map { fault in
        row(
          layer: layer.id, path: fault.path,
          [
            "kind": fault.kind.rawValue, "expected": fault.expected, "actual": fault.actual,
            "flags": fault.flags, "short_id": layer.id.short, "role": layer.role.rawValue,
            "file": (layer.content?.root ?? layer.contentPath).appending(fault.path),
          ])
      }
    }
  }

  private var searchedRoots: [FactRow] {
    record.searchedRoots.map { row(path: $0.path, ["name": $0.name, "owners": $0.owners]) }
  }

  private var imageUses: some Sequence<FactRow> {
    record.images.lazy.flatMap { image in
      let name = image.names.first ?? image.id.short
      return Self.needs(of: image).lazy.map { row(layer: $0, image: image.id, ["name": name]) }
    }
  }

  private var containerUses: some Sequence<FactRow> {
    let images = Dictionary(
      record.images.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let parents = Dictionary(
      record.layers.compactMap { layer in layer.parent.map { (layer.id, $0) } },
      uniquingKeysWith: { first, _ in first })
    return record.containers.lazy.flatMap { container in
      let name = container.name.isEmpty ? container.id.short : container.name
      let ofImage = container.image.flatMap { images[$0] }.map(Self.needs) ?? []
      let below = ofImage.isEmpty ? Self.chain(below: container.layers, parents) : ofImage
      return (container.layers + below).lazy.map {
        row(layer: $0, container: container.id, ["name": name])
      }
    }
  }

  private var baselineLayers: [FactRow] {
    measurements.baselineLayers.map { layer in
      row(
        layer: layer.id,
        [
          "short_id": layer.id.short, "driver": record.location.driver,
          "state": layer.state.rawValue, "baseline_written_at": layer.baselineWrittenAt,
        ])
    }
  }

  /// What a container stands on whose image is gone, or does not tell its layers.
  private static func chain(
    below layers: [LayerID], _ parents: [LayerID: LayerID]
  ) -> [LayerID] {
    var chain: [LayerID] = []
    var known = Set(layers)
    var next = layers.lazy.compactMap { parents[$0] }.first { !known.contains($0) }
    while let layer = next, chain.count < ContentPlan.longestChain, known.insert(layer).inserted {
      chain.append(layer)
      next = parents[layer]
    }
    return chain
  }

  /// Its layers, and the one that it lacks.
  private static func needs(of image: ImageClaim) -> [LayerID] {
    image.layers + image.copies
      + (image.chainState == "missing" ? [image.brokenLayer].compactMap(\.self) : [])
  }

  /// Seconds since `moment`; 0 for the future, which clocks that were set back leave behind.
  func age(_ moment: Int64) -> Int64 {
    max(0, signedAge(moment))
  }

  /// Seconds since `moment`; negative for the future.
  func signedAge(_ moment: Int64) -> Int64 {
    let (difference, overflow) = now.subtractingReportingOverflow(moment)
    return overflow ? .max : difference
  }
}
