import LayerModel

/// Where the bytes of a store are: a bar that adds up, and a map of its layers.
extension HTMLReport {
  static func disk(_ store: StoreReport) -> String {
    let id = XML.text(store.record.location.id)
    let parts = LedgerClass.allCases.enumerated().compactMap { number, name in
      store.ledger[name].map { (number: number + 1, title: name.title, count: $0) }
    }
    let sum = parts.reduce(ByteCount(0)) { $0.adding($1.count) }
    let coverage = store.coverageText
    let live = store.record.isLive ? ", in use by a daemon" : ""
    let head = "<h2>Store <span class=\"id\">\(id)</span>\(live)</h2>\n<p>\(coverage)</p>\n"
    guard sum > 0 else { return head + "<p>Sizes were not measured.</p>\n" }
    let rows = parts.filter { $0.count != 0 }.map { part in
      [
        "<svg class=\"key\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><rect class=\"c\(part.number)\" "
          + "width=\"16\" height=\"16\"/></svg> \(part.title)",
        part.count.iec, share(part.count, of: sum),
      ]
    }
    let sharing = store.ledger.sharingLines(\.iec).joined(separator: "; ")
    let total = [["<b>on the file system</b>", "<b>\(sum.iec)</b>", ""]]
    return head + bar(parts.map { ($0.number, $0.title, $0.count) }, sum: sum)
      + table(["where the disk went", "size", "share"], numbers: [1, 2], rows + total)
      + (sharing.isEmpty ? "" : "<p>\(XML.text(sharing))</p>\n")
      + Treemap(store).svg
  }

  private static func bar(
    _ parts: [(number: Int, title: String, count: ByteCount)], sum: ByteCount
  ) -> String {
    var x = 0.0
    var rects = ""
    for part in parts where part.count > 0 {
      let width = 1_000 * Double(part.count.value) / Double(sum.value)
      rects +=
        "<rect class=\"c\(part.number)\" x=\"\(SVG.number(x))\" y=\"0\" "
        + "width=\"\(SVG.number(width))\" height=\"24\"><title>\(part.title): \(part.count.iec)"
        + "</title></rect>"
      x += width
    }
    return "<svg viewBox=\"0 0 1000 24\" preserveAspectRatio=\"none\" role=\"img\" "
      + "aria-label=\"Where the disk went; the table below has the numbers\">\(rects)</svg>\n"
  }

  static func share(_ part: ByteCount, of sum: ByteCount) -> String {
    guard sum > 0 else { return "" }
    let tenths = (1_000 * Double(part.value) / Double(sum.value)).rounded() / 10
    return "\(tenths) %"
  }
}

extension StoreReport {
  fileprivate var coverageText: String {
    var layers = Coverage()
    layers.add(layersOf: self)
    var blobs = Coverage()
    blobs.add(blobsOf: self)
    func text(_ coverage: Coverage, _ thing: String) -> String {
      "\(counted(coverage.total, thing)): \(coverage[.verified]) verified, \(coverage[.damaged]) damaged, "
        + "\(coverage[.unverifiable]) unverifiable, \(coverage[.notRead]) not read"
    }
    return text(layers, "layer") + (blobs.total > 0 ? "; " + text(blobs, "blob") : "")
      + "; \(counted(record.images.count, "image")), "
      + counted(record.containers.count, "container")
  }
}

enum SVG {
  /// With two decimals at most, as nobody sees more.
  static func number(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
