package import LayerModel

/// What `inspect` prints of one layer: its facts, and what its configuration changes.
package struct LayerDetails: Sendable {
  private let store: StoreReport
  private let claim: LayerClaim
  /// `nil` when the layer has none or it is not in the store.
  private let parent: LayerClaim?
  private let images: [ImageID]

  /// `nil` when the store has no such layer.
  package init?(of layer: LayerID, in store: StoreReport) {
    let index = LayerIndex(store.record)
    guard let claim = index.claims[layer] else { return nil }
    self.store = store
    self.claim = claim
    parent = claim.parent.flatMap { index.claims[$0] }
    images = index.images[layer] ?? []
  }

  package var changes: [ConfigurationChange] {
    ConfigurationChange.between(
      parent: parent?.configuration ?? [], layer: claim.configuration)
  }

  private var measured: LayerMeasurement? { store.measurements.layers[claim.id] }

  package func text(options: TextOptions = TextOptions()) -> String {
    var table = TextTable([.init(""), .init("")])
    table.showsTitles = false
    table.rows = facts(options).compactMap { name, value in
      value.map { [name, EscapedText.terminal($0)] }
    }
    return table.text() + "\n" + changesText(options)
  }

  /// `layer` is what the JSON report says of it; `changes` what its configuration adds and drops.
  package func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.field("store", store.record.location.id)
      object.field("parent_known", claim.parent.map { _ in parent != nil })
      object.array("changes") { list in
        for change in changes {
          list.object {
            $0.field("field", change.field)
            $0.field("kind", change.kind.rawValue)
            $0.strings("removed", change.removed)
            $0.strings("added", change.added)
          }
        }
      }
      claim.write("layer", measured: measured, images: images, to: &object)
    }
    writer.end()
    return writer.bytes
  }

  private func facts(_ options: TextOptions) -> [(String, String?)] {
    let recorded = claim.recordedSize.map { options.size($0) }
    let state = claim.recordedSizeState.flatMap { $0 == "ok" ? nil : " (\($0))" } ?? ""
    return [
      ("layer", claim.id.description), ("store", store.record.location.id),
      ("role", claim.role.rawValue), ("parent", parentText),
      ("depth", claim.depth.map(String.init)), ("created", claim.created?.text),
      ("created by", claim.createdBy), ("comment", claim.comment), ("author", claim.author),
      ("tool version", claim.toolVersion), ("metadata", claim.metadataPath?.description),
      ("metadata is", claim.metadataState),
      ("recorded size", (recorded ?? claim.recordedSizeText).map { $0 + state }),
      ("checksum", claim.checksumText), ("content", claim.contentPath.description),
      ("content is", claim.contentState),
    ] + measuredFacts(options) + images.map { ("in image", $0.description) }
  }

  private func measuredFacts(_ options: TextOptions) -> [(String, String?)] {
    guard let measured else { return [("measured", "no")] }
    let totals = measured.totals
    return [
      ("size by walk", measured.sizeByWalk.map { options.size($0) }),
      ("size by changes", measured.sizeByChanges.map { options.size($0) }),
      ("size by tar", measured.sizeByTar.map { options.size($0) }),
      ("on disk", options.size(totals.allocated)),
      (
        "entries",
        "\(totals.files) files, \(totals.directories) directories, \(totals.symlinks) links, "
          + "\(totals.whiteouts) whiteouts, \(totals.specials) others"
      ),
      ("fingerprint", measured.contentDigest?.description),
      ("tar digest", measured.tarDigest?.description),
      ("verification", measured.verification.rawValue),
      ("because", measured.verificationReason),
    ]
  }

  private var parentText: String? {
    let state = claim.parentState.flatMap { ["present", "root"].contains($0) ? nil : " (\($0))" }
    return (claim.parent?.description ?? claim.parentText ?? "none") + (state ?? "")
  }

  private func changesText(_ options: TextOptions) -> String {
    let changes = changes
    let against =
      claim.parent == nil
      ? "against nothing: a base layer"
      : parent == nil ? "against nothing: the parent is not in the store" : "against the parent"
    guard !changes.isEmpty else { return "configuration \(against): no change\n" }
    var lines = ["configuration \(against)"]
    for change in changes {
      lines.append("  \(EscapedText.terminal(change.field)) (\(change.kind.rawValue))")
      lines += change.removed.map { options.paint("    - " + EscapedText.terminal($0), .red) }
      lines += change.added.map { options.paint("    + " + EscapedText.terminal($0), .green) }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
