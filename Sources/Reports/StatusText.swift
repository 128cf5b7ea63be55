package import LayerModel

/// What `status` prints: each store's last run, how much of it is proven, and how its sizes move.
package struct StatusText: Sendable {
  private let stores: [StoreStatus]
  private let now: Timestamp

  package init(stores: [StoreStatus], now: Timestamp) {
    self.stores = stores
    self.now = now
  }

  /// `trend` shows every run, not the last one only.
  package func text(trend: Bool, options: TextOptions = TextOptions()) -> String {
    stores.map { store in
      let name = options.paint(EscapedText.terminal(store.location.id), .bold)
      return "Store \(name)\n" + (trend ? runs(store, options) : summary(store, options))
    }.joined(separator: "\n")
  }

  private func summary(_ store: StoreStatus, _ options: TextOptions) -> String {
    guard let last = store.runs.last else { return "" }
    var table = TextTable([.init(""), .init("")])
    table.showsTitles = false
    table.rows = [
      [
        "  last run",
        "\(last.startedAt.text), \(Age.text(from: last.startedAt, to: now)) ago, "
          + "level \(last.level.rawValue)",
      ],
      ["  verdict", verdict(last) + unseen(store, last)], ["  layers", coverage(store)],
      ["  disk", disk(store.runs, options)],
    ]
    return table.text()
  }

  private func verdict(_ run: TrendPoint) -> String {
    EscapedText.terminal(run.verdict) + ": \(counted(run.errors, "error")), "
      + "\(counted(run.warnings, "warning")), \(run.isComplete ? "complete" : "incomplete")"
  }

  /// What the last run did not look for, but an earlier one found.
  private func unseen(_ store: StoreStatus, _ last: TrendPoint) -> String {
    let count = store.layersDamaged - last.layersDamaged
    return count > 0 ? "; not read again: \(counted(count, "layer")) damaged before" : ""
  }

  private func coverage(_ store: StoreStatus) -> String {
    var text = "\(store.layers), \(store.layersVerified) verified"
    if store.layersDamaged > 0 { text += ", \(store.layersDamaged) damaged" }
    if store.layersNeverRead > 0 { text += ", \(store.layersNeverRead) never read" }
    if let oldest = store.oldestReadAt {
      text += ", the longest unread of \(oldest.text), \(Age.text(from: oldest, to: now)) ago"
    }
    return text
  }

  /// The last size, and what it was before.
  private func disk(_ runs: [TrendPoint], _ options: TextOptions) -> String {
    let measured = runs.compactMap { run in run.sizes[Self.total].map { (run, $0) } }
    guard let last = measured.last else { return "not measured" }
    var text = options.size(last.1)
    if measured.count > 1, let first = measured.first {
      let before = measured[measured.count - 2]
      text += ", \(change(from: before.1, to: last.1, options)) since \(before.0.startedAt.text)"
      if measured.count > 2 {
        text +=
          ", \(change(from: first.1, to: last.1, options)) in \(measured.count) runs  "
          + Sparkline.text(measured.map(\.1), ascii: options.ascii)
      }
    }
    return text
  }

  private func change(
    from before: ByteCount, to after: ByteCount, _ options: TextOptions
  ) -> String {
    let growth = after.subtracting(before)
    return (growth < 0 ? "-" : "+")
      + options.size(ByteCount(Int64(clamping: growth.value.magnitude)))
  }

  private func runs(_ store: StoreStatus, _ options: TextOptions) -> String {
    var table = TextTable(
      [
        .init("  began"), .init("level"), .init("verdict"), .init("errors", .right),
        .init("warnings", .right), .init("layers", .right), .init("verified", .right),
        .init("damaged", .right), .init("read", .right),
      ] + Self.classes.map { .init($0.title, .right) })
    table.rows = store.runs.map { run in
      [
        "  " + run.startedAt.text, run.level.rawValue,
        EscapedText.terminal(run.verdict) + (run.isComplete ? "" : " (incomplete)"),
        String(run.errors), String(run.warnings), String(run.layers), String(run.layersVerified),
        String(run.layersDamaged), options.size(run.bytesRead),
      ] + Self.classes.map { run.sizes[$0.name].map(options.size) ?? "-" }
    }
    return table.text()
  }

  private static let total = "disk_used"

  /// The columns of the trend: what the disk holds, and what it is used for.
  private static let classes = [
    (name: total, title: "on disk"), (name: "unique", title: "unique"),
    (name: "shared", title: "shared"), (name: "container", title: "containers"),
    (name: "orphan", title: "orphans"),
  ]

  /// An array of stores, each with its runs; every key in each.
  package func json(trend: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { list in
      for store in stores { write(store, trend: trend, to: &list) }
    }
    writer.end()
    return writer.bytes
  }

  private func write(_ store: StoreStatus, trend: Bool, to list: inout JSONWriter) {
    list.object { object in
      object.field("id", store.location.id)
      object.field("kind", store.location.kind.rawValue)
      object.field("driver", store.location.driver)
      object.path("root", store.location.root)
      object.field("layers", store.layers)
      object.field("layers_verified", store.layersVerified)
      object.field("layers_damaged", store.layersDamaged)
      object.field("layers_never_read", store.layersNeverRead)
      object.field("oldest_read_at", store.oldestReadAt)
      object.array("runs") { list in
        for run in trend ? store.runs[...] : store.runs.suffix(1) { run.write(to: &list) }
      }
    }
  }
}

/// A row of numbers as a line that goes up and down.
enum Sparkline {
  static func text(_ counts: [ByteCount], ascii: Bool) -> String {
    let steps = ascii ? Array("_.-^") : Array("▁▂▃▄▅▆▇█")
    guard let least = counts.min(), let most = counts.max() else { return "" }
    let range = Double(most.value) - Double(least.value)
    return String(
      counts.map { count in
        let share = range > 0 ? (Double(count.value) - Double(least.value)) / range : 0
        return steps[min(steps.count - 1, Int(share * Double(steps.count)))]
      })
  }
}
