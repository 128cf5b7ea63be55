internal import Facts
internal import LayerModel

/// Which images and containers each layer, image or container takes with it.
struct LayerUses {
  private struct Use: Hashable {
    var images: Set<String> = []
    var containers: Set<String> = []
  }

  private var byLayer: [Place: Use] = [:]
  private var byImage: [Place: Use] = [:]
  private var byContainer: [Place: Use] = [:]

  private struct Place: Hashable {
    let store: String
    let id: String
  }

  init(_ tables: FactTables) throws(FactQueryError) {
    for row in try tables.query("SELECT * FROM layer_use").records { add(row) }
    for row in try tables.query("SELECT * FROM container").records {
      guard let store = row["store_id"].text, let id = row["container_id"].text else { continue }
      let name = row["name"].text.flatMap { $0.isEmpty ? nil : $0 } ?? row["short_id"].text ?? id
      byContainer[Place(store: store, id: id), default: Use()].containers.insert(name)
      guard let image = row["image_id"].text else { continue }
      byImage[Place(store: store, id: image), default: Use()].containers.insert(name)
    }
  }

  private mutating func add(_ row: FactRow) {
    guard let store = row["store_id"].text, let layer = row["layer_id"].text,
      let name = row["name"].text
    else { return }
    let place = Place(store: store, id: layer)
    if let image = row["image_id"].text {
      byLayer[place, default: Use()].images.insert(name)
      byImage[Place(store: store, id: image), default: Use()].images.insert(name)
    } else {
      byLayer[place, default: Use()].containers.insert(name)
    }
  }

  /// Whom a row hits: by its layer, else by its image, else by its container.
  func affected(by row: FactRow) -> Finding.Affects {
    guard let store = row["store_id"].text else { return .init() }
    func use(_ uses: [Place: Use], _ column: String) -> Use? {
      row[column].text.flatMap { uses[Place(store: store, id: $0)] }
    }
    // A container's own finding hits that container, not whoever shares its image.
    let found =
      use(byContainer, "container_id") ?? use(byLayer, "layer_id") ?? use(byImage, "image_id")
      ?? Use()
    return .init(images: found.images.sorted(), containers: found.containers.sorted())
  }
}
