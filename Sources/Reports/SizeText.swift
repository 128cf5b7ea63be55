package import LayerModel

/// What `size` prints: where the bytes of a store are, and how large its images and layers.
package struct SizeText: Sendable {
  package var options: TextOptions
  /// Whole ids and uncut lines.
  package var isWide: Bool

  private static let rowLimit = 40

  package init(options: TextOptions = TextOptions(), isWide: Bool = false) {
    self.options = options
    self.isWide = isWide
  }

  package func text(_ store: StoreReport) -> String {
    let name = options.paint(EscapedText.terminal(store.record.location.id), .bold)
    let parts = [
      ledger(store.ledger), places(store.ledger), images(ImageSizes(store)), layers(store),
    ]
    return "Store \(name)\n" + parts.filter { !$0.isEmpty }.map { "\n" + $0 }.joined()
  }

  /// A sum: the classes, and what they add up to.
  private func ledger(_ ledger: Ledger) -> String {
    guard let total = ledger.total else { return "Sizes were not measured.\n" }
    var table = TextTable([
      .init("WHERE THE DISK WENT"), .init("APPARENT", .right), .init("ON DISK", .right),
      .init("SHARE", .right),
    ])
    for name in LedgerClass.allCases {
      guard let size = ledger.classes[name], size != DiskSize() else { continue }
      table.rows.append(row(name.title, size, of: total))
    }
    table.rows.append(row("on the file system", total, of: total))
    var text = lines(table) { $0 == table.rows.count - 1 ? .bold : nil }
    text += ledger.sharingLines(options.size).map { $0 + "\n" }.joined()
    if !ledger.gaps.isEmpty {
      text += "NOT ALL: \(counted(ledger.gaps.count, "place")) could not be counted\n"
      for gap in ledger.gaps.prefix(Self.rowLimit) {
        text += "  \(gap.path): \(EscapedText.terminal(gap.reason))\n"
      }
    }
    return text
  }

  private func row(_ title: String, _ size: DiskSize, of total: DiskSize) -> [String] {
    [
      title, options.size(size.apparent), options.size(size.allocated),
      Self.share(size.allocated, of: total.allocated),
    ]
  }

  /// In percent with one decimal, cut so that no sum of shares is above 100.
  package static func share(_ part: ByteCount, of whole: ByteCount) -> String {
    guard whole > 0, part >= 0, part <= whole else { return "-" }
    let tenths = part.value.magnitude.multipliedFullWidth(by: 1_000)
    let share = whole.value.magnitude.dividingFullWidth(tenths).quotient
    return "\(share / 10).\(share % 10) %"
  }

  /// The largest of what has a name of its own.
  private func places(_ ledger: Ledger) -> String {
    let named = ledger.places.filter {
      [.log, .volume, .other, .unexplained].contains($0.key.name) && $0.size != DiskSize()
    }
    .sorted { ($1.size.allocated, $0) < ($0.size.allocated, $1) }
    guard !named.isEmpty else { return "" }
    var table = TextTable([.init("KIND"), .init("ON DISK", .right), .init("PATH")])
    table.shortened = [2]
    let shown = isWide ? named[...] : named.prefix(Self.rowLimit)
    table.rows = shown.map {
      [$0.key.name.rawValue, options.size($0.size.allocated), $0.key.path.description]
    }
    return lines(table) + left(named.count - shown.count)
  }

  private func left(_ count: Int) -> String {
    count > 0 ? "and \(count) more (-w shows all)\n" : ""
  }

  /// The largest first, those of one size as they were; in a wide listing all of them.
  private static func largest<Item>(
    _ items: [Item], _ isWide: Bool, by size: (Item) -> ByteCount
  ) -> [Item] {
    let sorted = items.map { (size: size($0), item: $0) }.enumerated().sorted {
      ($1.element.size, $0.offset) < ($0.element.size, $1.offset)
    }
    return (isWide ? sorted[...] : sorted.prefix(rowLimit)).map(\.element.item)
  }

  private func images(_ sizes: ImageSizes) -> String {
    let images = sizes.all
    guard !images.isEmpty else { return "" }
    let hasWaste = images.contains { $0.waste != nil }
    let hasPacked = images.contains { $0.packed != nil }
    let hasReported = images.contains { $0.reported != nil }
    let hasUnpacked = images.contains { $0.unpacked != nil }
    var columns: [(TextTable.Column, (ImageSize) -> String)] = [
      (.init("IMAGE"), { title($0.image) })
    ]
    func add(_ title: String, _ isShown: Bool = true, _ count: @escaping (ImageSize) -> ByteCount?)
    {
      guard isShown else { return }
      columns.append((.init(title, .right), { count($0).map(options.size) ?? "-" }))
    }
    add("LISTED", hasReported) { $0.reported }
    add("PACKED", hasPacked) { $0.packed }
    add("UNPACKED", hasUnpacked && hasPacked) { $0.unpacked }
    add("UNIQUE") { $0.unique }
    add("SHARED") { $0.shared }
    add("FREES") { $0.reclaimable }
    add("WASTED", hasWaste) { $0.waste?.unknown == nil ? $0.waste?.total : nil }
    if images.contains(where: { !$0.partners.isEmpty }) {
      let names = Self.names(images)
      columns.append((.init("SHARED WITH"), { partners($0, names) }))
    }
    var table = TextTable(columns.map(\.0))
    table.shortened = Set([0, columns.count - 1]).filter { table.columns[$0].alignment == .left }
    let shown = Self.largest(images, isWide) { ($0.unique ?? 0).adding($0.shared ?? 0) }
    table.rows = shown.map { image in columns.map { $0.1(image) } }
    return lines(table) + left(images.count - shown.count) + reasons(images)
  }

  /// Why waste is not told of some images.
  private func reasons(_ images: [ImageSize]) -> String {
    let unknown = images.compactMap { $0.waste?.unknown }
    return Set(unknown).sorted().map { reason in
      let count = unknown.count { $0 == reason }
      return "WASTED of \(counted(count, "image")) is not known: \(EscapedText.terminal(reason))\n"
    }
    .joined()
  }

  private func title(_ image: ImageClaim) -> String {
    let id = isWide ? image.id.description : image.id.short
    guard let name = image.names.first else { return id }
    let more = image.names.count > 1 ? " (+\(image.names.count - 1))" : ""
    return EscapedText.terminal(isWide ? image.names.joined(separator: ", ") : name) + more
  }

  /// What each image is called first.
  private static func names(_ images: [ImageSize]) -> [ImageID: String] {
    Dictionary(
      images.compactMap { size in size.image.names.first.map { (size.image.id, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The one that shares most by name, and how many more, with `+` if not all were counted.
  private func partners(_ size: ImageSize, _ names: [ImageID: String]) -> String {
    guard let first = size.partners.first else { return "-" }
    let name = names[first].map(EscapedText.terminal) ?? first.short
    let more = size.hasMorePartners ? "+" : ""
    return name + (size.partners.count > 1 ? " +\(size.partners.count - 1)\(more)" : "")
  }

  private func layers(_ store: StoreReport) -> String {
    guard !store.record.layers.isEmpty else { return "" }
    let index = LayerIndex(store.record)
    var table = TextTable([
      .init("LAYER"), .init("ROLE"), .init("RECORDED", .right), .init("APPARENT", .right),
      .init("ON DISK", .right), .init("IMAGES", .right), .init("CREATED BY"),
    ])
    table.shortened = [6]
    let shown = Self.largest(store.record.layers, isWide) {
      store.measurements.allocated($0.id) ?? 0
    }
    table.rows = shown.map { layer in
      [
        isWide ? layer.id.description : layer.id.short, layer.role.title,
        layer.recordedSize.map(options.size) ?? "-",
        store.measurements.apparent(layer.id).map(options.size) ?? "-",
        store.measurements.allocated(layer.id).map(options.size) ?? "-",
        String(index.images[layer.id]?.count ?? 0),
        layer.createdBy.map(EscapedText.terminal) ?? "-",
      ]
    }
    return lines(table) + left(store.record.layers.count - shown.count)
  }

  private func lines(
    _ table: TextTable, paint: (Int) -> TextColor? = { _ in nil }
  ) -> String {
    var table = table
    table.limit = isWide ? nil : options.columns
    table.ellipsis = options.ellipsis
    return table.lines().enumerated().map { number, line in
      let color = number == 0 ? TextColor.bold : paint(number - 1)
      return (color.map { options.paint(line, $0) } ?? line) + "\n"
    }
    .joined()
  }
}

extension LayerClaim.Role {
  /// In one word.
  fileprivate var title: String {
    switch self {
    case .image, .container: rawValue
    case .containerInit: "init"
    case .buildCache: "cache"
    case .unclaimed: "unclaimed"
    }
  }
}
