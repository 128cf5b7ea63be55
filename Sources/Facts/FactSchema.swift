package import LayerModel

/// One fact table: what its rows are, and every column with its meaning.
package struct FactTable: Sendable {
  package let name: String
  /// A sentence for people who write rules.
  package let summary: String
  /// The columns that name a row for a finding's subject, most telling first.
  package let key: [String]
  package let columns: [FactColumn]

  /// Every table begins with the store, and most rows can be traced to a layer, an image or a
  /// container, so that every finding can say whom it hits.
  static let traces = [
    FactColumn("store_id", .text, "The store: kind, driver and root."),
    FactColumn("layer_id", .text, "The layer concerned, or null."),
    FactColumn("image_id", .text, "The image concerned, or null."),
    FactColumn("container_id", .text, "The container concerned, or null."),
    FactColumn("path", .text, "Relative to the store's root; in `entry`, to the layer's root."),
  ]

  init(_ name: String, _ summary: String, key: [String], _ columns: [FactColumn]) {
    self.name = name
    self.summary = summary
    self.key = key
    self.columns = Self.traces + columns
  }

  package func column(_ name: String) -> FactColumn? { columns.first { $0.name == name } }

  package var createStatement: String {
    let list = columns.map { "\"\($0.name)\" \($0.type.rawValue)" }.joined(separator: ", ")
    return "CREATE TABLE \"\(name)\" (\(list))"
  }

  /// For the columns that rules look rows up by, so that no rule takes time squared.
  var indexStatements: [String] {
    ["layer_id", "parent_id", "image_id", "path", "blob_path"].filter { column($0) != nil }.map {
      "CREATE INDEX \"\(name)_\($0)\" ON \"\(name)\" (\"\($0)\")"
    }
  }

  var insertStatement: String {
    let names = columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    return "INSERT INTO \"\(name)\" (\(names)) VALUES (\(marks))"
  }
}

package struct FactColumn: Sendable {
  package enum ColumnType: String, Sendable {
    case text = "TEXT"
    case integer = "INTEGER"
    case real = "REAL"
  }

  package let name: String
  package let type: ColumnType
  package let meaning: String
  /// From which level on the column is filled.
  package let level: AuditLevel
  /// What of a store, or which measurement, it comes from.
  package private(set) var source = "the audit"

  init(_ name: String, _ type: ColumnType, _ meaning: String, from level: AuditLevel = .metadata) {
    self.name = name
    self.type = type
    self.meaning = meaning
    self.level = level
  }

  /// What the number counts, told by the name as all columns are named; `nil` for texts.
  package var unit: String? {
    guard type != .text else { return nil }
    if name.hasPrefix("size_by_") || name.hasSuffix("bytes") { return "bytes" }
    if name.hasSuffix("_seconds") { return "seconds" }
    if name.hasPrefix("is_") || name.hasSuffix("_known") || name.hasPrefix("changes_only") {
      return "0 or 1"
    }
    return "count"
  }

  fileprivate func sourced(_ source: String) -> FactColumn {
    var column = self
    column.source = source
    return column
  }
}

extension [FactColumn] {
  /// The columns, all said to come from `source`.
  func from(_ source: String) -> [FactColumn] { map { $0.sourced(source) } }
}

