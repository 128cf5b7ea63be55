import Audit
import Foundation
import LayerModel
import StoreFixtures
import Testing

/// A row of the catalogue of damage to image layouts and archives.
struct ArchiveCase: Sendable, CustomTestStringConvertible {
  enum Form: String, Sendable { case layout, archive, hybrid }

  /// The number in the format's catalogue: L of layouts, A of archives.
  let row: String
  let title: String
  let form: Form
  /// Every finding of an audit of the metadata.
  let metadata: [String]
  /// Every finding of an audit of content as well.
  let content: [String]
  /// What the builder makes otherwise: the documents fit each other all the same.
  let build: @Sendable (inout ImageBuilder) -> Void
  /// What is done to the files afterwards.
  let damage: @Sendable (inout ArchiveTree, ImageBuilder) -> Void

  init(
    _ row: String, _ title: String, _ form: Form, metadata: [String] = [],
    content: [String]? = nil, build: @escaping @Sendable (inout ImageBuilder) -> Void,
    damage: @escaping @Sendable (inout ArchiveTree, ImageBuilder) -> Void = { _, _ in }
  ) {
    self.row = row
    self.title = title
    self.form = form
    self.metadata = metadata
    self.content = content ?? metadata
    self.build = build
    self.damage = damage
  }

  init(
    _ row: String, _ title: String, _ form: Form, metadata: [String] = [],
    content: [String]? = nil,
    damage: @escaping @Sendable (inout ArchiveTree, ImageBuilder) -> Void = { _, _ in }
  ) {
    self.init(
      row, title, form, metadata: metadata, content: content, build: { _ in }, damage: damage)
  }

  var testDescription: String { "\(row): \(title)" }

  var builder: ImageBuilder {
    var builder = ImageBuilder()
    if form == .archive {
      builder.layers.indices.forEach { builder.layers[$0].compression = "none" }
    }
    build(&builder)
    return builder
  }

  var tree: ArchiveTree {
    let builder = builder
    var tree: ArchiveTree
    switch form {
    case .layout: tree = builder.layout
    case .archive: tree = builder.archive
    case .hybrid: tree = builder.hybrid
    }
    damage(&tree, builder)
    return tree
  }

  /// Findings as `severity rule subject`, digests by their nicknames.
  func summary(_ report: AuditReport) -> [String] {
    let builder = builder
    var names = [
      (builder.manifestPath, "MANIFEST"), (builder.configPath, "CONFIG"),
      (builder.archiveConfig, "CONFIG"),
    ]
    for number in builder.layers.indices {
      names.append((builder.layerPath(number), "LAYER\(number)"))
      names.append((ImageBuilder.legacyID(number), "ID\(number)"))
    }
    names += names.prefix(2).map { (String($0.0.suffix(64)), $0.1) }
    let other = /blobs\/sha256\/(?!abab)[0-9a-f]{64}/
    return report.findings.map { finding in
      names.reduce("\(finding.severity.rawValue) \(finding.rule) \(finding.subject.id)") {
        $0.replacing($1.0, with: $1.1)
      }
      .replacing(other, with: "OTHER")
    }.sorted()
  }
}

/// A directory for one test, removed after it.
final class ScratchPlace {
  let url = FileManager.default.temporaryDirectory.appending(
    path: "layeraudit-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
