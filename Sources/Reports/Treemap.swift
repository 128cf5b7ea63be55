import LayerModel

/// The layers of a store as rectangles whose areas are their allocated bytes.
///
/// Source: Bruls, Huizing, van Wijk, "Squarified Treemaps", 2000.
struct Treemap {
  private struct Tile {
    let title: String
    let label: String
    let size: Double
    let isShared: Bool
  }

  private struct Rectangle {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var shorter: Double { min(width, height) }
  }

  private static let limit = 200
  private static let width = 1_000.0
  private static let height = 360.0

  private let tiles: [Tile]

  init(_ store: StoreReport) {
    let index = LayerIndex(store.record)
    let measured = store.record.layers.compactMap { layer in
      (store.measurements.layers[layer.id]?.totals.allocated).map { (layer.id, $0) }
    }
    let sorted = measured.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    var tiles = sorted.prefix(Self.limit).map { id, allocated in
      let images = index.images[id] ?? []
      let name = index.names[id]?.first
      return Tile(
        title: "\(id): \(allocated.iec), \(counted(images.count, "image"))"
          + (name.map { ", top of \($0)" } ?? ""),
        label: name ?? id.short, size: Double(allocated.value), isShared: images.count > 1)
    }
    let rest = sorted.dropFirst(Self.limit).reduce(ByteCount(0)) { $0.adding($1.1) }
    if rest > 0 {
      tiles.append(
        Tile(
          title: "\(sorted.count - Self.limit) smaller layers: \(rest.iec)", label: "others",
          size: Double(rest.value), isShared: false))
    }
    self.tiles = tiles.sorted { $0.size > $1.size }
  }

  /// Empty for a store without measured layers.
  var svg: String {
    guard !tiles.isEmpty else { return "" }
    let whole = Rectangle(x: 0, y: 0, width: Self.width, height: Self.height)
    let body = zip(tiles, Self.layout(tiles.map(\.size), in: whole)).map(Self.markup).joined()
    return
      "<svg viewBox=\"0 0 1000 360\" role=\"img\" aria-label=\"Layers by their size on disk; the "
      + "table of layers has the numbers\">\(body)</svg>\n<p class=\"soft\">Each rectangle is a layer, "
      + "its area the bytes that it takes on disk. Blue: shared by images; brown: of one image or "
      + "none.</p>\n"
  }

  private static func markup(_ tile: Tile, _ place: Rectangle) -> String {
    let fits = place.width > 60 && place.height > 16
    let room = Int(place.width / 7)
    let label = String(String.UnicodeScalarView(tile.label.unicodeScalars.prefix(room)))
    let text =
      fits
      ? "<text x=\"\(SVG.number(place.x + 4))\" y=\"\(SVG.number(place.y + 13))\">"
        + "\(XML.text(label))</text>" : ""
    return "<g><title>\(XML.text(tile.title))</title><rect class=\"tile "
      + "\(tile.isShared ? "shared" : "unique")\" x=\"\(SVG.number(place.x))\" "
      + "y=\"\(SVG.number(place.y))\" width=\"\(SVG.number(place.width))\" "
      + "height=\"\(SVG.number(place.height))\"/>\(text)</g>"
  }

  /// Fills rows along the shorter side as long as that makes the tiles squarer; `sizes` descend.
  private static func layout(_ sizes: [Double], in whole: Rectangle) -> [Rectangle] {
    let scale = whole.width * whole.height / sizes.reduce(0, +)
    let areas = sizes.map { $0 * scale }
    var places: [Rectangle] = []
    var free = whole
    var start = 0
    while start < areas.count {
      var end = start + 1
      while end < areas.count,
        worstRatio(areas[start...end], along: free.shorter)
          <= worstRatio(areas[start..<end], along: free.shorter)
      {
        end += 1
      }
      places += row(areas[start..<end], in: &free)
      start = end
    }
    return places
  }

  private static func worstRatio(_ areas: ArraySlice<Double>, along side: Double) -> Double {
    let sum = areas.reduce(0, +)
    guard let largest = areas.max(), let smallest = areas.min(), side > 0, smallest > 0 else {
      return .infinity
    }
    let square = side * side
    return max(square * largest / (sum * sum), sum * sum / (square * smallest))
  }

  private static func row(_ areas: ArraySlice<Double>, in free: inout Rectangle) -> [Rectangle] {
    let sum = areas.reduce(0, +)
    let isColumn = free.width >= free.height
    let side = free.shorter
    let thickness = side > 0 ? sum / side : 0
    var offset = 0.0
    let places = areas.map { area in
      let length = thickness > 0 ? area / thickness : 0
      defer { offset += length }
      return isColumn
        ? Rectangle(x: free.x, y: free.y + offset, width: thickness, height: length)
        : Rectangle(x: free.x + offset, y: free.y, width: length, height: thickness)
    }
    if isColumn {
      free.x += thickness
      free.width = max(0, free.width - thickness)
    } else {
      free.y += thickness
      free.height = max(0, free.height - thickness)
    }
    return places
  }
}
