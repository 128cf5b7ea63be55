internal import LayerModel

/// Turns a comparison into rows.
struct ChangeRows {
  let comparison: SizeComparison

  var all: [(FactTable, [FactRow])] {
    [
      (FactSchema.imageChange, comparison.images.map(row)),
      (FactSchema.layerChange, comparison.images.flatMap(layerRows)),
      (FactSchema.placeChange, comparison.images.flatMap(placeRows)),
    ]
  }

  private func row(_ image: ImageChange) -> FactRow {
    row(
      of: image, image.state, image.size,
      [
        "platform": image.platform, "before_layers": image.layersBefore,
        "after_layers": image.layersAfter, "cause": cause(of: image), "base": comparison.base,
      ])
  }

  private func layerRows(_ image: ImageChange) -> [FactRow] {
    image.layers.map { layer in
      row(
        of: image, layer: layer.id, layer.state, layer.size,
        [
          "position": layer.position, "created_by": layer.createdBy, "is_listed": layer.isListed,
          "cause": Self.text(layer.places),
        ])
    }
  }

  private func placeRows(_ image: ImageChange) -> [FactRow] {
    let places = image.layers.flatMap { layer in layer.places.map { (layer, $0) } }
    let ranked = places.sorted {
      $0.1.size.growth.value.magnitude > $1.1.size.growth.value.magnitude
    }
    return ranked.enumerated().map { number, item in
      let (layer, place) = item
      return row(
        of: image, layer: layer.id, path: place.path, place.state, place.size,
        [
          "position": layer.position, "created_by": layer.createdBy, "kind": place.kind.rawValue,
          "rank": number + 1,
        ])
    }
  }

  private func row(
    of image: ImageChange, layer: LayerID? = nil, path: BytePath? = nil, _ state: SizeState,
    _ size: SizeChange, _ cells: [String: any FactConvertible]
  ) -> FactRow {
    var values = cells.mapValues(\.factValue)
    values["store_id"] = .text(image.store)
    values["image_id"] = image.id.factValue
    values["layer_id"] = layer.factValue
    values["path"] = path.factValue
    values["name"] = image.name.factValue
    values["state"] = .text(state.rawValue)
    values["before_bytes"] = size.before.factValue
    values["after_bytes"] = size.after.factValue
    values["growth_bytes"] = state == .unmeasured ? .null : size.growth.factValue
    values["growth_percent"] =
      state == .unmeasured ? .null : size.percent.map { .real(($0 * 100).rounded() / 100) } ?? .null
    return FactRow(values)
  }

  /// The layers that changed most, and what in them.
  private func cause(of image: ImageChange) -> String {
    let changed = image.layers.filter { $0.state != .unmeasured && $0.size.growth != 0 }
    let layers = changed.sorted {
      $0.size.growth.value.magnitude > $1.size.growth.value.magnitude
    }
    return layers.prefix(3).map { layer in
      let places = Self.text(layer.places)
      return "layer \(layer.position) \(layer.size.growth.signedIEC)"
        + (layer.createdBy.map { " by `\(Self.cut($0))`" } ?? "")
        + (places.isEmpty ? "" : ": " + places)
    }.joined(separator: "; ")
  }

  private static func text(_ places: [PlaceChange]) -> String {
    places.filter { $0.kind == .file || places.count > 3 }.prefix(3).map { place in
      "\(place.path)\(place.kind == .directory ? "/" : "") \(place.size.growth.signedIEC)"
        + (place.state == .new || place.state == .gone ? " (\(place.state.rawValue))" : "")
    }.joined(separator: ", ")
  }

  /// As much of a command as people need to know it again.
  private static func cut(_ command: String) -> String {
    let text = command.unicodeScalars.prefix(80)
    return String(String.UnicodeScalarView(text))
      + (command.unicodeScalars.count > text.count ? "…" : "")
  }
}
