package import LayerModel

extension SizeText {
  /// An array with an object for each store: its ledger, images and layers, every key in each.
  package func json(_ stores: [StoreReport]) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { list in
      for store in stores {
        list.object { object in
          object.field("store", store.record.location.id)
          object.object("ledger") { store.ledger.write(to: &$0) }
          object.array("images") { images in
            for size in ImageSizes(store).all { Self.write(size, to: &images) }
          }
          object.array("layers") { layers in
            let index = LayerIndex(store.record)
            for layer in store.record.layers { Self.write(layer, store, index, to: &layers) }
          }
        }
      }
    }
    writer.end()
    return writer.bytes
  }

  private static func write(_ size: ImageSize, to list: inout JSONWriter) {
    list.object { object in
      object.field("id", size.image.id)
      object.field("namespace", size.image.namespace)
      object.strings("names", size.image.names)
      size.writeSizes(to: &object)
    }
  }

  private static func write(
    _ layer: LayerClaim, _ store: StoreReport, _ index: LayerIndex, to list: inout JSONWriter
  ) {
    list.object { object in
      object.field("id", layer.id)
      object.field("role", layer.role.rawValue)
      object.field("parent_id", layer.parent)
      object.field("recorded_bytes", layer.recordedSize)
      object.field("apparent_bytes", store.measurements.apparent(layer.id))
      object.field("allocated_bytes", store.measurements.allocated(layer.id))
      object.array("image_ids") { ids in
        for image in index.images[layer.id] ?? [] { ids.element(image) }
      }
      object.field("created_by", layer.createdBy)
    }
  }
}

extension ImageSize {
  /// The keys that both `size` and the JSON report have of an image.
  func writeSizes(to object: inout JSONWriter) {
    object.field("listed_bytes", reported)
    object.field("unpacked_bytes", unpacked)
    object.field("packed_bytes", packed)
    object.field("unique_bytes", unique)
    object.field("shared_bytes", shared)
    object.field("reclaimable_bytes", reclaimable)
    object.array("shared_with") { ids in for image in partners { ids.element(image) } }
    object.field("shared_with_more", hasMorePartners)
    object.field("wasted_bytes", waste.flatMap { $0.unknown == nil ? $0.total : nil })
    guard let waste, waste.unknown == nil else {
      object.field("waste_unknown", waste?.unknown ?? "it was not looked for")
      return object.field("waste", nil)
    }
    object.field("waste_unknown", nil)
    object.object("waste") { detail in
      detail.field("replaced_bytes", waste.replaced)
      detail.field("deleted_bytes", waste.deleted)
      detail.field("duplicated_bytes", waste.duplicated)
      detail.field("files", waste.files)
      detail.array("largest") { list in
        for file in waste.largest {
          list.object {
            $0.field("kind", file.kind.rawValue)
            $0.path("path", file.path)
            $0.field("layer", file.layer)
            $0.field("bytes", file.bytes)
          }
        }
      }
    }
  }
}
