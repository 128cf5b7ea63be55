import LayerModel

/// Which images changed in size, and the layers and files that did it.
struct ComparisonText {
  private static let placeLimit = 10

  private let options: TextOptions

  init(_ options: TextOptions) { self.options = options }

  func lines(_ comparison: SizeComparison) -> [String] {
    let base = EscapedText.terminal(comparison.base)
    let changed = comparison.images.filter { $0.state != .same }
    let same = comparison.images.count - changed.count
    let rest = same > 0 ? ["\(counted(same, "image")) of the same size as in \(base)", ""] : []
    guard !changed.isEmpty else {
      return rest.isEmpty ? ["No image to compare with \(base)", ""] : rest
    }
    var table = TextTable([
      .init("growth", .right), .init("before", .right), .init("now", .right),
      .init("Compared with \(base)"),
    ])
    table.limit = options.width
    for image in changed.sorted(by: { $0.size.growth > $1.size.growth }) {
      table.rows += rows(image)
    }
    return table.lines() + [""] + rest
  }

  private func rows(_ image: ImageChange) -> [[String]] {
    let platform = image.platform.map { " (\(EscapedText.terminal($0)))" } ?? ""
    let title = EscapedText.terminal(image.name) + platform + word(image.state)
    return [row(title, image.state, image.size)] + image.layers.flatMap(rows)
  }

  private func rows(_ layer: LayerChange) -> [[String]] {
    let command = layer.createdBy.map { "  " + EscapedText.terminal(cut($0)) } ?? ""
    let places = layer.places.prefix(Self.placeLimit).map { place in
      row(
        "    \(place.path)\(place.kind == .directory ? "/" : "")\(word(place.state))", place.state,
        place.size)
    }
    let left = layer.places.count - places.count + layer.placesLeftOut
    let title = "  layer \(layer.position)\(word(layer.state))\(command)"
    return [row(title, layer.state, layer.size)] + places
      + (left > 0 ? [["", "", "", "    \(left) more differ less"]] : [])
      + (layer.isListed ? [] : [["", "", "", "    its files are not known on both sides"]])
  }

  private func row(_ title: String, _ state: SizeState, _ size: SizeChange) -> [String] {
    [
      size.growthText(state), size.before.map(options.size) ?? "-",
      size.after.map(options.size) ?? "-", title,
    ]
  }

  private func word(_ state: SizeState) -> String {
    switch state {
    case .new, .gone, .unmeasured: " [\(state.rawValue)]"
    case .same, .grown, .shrunk: ""
    }
  }

  private func cut(_ command: String) -> String {
    String(String.UnicodeScalarView(command.unicodeScalars.prefix(60)))
  }
}

extension SizeChange {
  /// `+1.2 MiB (+5.1 %)`; without the share where there was nothing before.
  func growthText(_ state: SizeState) -> String {
    guard state != .unmeasured else { return "not known" }
    let sign = growth > 0 ? "+" : ""
    guard let percent, after != nil else { return sign + growth.iec }
    let tenths = (percent * 10).rounded() / 10
    return "\(sign)\(growth.iec) (\(sign)\(tenths) %)"
  }
}
