import LayerModel

/// How the size of a store moved over the runs that are remembered.
extension HTMLReport {
  /// A line with its numbers; nothing where fewer than two runs measured it.
  static func trend(_ store: StoreReport, _ report: AuditReport) -> String {
    let before = (report.history?.trends[store.record.location.id] ?? []).compactMap { run in
      run.sizes[total].map { (at: run.startedAt, size: $0) }
    }
    let now = store.ledger.diskUsed.map { [(at: report.startedAt, size: $0)] } ?? []
    let points = before + now
    guard points.count > 1, let first = points.first, let last = points.last,
      let least = points.min(by: { $0.size < $1.size }),
      let most = points.max(by: { $0.size < $1.size })
    else { return "" }
    let rows = [("first", first), ("least", least), ("most", most), ("last", last)].map {
      [$0, $1.at.text, $1.size.iec]
    }
    return "<h3>On the file system, \(points.count) runs</h3>\n"
      + line(points.map(\.size), from: least.size, to: most.size)
      + table(["", "run of", "size"], numbers: [2], rows)
  }

  private static let total = "disk_used"

  private static func line(_ sizes: [ByteCount], from least: ByteCount, to most: ByteCount)
    -> String
  {
    // A change too small to be seen in the numbers is no slope.
    let range = max(Double(most.value) - Double(least.value), Double(most.value) / 20)
    let places = sizes.enumerated().map { number, size in
      let x = 1_000 * Double(number) / Double(max(1, sizes.count - 1))
      let share = range > 0 ? (Double(size.value) - Double(least.value)) / range : 0
      return "\(SVG.number(x)),\(SVG.number(56 - 52 * share))"
    }
    return "<svg viewBox=\"0 0 1000 60\" preserveAspectRatio=\"none\" role=\"img\" "
      + "aria-label=\"How the size moved; the table below has the numbers\"><polyline fill=\"none\" "
      + "stroke=\"currentColor\" stroke-width=\"2\" points=\"\(places.joined(separator: " "))\"/></svg>\n"
  }
}
