internal import Facts
internal import LayerModel

/// Which images and containers each layer, image or container takes with it.
struct LayerUses {
  private struct Use: Hashable {
    var images: Set<String> = []
    var containers: Set<String> = []
    /// The same sorted, which all findings share.
    var affects = Finding.Affects()

    mutating func sort() {
      affects = Finding.Affects(images: images.sorted(), containers: containers.sorted())
      images = []
      containers = []
    }
  }

  private var byLayer: [Place: Use] = [:]
  private var byImage: [Place: Use] = [:]
  private var byContainer: [Place: Use] = [:]
  private var byBlob: [Place: Use] = [:]

  private struct Place: Hashable {
    let store: FactValue
    let id: FactValue

    /// `nil` when the row has no such id.
    init?(_ row: FactRow, _ column: String) {
      guard !row[column].isNull else { return nil }
      (store, id) = (row["store_id"], row[column])
    }
  }

  init(_ tables: FactTables) throws(FactQueryError) {
    try tables.database.each(
      of: "SELECT store_id, layer_id, image_id, name FROM layer_use"
    ) { add($0) }
    try tables.database.each(of: "SELECT store_id, path, container_id, name FROM blob_use") {
      addBlob($0)
    }
    try tables.database.each(of: "SELECT store_id, image_id, name FROM image_change") { row in
      guard let place = Place(row, "image_id"), let name = row["name"].text else { return }
      byImage[place, default: Use()].images.insert(name)
    }
    try tables.database.each(
      of: "SELECT store_id, container_id, image_id, name, short_id FROM container"
    ) { addContainer($0) }
    try tables.database.each(of: "SELECT store_id, image_id, name FROM reference") { row in
      guard let place = Place(row, "image_id"), let name = row["name"].text else { return }
      byImage[place, default: Use()].images.insert(name)
    }
    for place in byLayer.keys { byLayer[place]?.sort() }
    for place in byImage.keys { byImage[place]?.sort() }
    for place in byContainer.keys { byContainer[place]?.sort() }
    for place in byBlob.keys { byBlob[place]?.sort() }
  }

  private mutating func addBlob(_ row: FactRow) {
    guard let blob = Place(row, "path"), let name = row["name"].text else { return }
    if row["container_id"].isNull {
      byBlob[blob, default: Use()].images.insert(name)
    } else {
      byBlob[blob, default: Use()].containers.insert(name)
    }
  }

  private mutating func addContainer(_ row: FactRow) {
    let name = row["name"].text.flatMap { $0.isEmpty ? nil : $0 } ?? row["short_id"].text ?? ""
    if let place = Place(row, "container_id") {
      byContainer[place, default: Use()].containers.insert(name)
    }
    if let place = Place(row, "image_id") {
      byImage[place, default: Use()].containers.insert(name)
    }
  }

  private mutating func add(_ row: FactRow) {
    guard let layer = Place(row, "layer_id"), let name = row["name"].text else { return }
    if let image = Place(row, "image_id") {
      byLayer[layer, default: Use()].images.insert(name)
      byImage[image, default: Use()].images.insert(name)
    } else {
      byLayer[layer, default: Use()].containers.insert(name)
    }
  }

  /// Whom a row hits: its container, else whoever needs its layer, else its image, else whoever
  /// needs the blob that its path names.
  ///
  /// A container's own finding hits that container, not whoever shares its image.
  func affected(by row: FactRow) -> Finding.Affects {
    func use(_ uses: [Place: Use], _ column: String) -> Use? {
      Place(row, column).flatMap { uses[$0] }
    }
    let found =
      use(byContainer, "container_id") ?? use(byLayer, "layer_id") ?? use(byImage, "image_id")
      ?? use(byBlob, "path")
    return found?.affects ?? .init()
  }
}
