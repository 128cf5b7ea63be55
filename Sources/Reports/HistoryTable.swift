package import LayerModel

/// The history of an image as `docker history` tells it, from what is on disk, in the form in which
/// Docker 1.7.1 prints it.
///
/// Source: docker 1.7.1 `api/client/history.go`; moby v28.5.2 `daemon/images/image_history.go`.
package struct HistoryTable: Sendable {
  package struct Row: Hashable, Sendable {
    /// What Docker calls the step: the layer, or from Docker 1.10 on the image that it ended with;
    /// `nil` where that image is not in the store.
    package var id: BytePath?
    /// `nil` for a step that changed no file.
    package var layer: LayerID?
    package var created: Timestamp?
    package var createdBy: String
    /// `nil` when the store has no usable number; Docker would compute one and write it.
    package var size: ByteCount?
    package var comment: String
    package var names: [String]
  }

  /// From the image's own layer down to the base.
  package let rows: [Row]
  /// Whether the chain ends at a base layer; Docker prints only an error when it does not.
  package let isComplete: Bool

  package init(of image: ImageClaim, in record: StoreRecord) {
    let index = LayerIndex(record)
    guard image.history.isEmpty else {
      let names = Dictionary(
        record.images.map { ($0.id, $0.names) }, uniquingKeysWith: { first, _ in first })
      rows = image.history.map { Row($0, index, names: $0.image.flatMap { names[$0] } ?? []) }
      isComplete = image.isComplete
      return
    }
    var rows: [Row] = []
    var seen: Set<LayerID> = []
    var next = image.layers.first
    var isComplete = false
    while let id = next, let claim = index.claims[id], seen.insert(id).inserted {
      rows.append(Row(claim, names: index.names[id] ?? []))
      next = claim.parent
      isComplete = claim.parent == nil && claim.parentText == nil
    }
    self.rows = rows
    self.isComplete = isComplete
  }

  /// The table of `docker history`.
  ///
  /// Differs from Docker's bytes in one way: what could act on a terminal is escaped. `isHuman`
  /// gives ages and rounded sizes, as Docker does by default, else times and bytes; `isWhole` is
  /// `--no-trunc`: whole ids and commands.
  package func text(now: Timestamp, isHuman: Bool = true, isWhole: Bool = false) -> String {
    // Docker: tabwriter.NewWriter(out, 20, 1, 3, ' ', 0)
    var table = TextTable(["IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT"].map { .init($0) })
    table.gap = 3
    table.minimumWidth = 20
    table.keepsTrailingBlanks = true
    table.rows = rows.map { row in
      let created = row.created ?? Self.zeroTime
      let command = Array(row.createdBy.utf8)
      return [
        row.id.map { isWhole ? $0.description : EscapedText.terminal(ShortID.of($0.bytes)) }
          ?? "<missing>",
        isHuman ? DockerUnits.age(of: created, at: now) + " ago" : created.text,
        EscapedText.terminal(isWhole ? command[...] : command.prefix(45)),
        row.size.map { isHuman ? DockerUnits.size($0) : $0.description } ?? "unknown",
        EscapedText.terminal(row.comment),
      ]
    }
    return table.text()
  }

  /// The rows as a JSON array of objects.
  package func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.array { list in
      for row in rows {
        list.object {
          $0.field("id", row.id.map { LayerID($0) })
          $0.field("layer_id", row.layer)
          $0.field("created_at", row.created)
          $0.field("created_by", row.createdBy)
          $0.field("recorded_bytes", row.size)
          $0.field("comment", row.comment)
          $0.strings("names", row.names)
        }
      }
    }
    writer.end()
    return writer.bytes
  }

  /// What Go reads where the JSON has no `created`: 0001-01-01T00:00:00Z.
  private static let zeroTime = Timestamp(seconds: -62_135_596_800)
}

extension HistoryTable.Row {
  init(_ claim: LayerClaim, names: [String]) {
    id = claim.id.name
    layer = claim.id
    created = claim.created
    createdBy = claim.createdBy ?? ""
    size = claim.recordedSize.flatMap { $0 < 0 ? nil : $0 }
    comment = claim.comment ?? ""
    self.names = names
  }

  init(_ step: HistoryStep, _ index: LayerIndex, names: [String]) {
    id = step.image?.name
    layer = step.layer
    created = step.created
    createdBy = step.createdBy ?? ""
    let recorded = step.layer.flatMap { index.claims[$0]?.recordedSize }
    size = step.layer == nil ? 0 : recorded.flatMap { $0 < 0 ? nil : $0 }
    comment = step.comment ?? ""
    self.names = names
  }
}
