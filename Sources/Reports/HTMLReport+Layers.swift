import LayerModel

/// Layers after their parents, and images with what is theirs alone.
extension HTMLReport {
  static func layers(_ store: StoreReport) -> String {
    let index = LayerIndex(store.record)
    let nodes = LayerForest(store.record).nodes
    let largest = store.measurements.layers.values.map(\.totals.allocated).max() ?? 0
    let rows = nodes.prefix(layerLimit).map { node in
      row(node, index, store.measurements.layers[node.id], largest: largest)
    }
    guard !rows.isEmpty else { return "" }
    let left = nodes.count - rows.count
    return "<h2>Layers of <span class=\"id\">\(XML.text(store.record.location.id))</span></h2>\n"
      + table(
        ["layer", "on disk", "", "content", "images", "made by"], numbers: [1, 4], texts: [5], rows)
      + (left > 0 ? "<p>\(left) more layers are in the other reports.</p>\n" : "")
  }

  private static func row(
    _ node: LayerForest.Node, _ index: LayerIndex, _ measured: LayerMeasurement?,
    largest: ByteCount
  ) -> [String] {
    let claim = index.claims[node.id]
    let images = index.images[node.id]?.count ?? 0
    let verification = measured?.verification ?? .notRead
    let indent = String(repeating: "&#160;&#160;", count: min(node.level, 12))
    let command = (claim?.createdBy ?? "").unicodeScalars.prefix(160)
    return [
      "\(indent)<code title=\(XML.quoted("\(node.id)"))>\(XML.text(node.id.short))</code>",
      measured.map(\.totals.allocated.iec) ?? "", bar(measured, largest, isShared: images > 1),
      "<span class=\"\(verification.rawValue)\" title="
        + "\(XML.quoted(measured?.verificationReason ?? "not read"))>\(verification.rawValue)</span>",
      "\(images)", XML.text(EscapedText.terminal(String(String.UnicodeScalarView(command)))),
    ]
  }

  private static func bar(
    _ measured: LayerMeasurement?, _ largest: ByteCount, isShared: Bool
  ) -> String {
    guard let allocated = measured?.totals.allocated, largest > 0, allocated > 0 else { return "" }
    let width = max(1, Int((100 * Double(allocated.value) / Double(largest.value)).rounded()))
    let word = isShared ? "shared" : "unique"
    return "<span class=\"bar \(word)\" style=\"width:\(width)px\" title=\"\(word)\"></span>"
  }

  static func images(_ store: StoreReport) -> String {
    let images = ImageSizes(store).all
    guard !images.isEmpty else { return "" }
    let rows = images.prefix(layerLimit).map { size in
      let image = size.image
      return [
        image.names.isEmpty
          ? "<code>\(XML.text(image.id.short))</code>"
          : XML.text(image.names.joined(separator: ", ")),
        "\(image.layers.count)", size.unique?.iec ?? "", size.shared?.iec ?? "",
        image.isComplete ? "complete" : "<span class=\"damaged\">chain broken</span>",
        image.created?.text ?? "",
      ]
    }
    let left = images.count - rows.count
    return "<h3>Images</h3>\n"
      + table(
        ["image", "layers", "unique", "shared", "chain", "created"], numbers: [1, 2, 3],
        texts: [0], rows)
      + (left > 0 ? "<p>\(left) more images are in the other reports.</p>\n" : "")
  }
}
