internal import Facts
internal import LayerModel

/// Which images and containers each layer, blob, image or container takes with it.
struct LayerUses {
  private struct Image {
    /// What stands for it where there are too many names: one of them, or its short id.
    let title: String
    var names: Set<String>

    /// Leaves what people call it by: no digests, unless it has nothing else.
    mutating func dropDigests() {
      let tags = names.filter { !$0.contains("@") }
      if !tags.isEmpty { names = tags }
    }
  }

  private struct Use {
    /// By their places in ``LayerUses/images``.
    var images: Set<Int> = []
    var containers: Set<String> = []
    /// The names of both, sorted, which all findings share.
    var affects = Finding.Affects()
  }

  private struct Place: Hashable {
    let store: FactValue
    private let id: FactValue

    /// `nil` when the row has no such id.
    init?(_ row: FactRow, _ column: String) {
      guard !row[column].isNull else { return nil }
      (store, id) = (row["store_id"], row[column])
    }
  }

  /// Names in one finding beyond which each image is called by one of its own.
  static let nameLimit = 200

  private var images: [Image] = []
  private var numbers: [Place: Int] = [:]
  private var byLayer: [Place: Use] = [:]
  private var byImage: [Place: Use] = [:]
  private var byContainer: [Place: Use] = [:]
  private var byBlob: [Place: Use] = [:]
  private var byStore: [FactValue: Use] = [:]

  init(_ tables: FactTables) throws(FactQueryError) {
    let database = tables.database
    for table in ["image_name", "reference", "image_change"] {
      try database.each(of: "SELECT store_id, image_id, name FROM \(table)") { addName($0) }
    }
    try database.each(
      of: "SELECT store_id, layer_id, image_id, container_id, name FROM layer_use"
    ) { addUse($0, of: "layer_id", to: \.byLayer) }
    try database.each(of: "SELECT store_id, path, image_id, container_id, name FROM blob_use") {
      addUse($0, of: "path", to: \.byBlob)
    }
    try database.each(
      of: "SELECT store_id, container_id, image_id, name, short_id FROM container"
    ) { addContainer($0) }
    for index in images.indices { images[index].dropDigests() }
    byLayer = byLayer.mapValues(named)
    byImage = byImage.mapValues(named)
    byContainer = byContainer.mapValues(named)
    byBlob = byBlob.mapValues(named)
    byStore = byStore.mapValues(named)
    // Of no use once everything has its names.
    (images, numbers) = ([], [:])
  }

  private mutating func addName(_ row: FactRow) {
    guard let image = Place(row, "image_id"), let name = row["name"].text else { return }
    images[number(of: image, called: name)].names.insert(name)
  }

  /// An image in ``images``, which `name` stands for unless it was called otherwise before.
  private mutating func number(of image: Place, called name: String) -> Int {
    if let number = numbers[image] { return number }
    let number = images.count
    images.append(Image(title: name, names: [name]))
    numbers[image] = number
    byImage[image, default: Use()].images.insert(number)
    byStore[image.store, default: Use()].images.insert(number)
    return number
  }

  private mutating func addUse(
    _ row: FactRow, of column: String, to uses: WritableKeyPath<Self, [Place: Use]>
  ) {
    guard let place = Place(row, column), let name = row["name"].text else { return }
    if !row["container_id"].isNull {
      self[keyPath: uses][place, default: Use()].containers.insert(name)
    } else if let image = Place(row, "image_id") {
      let number = number(of: image, called: name)
      self[keyPath: uses][place, default: Use()].images.insert(number)
    }
  }

  private mutating func addContainer(_ row: FactRow) {
    let name = row["name"].text.flatMap { $0.isEmpty ? nil : $0 } ?? row["short_id"].text ?? ""
    byStore[row["store_id"], default: Use()].containers.insert(name)
    if let place = Place(row, "container_id") {
      byContainer[place, default: Use()].containers.insert(name)
    }
    if let place = Place(row, "image_id") {
      byImage[place, default: Use()].containers.insert(name)
    }
  }

  /// The use with the names of its images and containers in place of their numbers.
  private func named(_ use: Use) -> Use {
    let count = use.images.reduce(0) { $0 + images[$1].names.count }
    let names =
      count > Self.nameLimit
      ? Set(use.images.map { images[$0].title })
      : use.images.reduce(into: []) { $0.formUnion(images[$1].names) }
    var named = Use()
    named.affects = Finding.Affects(images: names.sorted(), containers: use.containers.sorted())
    return named
  }

  /// Whom a row hits: its container, else whoever needs its layer, else its image, else whoever
  /// needs the blob that its path names.
  ///
  /// A container's own finding hits that container, not whoever shares its image; one of all of a
  /// store, all that is in it.
  func affected(by row: FactRow, inAll isOfStore: Bool) -> Finding.Affects {
    if isOfStore { return byStore[row["store_id"]]?.affects ?? .init() }
    func use(_ uses: [Place: Use], _ column: String) -> Use? {
      Place(row, column).flatMap { uses[$0] }
    }
    let found =
      use(byContainer, "container_id") ?? use(byLayer, "layer_id") ?? use(byImage, "image_id")
      ?? use(byBlob, "path")
    return found?.affects ?? .init()
  }
}
