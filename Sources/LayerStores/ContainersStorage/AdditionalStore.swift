internal import FileAccess
internal import GoJSON
internal import LayerModel

/// A store on which others build, as far as they do.
///
/// Source: containers-storage.conf(5), `additionalimagestores`, `imagestore`.
struct AdditionalStore {
  private(set) var layers: [LayerID: StorageLayer] = [:]
  /// Top layers of its images, mapped ones included.
  private(set) var images: [ImageID: Set<LayerID>] = [:]
  /// The short names of its layers.
  private(set) var links: [LayerID: BytePath] = [:]
  /// What could not be read of it; paths are those of its own.
  private(set) var problems: [ReadProblem] = []

  init(at path: BytePath, _ driver: StorageDriver) {
    do throws(ReadProblem) {
      let root = try Directory.openRoot(path)
      read(root, driver)
    } catch {
      problems.append(error)
    }
    problems = problems.map { .notEntered(path, reason: $0.detail) }
  }

  private mutating func read(_ root: borrowing Directory, _ driver: StorageDriver) {
    let path = driver.layers.appending("layers.json")
    var list = StorageList(path, in: root)
    list.read { (json) throws(JSONTypeError) in
      guard let layer = try StorageLayer(json, at: path) else { return }
      if layers[layer.claim.id] == nil { layers[layer.claim.id] = layer }
    }
    var images = StorageList(driver.images.appending("images.json"), in: root)
    images.read { (json) throws(JSONTypeError) in
      let tops = [try json.string("layer") ?? ""] + (try json.strings("mapped-layers") ?? [])
      self.images[ImageID(try json.string("id") ?? "")] = Set(tops.map { LayerID($0) })
    }
    for list in [list, images] {
      if let problem = list.problem { problems.append(problem) }
    }
    guard driver.hasLinks else { return }
    let table = LinkTable(home: driver.home, layers: layers.keys.sorted(), in: root)
    for id in layers.keys { links[id] = table.name(of: id) }
  }
}
