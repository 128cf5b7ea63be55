internal import GoJSON
internal import LayerModel

/// One record of `containers.json`.
///
/// Source: containers/storage `containers.go`, `Container`.
struct StorageContainer {
  let id: ContainerID
  let names: [String]
  /// `nil` for a container that was made from nothing.
  let image: ImageID?
  let layer: LayerID?
  let layerText: String
  let bigData: BigData
  let path: BytePath

  /// `nil` in a record whose id is none.
  init?(_ json: JSONValue, at path: BytePath) throws(JSONTypeError) {
    self.path = path
    id = ContainerID(try json.string("id") ?? "")
    names = try json.strings("names") ?? []
    let image = try json.string("image") ?? ""
    self.image = image.isEmpty ? nil : ImageID(image)
    layerText = try json.string("layer") ?? ""
    let layer = LayerID(layerText)
    self.layer = layer.isHex64 ? layer : nil
    bigData = try BigData(json)
    _ = try json.time("created")
    guard id.isHex64 else { return nil }
  }
}
