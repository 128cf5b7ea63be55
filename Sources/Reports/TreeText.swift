package import LayerModel

/// The layers of a store as a forest, base layers first.
///
/// A lone child stands right below its parent; only forks indent, so that a chain of a hundred
/// layers stays readable.
package struct TreeText: Sendable {
  package var options: TextOptions
  /// Whole ids and uncut lines.
  package var isWide: Bool

  package init(options: TextOptions = TextOptions(), isWide: Bool = false) {
    self.options = options
    self.isWide = isWide
  }

  /// A line a layer, and what the bars mean; what no layer has is no column.
  package func text(_ store: StoreReport) -> String {
    let index = LayerIndex(store.record)
    let nodes = LayerForest(store.record).nodes
    let measured = nodes.map { store.measurements.layers[$0.id] }
    let isRead = measured.contains { $0.map { $0.verification != .notRead } ?? false }
    let bars = SizeBars(nodes.map { store.measurements.allocated($0.id) ?? 0 }, options)
    var columns: [TextTable.Column] = [.init("LAYER"), .init("SIZE", .right)]
    if !bars.isEmpty { columns.append(.init("ON DISK")) }
    if isRead { columns.append(.init("CONTENT")) }
    var table = TextTable(columns + [.init("NAMES")])
    table.limit = isWide ? nil : options.columns
    table.ellipsis = options.ellipsis
    table.shortened = [table.columns.count - 1]
    table.rows = zip(nodes, measured).enumerated().map { number, row in
      let (node, measured) = row
      var cells = [
        branch(node) + (isWide ? node.id.description : node.id.short),
        size(index.claims[node.id], measured, index),
      ]
      let isShared = index.images[node.id]?.count ?? 0 > 1
      if !bars.isEmpty { cells.append(bars.bar(number, isShared: isShared)) }
      if isRead { cells.append(mark(measured?.verification ?? .notRead)) }
      return cells + [names(node, index)]
    }
    let lines = table.lines().enumerated().map { number, line in
      let isDamaged = number > 0 && measured[number - 1]?.verification == .damaged
      return number == 0 ? options.paint(line, .bold) : isDamaged ? options.paint(line, .red) : line
    }
    let title = options.paint(EscapedText.terminal(store.record.location.id), .bold)
    return ([title] + lines + (bars.isEmpty ? [] : [bars.legend])).map { $0 + "\n" }.joined()
  }

  package func json(_ stores: [StoreReport]) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { list in
      for store in stores { Self.write(store, to: &list) }
    }
    writer.end()
    return writer.bytes
  }

  /// Flat, each layer after its parent: depth of nesting is no concern of the reader.
  private static func write(_ store: StoreReport, to list: inout JSONWriter) {
    let index = LayerIndex(store.record)
    for node in LayerForest(store.record).nodes {
      let claim = index.claims[node.id]
      let measured = store.measurements.layers[node.id]
      list.object {
        $0.field("store", store.record.location.id)
        $0.field("id", node.id)
        $0.field("parent_id", claim?.parent)
        $0.field("parent_state", claim?.parentState)
        $0.field("in_loop", node.isInLoop)
        $0.field("forks", node.level)
        $0.field("recorded_bytes", claim?.recordedSize)
        $0.field("packed_bytes", claim.flatMap(index.packedSize))
        $0.field("unpacked_bytes", measured?.sizeByTar)
        $0.field(
          "allocated_bytes", measured?.sizeByWalk == nil ? nil : measured?.totals.allocated)
        $0.field("verification", (measured?.verification ?? .notRead).rawValue)
        $0.strings("names", index.names[node.id] ?? [])
      }
    }
  }

  private func branch(_ node: LayerForest.Node) -> String {
    let (bar, fork, last, dot) =
      options.ascii ? ("| ", "|-", "`-", "* ") : ("│ ", "├─", "└─", "● ")
    let cut = node.level > node.continues.count ? "\(node.level - node.continues.count)+ " : ""
    var text = cut
    for (position, continues) in node.continues.enumerated() {
      let isOwn = node.isForked && position == node.continues.count - 1
      text += isOwn ? (continues ? fork : last) : (continues ? bar : "  ")
    }
    return text + (node.isRoot ? dot : options.ascii ? "+ " : "○ ")
  }

  private func size(
    _ claim: LayerClaim?, _ measured: LayerMeasurement?, _ index: LayerIndex
  ) -> String {
    if let recorded = claim?.recordedSize { return options.size(recorded) }
    if let measured, measured.sizeByWalk != nil { return options.size(measured.totals.apparent) }
    if let unpacked = measured?.sizeByTar { return options.size(unpacked) }
    return claim.flatMap(index.packedSize).map { "\(options.size($0)) packed" } ?? "?"
  }

  private func mark(_ verification: Verification) -> String {
    switch verification {
    case .verified: "verified"
    case .damaged: "DAMAGED"
    case .unverifiable: "unverifiable"
    case .notRead: "not read"
    }
  }

  private func names(_ node: LayerForest.Node, _ index: LayerIndex) -> String {
    var notes = (index.names[node.id] ?? []).map(EscapedText.terminal)
    if node.isInLoop, node.isRoot { notes.append("[its parents form a loop]") }
    if node.isRoot, !node.isInLoop, let claim = index.claims[node.id] {
      if let parent = claim.parent {
        // One that may be in another store, or was found there.
        let isElsewhere = claim.parentState == "elsewhere" || claim.parentState == "present"
        notes.append("[parent \(parent.short) \(isElsewhere ? "in another store" : "missing")]")
      }
      if let text = claim.parentText {
        notes.append("[parent is no id: \(EscapedText.terminal(text))]")
      }
    }
    switch index.claims[node.id]?.role {
    case .container: notes.append("[container]")
    case .containerInit: notes.append("[container-init]")
    case .buildCache: notes.append("[build cache]")
    case .unclaimed: notes.append("[named by nothing]")
    case .image, nil: break
    }
    return notes.joined(separator: ", ")
  }
}