/// All tables.
package enum FactSchema {
  package static let tables: [FactTable] = [
    store, layer, image, imageName, reference, container, document, leftover, oddity, problem,
    entry,
    searchedRoot, layerUse, blob, descriptor, blobFault, blobUse, lease, baselineLayer,
    imageChange, layerChange, placeChange, unendedRun, suppression, ruleCut,
  ]

  package static func table(_ name: String) -> FactTable? { tables.first { $0.name == name } }

  package static let store = FactTable(
    "store", "One store: a root and one storage driver in it.", key: ["store_id"],
    [
      FactColumn("kind", .text, "`docker-graph` …"),
      FactColumn("driver", .text, "`aufs`, `overlay`, `vfs` …"),
      FactColumn("root", .text, "Absolute path."),
      FactColumn("level", .text, "How deep this audit went: metadata, sizes or content."),
      FactColumn(
        "is_live", .integer, "1 when a mount or a locked list inside shows that an engine uses it."),
      FactColumn("layers", .integer, "Layers, all roles."),
      FactColumn("images", .integer, "Images the daemon lists."),
      FactColumn("containers", .integer, "Containers, damaged ones included."),
      FactColumn("problems", .integer, "Things that could not be read or used."),
      FactColumn("unread", .integer, "Of these, how many leave something unknown."),
      FactColumn(
        "layers_not_read", .integer, "Image layers whose content was not wholly read.",
        from: .content),
      FactColumn(
        "left_unread", .integer, "Layers and blobs that were to be read, but the time was over.",
        from: .content),
    ])

  static let image = FactTable(
    "image", "One image as the daemon lists it.", key: ["image_id"],
    [
      FactColumn("short_id", .text, "First 12 characters."),
      FactColumn("names", .text, "`name:tag` joined by commas; empty when untagged."),
      FactColumn("layers", .integer, "Length of the chain as far as it can be followed."),
      FactColumn("is_complete", .integer, "0 when the chain is broken."),
      FactColumn("recorded_bytes", .integer, "Sum of the recorded sizes of the chain."),
      FactColumn("created_at", .text, "RFC 3339, UTC."),
      FactColumn(
        "config_state", .text,
        "ok, digest-mismatch, empty, malformed, no-rootfs, unreadable, wrong-kind, too-large; null "
          + "in graph stores, as are all below."),
      FactColumn("actual_digest", .text, "Of its configuration, where it is not the id."),
      FactColumn(
        "history_state", .text, "ok, none, too-many, too-few: steps with a layer against layers."),
      FactColumn(
        "chain_state", .text,
        "complete, missing, unloadable, malformed, unsupported (no SHA-256); null if unknown."),
      FactColumn("broken_layer", .text, "The lowest layer that is missing or cannot be loaded."),
      FactColumn("parent_image", .text, "The image that a classic build or a commit started from."),
      FactColumn("namespace", .text, "The containerd namespace that has it."),
      FactColumn("architecture", .text, "Such as amd64."),
      FactColumn("os", .text, "Such as linux."),
      FactColumn("docker_version", .text, "The daemon that made it."),
    ].from("the reader: tagged images and heads without a name; imagedb/content"))

  static let imageName = FactTable(
    "image_name", "One of the names of an image.", key: ["name"],
    [FactColumn("name", .text, "`name:tag`, or as the format has it.")]
      .from("what names images in the store"))

  static let reference = FactTable(
    "reference", "One name that points at an image.", key: ["name"],
    [
      FactColumn("name", .text, "`name:tag` or `name@digest`."),
      FactColumn("target", .text, "What it points at, as written."),
      FactColumn(
        "target_state", .text, "present, missing, unloadable, prefix (a short id), malformed."),
      FactColumn(
        "name_state", .text,
        "ok, illegal-name, illegal-tag, wrong-repository; illegal-annotation in layouts."),
    ].from("repositories-<driver>, image/<driver>/repositories.json"))

  static let container = FactTable(
    "container", "One container's directory.", key: ["container_id"],
    [
      FactColumn("short_id", .text, "First 12 characters."),
      FactColumn("name", .text, "Without the leading slash; empty when unknown."),
      FactColumn("driver", .text, "As its configuration says."),
      FactColumn(
        "config_state", .text,
        "ok, missing, unreadable, malformed, wrong-kind, wrong-id, other-driver."),
      FactColumn("image_state", .text, "present, missing, unloadable, unknown, none."),
      FactColumn(
        "content_state", .text, "Of its own layer: present, missing, wrong-kind, unknown."),
      FactColumn("init_state", .text, "Of its -init layer: as content_state."),
      FactColumn(
        "mount_state", .text,
        "Of the record of its layers: ok, missing, malformed, wrong-kind, unreadable; null in graph "
          + "stores, as are all below."),
      FactColumn("mount_path", .text, "The directory of that record."),
      FactColumn(
        "mount_parent_state", .text,
        "Of the chain below it: match, missing, differs, unknown-layer, unloadable, malformed, "
          + "unreadable, unchecked."),
      FactColumn("mount_parent_expected", .text, "The top layer of its image."),
      FactColumn("mount_parent_actual", .text, "What the record says, or what is wrong with it."),
      FactColumn(
        "host_config_state", .text,
        "Of hostconfig.json: ok, missing, malformed, wrong-kind, unreadable."),
    ].from("containers/<id>/config.json or config.v2.json; layerdb/mounts; the driver's directory"))

  static let document = FactTable(
    "document", "One file that the whole store depends on.", key: ["path"],
    [
      FactColumn(
        "kind", .text,
        "repositories, link-graph, migration, image-tree, driver-home; layers, images, containers; "
          + "oci-layout, oci-index; archive, archive-manifest, archive-repositories; "
          + "containerd-meta, snapshotter-database, snapshot-home."),
      FactColumn(
        "state", .text,
        "ok, missing, empty, no-entries, malformed, wrong-kind, unreadable, too-large; not-due where "
          + "there is nothing that it should list."),
      FactColumn("images", .integer, "Image layers in the store, which a lost document orphans."),
      FactColumn("containers", .integer, "Containers in the store."),
    ].from("the file itself"))

  static let leftover = FactTable(
    "leftover", "Something that nothing in the store owns.", key: ["path"],
    [
      FactColumn(
        "kind", .text,
        Leftover.Kind.allCases.map(\.rawValue).joined(separator: ", ") + "."),
      FactColumn("age_seconds", .integer, "Since its mtime or ctime, whichever is newer."),
      FactColumn("ownership_known", .integer, "0 when a searched root could not be read."),
      FactColumn("bytes", .integer, "Allocated, each inode once.", from: .sizes),
      FactColumn("files", .integer, "Regular files in it.", from: .sizes),
      FactColumn("searched", .text, "The roots searched for an owner, with what each held."),
      expired,
    ].from("the walk of the driver's directories, graph, tmp and containers"))

  package static let oddity = FactTable(
    "oddity", "A divergence that the daemon tolerates, or that changes nothing by itself.",
    key: ["path", "kind"],
    [
      FactColumn(
        "kind", .text,
        "ambiguous-id, ambiguous-key, ambiguous-parent, ambiguous-short-id, "
          + "archive-data-after-end, archive-name-dangling, archive-no-end, "
          + "archive-trailing-bytes, big-data-digest-differs, big-data-digest-malformed, "
          + "big-data-key-odd, big-data-missing, big-data-record-differs, "
          + "big-data-size-differs, big-data-wrong-kind, blob-digest-differs, blob-mode, "
          + "build-cache-missing, chain-unknown-ancestor, committed-odd, container-dead, "
          + "container-layer-of-image, container-layer-shared, container-work-missing, content-algorithm-unknown, "
          + "content-name-malformed, database-writable, descriptor-malformed, "
          + "directory-named-as-layer, distribution-malformed, distribution-one-way, "
          + "document-digest-differs, document-type-differs, gc-label-dangling, "
          + "gc-label-missing, gc-label-strange, image-digest-differs, "
          + "image-directory-missing, image-id-differs, image-layers-differ, "
          + "image-parent-malformed, image-parent-unknown, image-time-malformed, "
          + "index-circular, index-too-deep, ingest-too-long, ingest-without-data, "
          + "init-id-missing, invalid-utf8, large-metadata, layer-blob-differs, "
          + "layer-blob-size-differs, layer-compression-differs, layer-count-differs, "
          + "layer-incomplete, layer-root-differs, layer-undescribed, layout-version, legacy-file-malformed, "
          + "legacy-file-missing, legacy-id-differs, legacy-parent-differs, lock-odd, "
          + "lower-id-malformed, lower-id-unknown, manifest-config-size-differs, "
          + "manifest-copies-differ, manifest-copy-missing, manifest-layers-differ, mapped-layer-missing, "
          + "member-duplicate, member-link-missing, member-name-escapes, member-unlisted, "
          + "merged-missing, mode-drift, mount-id-duplicate, mount-program, name-duplicate, "
          + "non-hex-id, padded-word, parent-file-differs, parent-file-malformed, "
          + "platform-differs, record-duplicate, record-id-malformed, record-without-id, "
          + "removal-traversal, rootfs-type, row-value-malformed, schema-newer, "
          + "snapshot-child-dangling, snapshot-child-unlisted, snapshot-id-ahead, "
          + "snapshot-index-differs, snapshot-kind-unknown, snapshot-named-twice, "
          + "snapshot-parent-active, toc-without-data, trailing-bytes, unknown-file, "
          + "userdata-missing, work-missing."),
      FactColumn("expected", .text, "What the format has there."),
      FactColumn("actual", .text, "What is there."),
      FactColumn("bytes", .integer, "What is at stake; null where that is not known."),
    ].from("the reader of the format"))

  static let problem = FactTable(
    "problem", "A file or directory that could not be read or used.", key: ["path", "cause"],
    [
      FactColumn(
        "cause", .text,
        "missing, unreadable, wrong-kind, malformed, too-large, changed-while-reading, not-entered, hidden."
      ),
      FactColumn("detail", .text, "For people."),
      FactColumn("is_unread", .integer, "1 when something there stays unknown."),
    ].from("the reader and the scanner"))

  static let entry = FactTable(
    "entry", "One entry of a layer that is remarkable or differs from what was recorded.",
    key: ["layer_id", "path"],
    [
      FactColumn(
        "kind", .text, EntryFault.Kind.allCases.map(\.rawValue).joined(separator: ", ") + ".",
        from: .sizes),
      FactColumn("expected", .text, "What was recorded.", from: .sizes),
      FactColumn("actual", .text, "What is there.", from: .sizes),
      FactColumn(
        "flags", .text, "What differs, as rpm -V prints it: SM5DLUGTX.", from: .content),
      FactColumn("short_id", .text, "The layer's, as in `layer`.", from: .sizes),
      FactColumn("role", .text, "The layer's role.", from: .sizes),
      FactColumn("file", .text, "The path on disk, relative to the store's root.", from: .sizes),
    ].from("the walk; tar-split and baseline where there is one"))

  static let searchedRoot = FactTable(
    "searched_root", "One place that was searched for owners of layers.", key: ["name"],
    [
      FactColumn("name", .text, "images, containers, repositories …"),
      FactColumn("owners", .integer, "How many it named; null when it could not be read."),
    ].from("the reader of the format"))

  static let layerUse = FactTable(
    "layer_use", "Which image or container needs which layer.", key: ["layer_id"],
    [FactColumn("name", .text, "The image's or container's name, or its short id.")]
      .from("the chains of images and containers"))

  static let baselineLayer = FactTable(
    "baseline_layer", "One image layer of the store, of the baseline, or of both.",
    key: ["layer_id"],
    [
      FactColumn("short_id", .text, "As in `layer`.", from: .content),
      FactColumn("driver", .text, "The store's driver.", from: .content),
      FactColumn(
        "state", .text,
        "same, differs, not-read, gone (the store lacks it), unknown (the baseline lacks it).",
        from: .content),
      FactColumn("baseline_written_at", .text, "RFC 3339, UTC.", from: .content),
    ].from("the baseline; empty without one"))

  static let unendedRun = FactTable(
    "unended_run", "One earlier run that began and never ended.", key: ["run_id"],
    [
      FactColumn("run_id", .text, "32 hexadecimal digits."),
      FactColumn("started_at", .text, "RFC 3339, UTC."),
      FactColumn("age_seconds", .integer, "Since it began."),
    ].from("the state database; empty without one"))

  package static let suppression = FactTable(
    "suppression", "One entry of the suppressions file, after all other rules have run.",
    key: ["rule", "scope"],
    [
      FactColumn("rule", .text, "The rule it silences."),
      FactColumn("scope", .text, "The paths and images it is limited to; empty for all."),
      FactColumn("state", .text, "active, unused, expired, refused (damage cannot be hidden)."),
      FactColumn("reason", .text, "Why people accept the finding."),
      FactColumn("owner", .text, "Who answers for it, or null."),
      FactColumn("expires", .text, "The last day it holds; null when permanent."),
      FactColumn("place", .text, "File and line of the entry."),
      FactColumn("findings", .integer, "Findings that it matches."),
    ].from("the suppressions file"))

  package static let ruleCut = FactTable(
    "rule_cut", "One rule with more findings than are kept, after all other rules have run.",
    key: ["rule"],
    [
      FactColumn("rule", .text, "The rule."),
      FactColumn("kept", .integer, "Findings that are kept: the first."),
      FactColumn(
        "found", .integer,
        "How many there are, or were counted until it was enough; null when that took too long."),
      FactColumn("is_counted", .integer, "1 when there are as many and no more."),
    ].from("the rules that ran"))
}
