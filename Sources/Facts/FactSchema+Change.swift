internal import LayerModel

/// Tables that `compare` fills: how images differ in size from those of a base.
extension FactSchema {
  private static let states = SizeState.allCases.map(\.rawValue).joined(separator: ", ") + "."

  private static let sizes = [
    FactColumn("state", .text, states),
    FactColumn("before_bytes", .integer, "Of regular files, in the base; null where it is not."),
    FactColumn("after_bytes", .integer, "The same now."),
    FactColumn("growth_bytes", .integer, "The difference; negative for less."),
    FactColumn(
      "growth_percent", .real, "The same, of what was there before; null where that was nothing."),
  ]

  /// Whether a table tells of a comparison and not of a store.
  package static func isOfComparison(_ name: String) -> Bool {
    [imageChange, layerChange, placeChange].contains { $0.name == name }
  }

  static let imageChange = FactTable(
    "image_change", "One image of the base, of what is compared with it, or of both.",
    key: ["name", "platform"],
    [
      FactColumn("name", .text, "Its first name."),
      FactColumn("platform", .text, "os/architecture."),
      FactColumn("before_layers", .integer, "Its layers in the base."),
      FactColumn("after_layers", .integer, "Its layers now."),
      FactColumn("cause", .text, "The layers and files that changed most."),
      FactColumn("base", .text, "What it is compared with."),
    ] + sizes.from("both sides' layers"))

  static let layerChange = FactTable(
    "layer_change", "One layer in which two images differ.", key: ["name", "position"],
    [
      FactColumn("name", .text, "The image's."),
      FactColumn("position", .integer, "From the base of the image, from 1."),
      FactColumn("created_by", .text, "The command that made it."),
      FactColumn("is_listed", .integer, "1 when the files of both sides are known."),
      FactColumn("cause", .text, "The files that changed most."),
    ] + sizes.from("both sides' layers"))

  static let placeChange = FactTable(
    "place_change", "One file or directory in which two layers differ; the largest of each layer.",
    key: ["name", "path"],
    [
      FactColumn("name", .text, "The image's."),
      FactColumn("position", .integer, "Of the layer, from 1."),
      FactColumn("created_by", .text, "The command that made the layer."),
      FactColumn("kind", .text, "directory, file."),
      FactColumn("rank", .integer, "1 for the largest change of the image."),
    ] + sizes.from("both sides' files"))
}
