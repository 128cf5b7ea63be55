internal import LayerModel

/// Tables of stores that keep layers, manifests and configurations as blobs.
extension FactSchema {
  static let blob = FactTable(
    "blob", "One blob: bytes that are called by their digest, or a member of an archive.",
    key: ["path"],
    [
      FactColumn("digest", .text, "By its name; null when the name is none."),
      FactColumn("state", .text, "present, missing, wrong-kind, symlink, unreadable."),
      FactColumn(
        "use", .text,
        "used, unreferenced, unlisted (no row in the database), ingested, "
          + "unknown (a document that may name it could not be used)."),
      FactColumn(
        "roles", .text,
        "What it is to those that refer to it, joined by commas: artifact, config, "
          + "index, layer, manifest."),
      FactColumn("media_type", .text, "By the first descriptor that names it."),
      FactColumn("file_bytes", .integer, "Length of the file or member."),
      FactColumn("row_bytes", .integer, "Length by the database that lists it."),
      FactColumn("namespaces", .text, "Who lists it there, joined by commas."),
      FactColumn("age_seconds", .integer, "Since its mtime or ctime, whichever is newer."),
      FactColumn(
        "expected_diff_id", .text,
        "What it should inflate to, by the images' configurations; "
          + "joined by commas where they differ."),
      FactColumn(
        "labelled_diff_id", .text,
        "What it should inflate to, by labels of the store; joined by commas where they differ."),
      expired,
      FactColumn(
        "wrong_diff_ids", .text,
        "Of `expected_diff_id`, those that it does not inflate to; null when there are none.",
        from: .content),
      FactColumn("actual_digest", .text, "Of its bytes.", from: .content),
      FactColumn("read_bytes", .integer, "How many bytes were read.", from: .content),
      FactColumn(
        "compression", .text, "Of a layer, by its first bytes: none, gzip, zstd, unknown.",
        from: .content),
      FactColumn("diff_id", .text, "SHA-256 of what it inflates to.", from: .content),
      FactColumn("inflated_bytes", .integer, "Length of what it inflates to.", from: .content),
      FactColumn("tar_entries", .integer, "Entries of its tar.", from: .content),
      FactColumn("tar_content_bytes", .integer, "Sum of their sizes.", from: .content),
      FactColumn(
        "faults_left_out", .integer, "Rows that `blob_fault` would have beyond its limits.",
        from: .content),
      FactColumn("verification", .text, "verified, damaged, unverifiable, not-read."),
      FactColumn("verification_reason", .text, "Why."),
    ].from("the content store; meta.db; manifests; the stream of its bytes"))

  static let descriptor = FactTable(
    "descriptor", "One reference from a document to a blob.", key: ["record", "path"],
    [
      FactColumn("kind", .text, "target (of an image's name), manifest, config, layer, subject."),
      FactColumn("record", .text, "Where in the document, such as `layers[2]`."),
      FactColumn("blob_path", .text, "The blob that it names; null for a digest that is none."),
      FactColumn("digest", .text, "As written."),
      FactColumn("media_type", .text, "As written."),
      FactColumn("size_bytes", .integer, "As written."),
      FactColumn(
        "blob_bytes", .integer,
        "Length of the blob that it names; null when that is gone, or no regular file."),
      FactColumn(
        "state", .text,
        "present, missing, not-fetched (it need not be there), malformed; of archives outside, "
          + "circular; in containerd unlisted (a file without a row in the image's namespace), "
          + "dangling (a target that has neither), discarded (a layer that was unpacked and let go); "
          + "unknown where nobody could look."),
      FactColumn("platform", .text, "os/architecture[/variant]."),
      FactColumn(
        "embedded_state", .text, "Of the bytes in the descriptor itself: match, differs, malformed."
      ),
    ].from("index.json, indexes, manifests, meta.db"))

  static let blobFault = FactTable(
    "blob_fault", "One thing that is wrong with the compression or the tar of a layer blob.",
    key: ["path", "name"],
    [
      FactColumn(
        "kind", .text, BlobFault.Kind.allCases.map(\.rawValue).joined(separator: ", ") + ".",
        from: .content),
      FactColumn("name", .text, "The entry's, as in the tar; empty for the whole.", from: .content),
      FactColumn("expected", .text, "What should be there.", from: .content),
      FactColumn("actual", .text, "What is there.", from: .content),
      FactColumn("use", .text, "Of the blob, as in `blob`.", from: .content),
    ].from("the stream of the blob's bytes"))

  static let blobUse = FactTable(
    "blob_use", "Which image or container needs which blob.", key: ["path"],
    [FactColumn("name", .text, "The image's or container's name, or its short id.")]
      .from("manifests; containers"))

  static let lease = FactTable(
    "lease", "One lease of containerd: it keeps things that nothing else need keep.",
    key: ["namespace", "lease"],
    [
      FactColumn("namespace", .text, "The namespace that has it."),
      FactColumn("lease", .text, "Its id."),
      expired,
      FactColumn("age_seconds", .integer, "Since it was made; null when that is not recorded."),
      FactColumn("resources", .integer, "Things that it names."),
      FactColumn("missing", .integer, "Of them, those that are not there."),
      FactColumn(
        "held_bytes", .integer,
        "What no image, container or label keeps, and no lease before it: blobs by their files, "
          + "snapshots by what the store recorded, writable ones by what was measured."),
      FactColumn("writable", .integer, "Writable snapshots among what it alone keeps."),
      FactColumn(
        "owner", .text,
        "docker-container, docker-image or build-cache: for what of Docker's it was made; null "
          + "when that is not known."),
      FactColumn(
        "owner_state", .text,
        "present, missing, and unknown where Docker's data root is not known; null without an "
          + "owner."),
    ].from("meta.db, and the containers, images and build cache of Docker's data root"))

  /// For whatever a lease or a label keeps for a time.
  static let expired = FactColumn(
    "expired_seconds", .integer,
    "Since the last that keeps it let go of it; negative when that is to come, null for never.")
}
