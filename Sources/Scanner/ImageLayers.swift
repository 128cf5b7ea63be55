package import LayerModel

/// The layers of one image laid over one another: what of each is seen, and what is not.
package struct ImageLayers: Sendable {
  /// From the top one to the base.
  private let layers: [(id: LayerID, outline: LayerOutline)]
  /// Of each layer, by place, the files that a layer above hides.
  private let hidden: [[UInt64: WastedFile.Kind]]

  private static let shown = 10
  /// Files of less are not compared: each takes a block wherever it is.
  private static let smallestCompared: ByteCount = 4_096

  /// `layers` from the top one to the base.
  ///
  /// A file is told by the nearest layer above that hides it.
  package init(_ layers: [(id: LayerID, outline: LayerOutline)]) {
    self.layers = layers
    var cover = LayerCover()
    hidden = layers.enumerated().map { number, layer in
      let hidden = cover.hidden(in: layer.outline)
      // Nothing is below the base, which is often the largest.
      if number < layers.count - 1 { cover.add(layer.outline) }
      return hidden
    }
  }

  /// Files that are seen and as long as a seen one of another layer: their contents may be equal.
  package var candidates: [LayerID: Set<UInt64>] {
    var holders: [ByteCount: (layer: Int, isShared: Bool)] = [:]
    forEachSeen { layer, entry in
      if let known = holders[entry.bytes] {
        holders[entry.bytes] = (known.layer, known.isShared || known.layer != layer)
      } else {
        holders[entry.bytes] = (layer, false)
      }
    }
    var candidates: [LayerID: Set<UInt64>] = [:]
    forEachSeen { layer, entry in
      guard holders[entry.bytes]?.isShared == true else { return }
      candidates[layers[layer].id, default: []].insert(entry.place)
    }
    return candidates
  }

  /// What is wasted; with `contents` of ``candidates`` also what is there twice.
  ///
  /// Of equal files the one in the lowest layer is needed; others in that layer are no waste of the
  /// image's layering.
  package func waste(contents: [LayerID: [UInt64: Digest]]? = nil) -> ImageWaste {
    var waste = ImageWaste()
    for (number, layer) in layers.enumerated() {
      waste.add(hidden[number], of: layer.id, layer.outline)
    }
    if let contents {
      waste.duplicated = 0
      var first: [Digest: Int] = [:]
      var twice = [[UInt64: WastedFile.Kind]](repeating: [:], count: layers.count)
      forEachSeen { layer, entry in
        guard let content = contents[layers[layer].id]?[entry.place] else { return }
        if first[content, default: layer] == layer {
          first[content] = layer
        } else {
          twice[layer][entry.place] = .duplicated
        }
      }
      for (number, layer) in layers.enumerated() {
        waste.add(twice[number], of: layer.id, layer.outline)
      }
    }
    waste.largest.sort { ($1.bytes, $0.path, $0.layer) < ($0.bytes, $1.path, $1.layer) }
    waste.largest.removeLast(max(0, waste.largest.count - Self.shown))
    return waste
  }

  /// From the base up, so that of equal files the lowest comes first.
  private func forEachSeen(_ body: (Int, LayerOutline.Entry) -> Void) {
    for number in layers.indices.reversed() {
      for entry in layers[number].outline.entries
      where entry.kind == .file && entry.bytes >= Self.smallestCompared
        && hidden[number][entry.place] == nil
      {
        body(number, entry)
      }
    }
  }
}

extension ImageWaste {
  fileprivate mutating func add(
    _ wasted: [UInt64: WastedFile.Kind], of layer: LayerID, _ outline: LayerOutline
  ) {
    guard !wasted.isEmpty else { return }
    for entry in outline.entries where entry.kind == .file {
      guard let kind = wasted[entry.place] else { continue }
      files += 1
      switch kind {
      case .replaced: replaced.add(entry.bytes)
      case .deleted: deleted.add(entry.bytes)
      case .duplicated: duplicated = (duplicated ?? 0).adding(entry.bytes)
      }
    }
    for file in outline.largest {
      guard let kind = wasted[file.place] else { continue }
      largest.append(WastedFile(kind: kind, path: file.path, layer: layer, bytes: file.bytes))
    }
  }
}
