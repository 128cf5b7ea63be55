import LayerModel

extension ListTable {
  static func columns(_ subject: Subject) -> [Column] {
    switch subject {
    case .stores:
      [
        Column("kind", "KIND"), Column("driver", "DRIVER"), Column("live", "LIVE"),
        Column("layers", "LAYERS"), Column("images", "IMAGES"),
        Column("containers", "CONTAINERS"), Column("disk_used_bytes", "DISK USED"),
        Column("root", "ROOT"),
      ]
    case .images:
      [
        Column("id", "IMAGE"), Column("namespace", "NAMESPACE"), Column("layers", "LAYERS"),
        Column("chain_complete", "WHOLE"),
        Column("created_at", "CREATED"), Column("recorded_bytes", "SIZE"),
        Column("unique_bytes", "UNIQUE"), Column("shared_bytes", "SHARED"),
        Column("names", "NAMES"),
      ]
    case .layers:
      [
        Column("id", "LAYER"), Column("role", "ROLE"), Column("parent_id", "PARENT"),
        Column("recorded_bytes", "RECORDED"), Column("packed_bytes", "PACKED"),
        Column("allocated_bytes", "ON DISK"), Column("files", "FILES"), Column("images", "IMAGES"),
        Column("verification", "CONTENT"), Column("created_by", "CREATED BY"),
      ]
    case .containers:
      [
        Column("id", "CONTAINER"), Column("name", "NAME"), Column("image_id", "IMAGE"),
        Column("image_state", "IMAGE STATE"), Column("allocated_bytes", "ON DISK"),
        Column("content_state", "CONTENT"), Column("config_path", "FILE"),
      ]
    case .orphans:
      [
        Column("kind", "KIND"), Column("allocated_bytes", "ON DISK"),
        Column("changed_at", "CHANGED"), Column("ownership_known", "OWNERSHIP KNOWN"),
        Column("path", "PATH"),
      ]
    }
  }

  static func rows(_ subject: Subject, _ store: StoreReport) -> [[Cell]] {
    switch subject {
    case .stores: [stores(store)]
    case .images: images(store)
    case .layers: layers(store)
    case .containers: containers(store)
    case .orphans: orphans(store)
    }
  }

  private static func stores(_ store: StoreReport) -> [Cell] {
    [
      .text(store.record.location.kind.rawValue), .text(store.record.location.driver),
      .flag(store.record.isLive), .count(store.record.layers.count),
      .count(store.record.images.count), .count(store.record.containers.count),
      .bytes(store.ledger.diskUsed), .path(store.record.location.root),
    ]
  }

  private static func images(_ store: StoreReport) -> [[Cell]] {
    let index = LayerIndex(store.record)
    return ImageSizes(store).all.map { size in
      let image = size.image
      return [
        .id(image.id.name), .text(image.namespace), .count(image.layers.count),
        .flag(image.isComplete),
        .time(image.created), .bytes(image.isComplete ? index.recordedSize(of: image) : nil),
        .bytes(size.unique), .bytes(size.shared), .names(image.names),
      ]
    }
  }

  private static func layers(_ store: StoreReport) -> [[Cell]] {
    let index = LayerIndex(store.record)
    return store.record.layers.map { layer in
      let measured = store.measurements.layers[layer.id]
      // What was not walked has no size that anybody knows.
      let walked = measured?.sizeByWalk == nil ? nil : measured?.totals
      return [
        .id(layer.id.name), .text(layer.role.rawValue), .id(layer.parent?.name),
        .bytes(layer.recordedSize), .bytes(index.packedSize(of: layer)),
        .bytes(walked?.allocated), .count(walked?.files),
        .count(index.images[layer.id]?.count ?? 0),
        .text((measured?.verification ?? .notRead).rawValue), .text(layer.createdBy),
      ]
    }
  }

  private static func containers(_ store: StoreReport) -> [[Cell]] {
    store.record.containers.map { container in
      let sizes = container.layers.compactMap {
        store.measurements.layers[$0]?.totals.allocated
      }
      let isWhole = !sizes.isEmpty && sizes.count == container.layers.count
      return [
        .id(container.id.name), .text(container.name.isEmpty ? nil : container.name),
        .id(container.image?.name), .text(container.imageState),
        .bytes(isWhole ? sizes.reduce(0) { $0.adding($1) } : nil),
        .text(container.contentState), .path(container.configPath),
      ]
    }
  }

  private static func orphans(_ store: StoreReport) -> [[Cell]] {
    store.record.leftovers.map { leftover in
      let isOrphan = [.orphanLayer, .orphanInit].contains(leftover.kind)
      return [
        .text(isOrphan && !leftover.ownershipKnown ? "unknown owner" : leftover.kind.rawValue),
        .bytes(store.measurements.leftovers[leftover.path]?.allocated),
        .time(leftover.changedAt.map { Timestamp(seconds: $0) }),
        .flag(leftover.ownershipKnown), .path(leftover.path),
      ]
    }
  }
}
