internal import FileAccess
internal import GoJSON
internal import LayerModel

/// `devicemapper/metadata/<id>`: which thin device of the pool is a layer.
///
/// Source: docker 1.7.1 `daemon/graphdriver/devmapper/deviceset.go`, `DevInfo`.
struct DeviceMapperMetadata {
  /// The devices of layers already seen, to tell one device with two layers.
  private var owners: [Int64: LayerID] = [:]

  /// Checks one layer's file and returns what is odd about it.
  mutating func check(
    _ layer: LayerID, in root: borrowing Directory, problems: inout [AttributedProblem]
  ) -> [Oddity] {
    let path = GraphDriver.deviceMetadata.appending(layer.name)
    let file = MetadataFile(path, in: root, limit: .largeMetadata)
    guard file.problem == nil else {
      file.problem.map { problems.append(AttributedProblem($0, layer: layer)) }
      return []
    }
    let document: JSONDocument
    do { document = try JSONDocument(parsing: file.bytes, at: path) } catch {
      problems.append(AttributedProblem(error, layer: layer))
      return []
    }
    let device: Int64
    let size: Int64
    do { (device, size) = try Self.fields(of: document.value) } catch {
      let expected = "\(error.key) to be \(error.expected)"
      problems.append(
        AttributedProblem(.malformed(path, offset: 0, expected: expected), layer: layer))
      return []
    }
    var oddities: [Oddity] = []
    if let owner = owners.updateValue(layer, forKey: device) {
      owners[device] = owner
      oddities.append(
        Oddity(
          "device-id-duplicate", path: path, layer: layer,
          expected: "a device of its own", actual: "device \(device) of \(owner.short)"))
    }
    if !(1...GraphLayerSize.largestPlausible.value ~= size) {
      oddities.append(
        Oddity(
          "device-size-implausible", path: path, layer: layer, expected: "more than 0",
          actual: String(size)))
    }
    return oddities
  }

  private static func fields(
    of json: JSONValue
  ) throws(JSONTypeError) -> (device: Int64, size: Int64) {
    guard let device = try json.int64("device_id") else {
      throw JSONTypeError(key: "device_id", expected: "a number")
    }
    return (device, try json.int64("size") ?? 0)
  }
}
