internal import LayerModel

extension FactSchema {
  static let layer = FactTable(
    "layer", "One layer: what its metadata claims and what was measured.", key: ["layer_id"],
    identity + chain + sizes + configuration + integrity + addresses + storage + packed
      + measurements)

  private static let identity = [
    FactColumn("short_id", .text, "First 12 characters, and `-init` where the id ends so."),
    FactColumn("driver", .text, "The store's driver."),
    FactColumn(
      "role", .text,
      "image, container, container-init, build-cache, unclaimed (a directory nothing names)."),
    FactColumn(
      "metadata_state", .text,
      "Of its json: ok, missing, empty, unreadable, malformed, wrong-kind, too-large, null; none "
        + "for layers that have none."),
    FactColumn("is_loadable", .integer, "Whether the daemon would list it; null for other roles."),
    FactColumn("declared_id", .text, "The id inside its json."),
    FactColumn("declared_id_state", .text, "match, differs, malformed, absent."),
    FactColumn(
      "content_address_state", .text,
      "How its id follows from its metadata: match, probe, mismatch; null when the id is random or "
        + "a part of it unknown."),
  ].from("graph/<id>/json; layerdb/sha256/<chain>; <driver>-layers/layers.json")

  private static let chain = [
    FactColumn("parent_id", .text, "The parent layer."),
    FactColumn("parent_text", .text, "The parent as written, when it is no id."),
    FactColumn(
      "parent_state", .text,
      "root, present, missing, malformed, prefix, self, cycle, unloadable, unknown; elsewhere when "
        + "another store may have it."),
    FactColumn("depth", .integer, "Ancestors; null when the chain is broken."),
    FactColumn("children", .integer, "Layers whose parent it is."),
    FactColumn(
      "chain_state", .text,
      "Of the second record of the chain (aufs/layers, overlay2's lower): match, differs, missing, "
        + "wrong-kind, unreadable, malformed, empty, too-long; stand-in for a copy that the build "
        + "cache made of a layer below; null when there is none."),
    FactColumn("chain_expected", .text, "The chain by the parents."),
    FactColumn("chain_actual", .text, "The chain by the second record."),
    FactColumn("chain_path", .text, "The file of the second record."),
  ].from("graph/<id>/json and parent; aufs/layers/<id>; layerdb parent; overlay2/<id>/lower")

  private static let sizes = [
    FactColumn("recorded_bytes", .integer, "The size the store recorded."),
    FactColumn("recorded_size_text", .text, "The size as written, when it is no plain number."),
    FactColumn(
      "recorded_size_state", .text,
      "ok, missing, malformed, negative, non-canonical, trailing-newline, empty, overflow, "
        + "implausible, wrong-kind, unreadable."),
    FactColumn("recorded_size_path", .text, "The file of the recorded size."),
    FactColumn("metadata_bytes", .integer, "The size that its json repeats."),
  ].from("graph/<id>/layersize and json; layerdb size")

  private static let configuration = [
    FactColumn("created_at", .text, "RFC 3339, UTC."),
    FactColumn("created_state", .text, "ok, missing, malformed."),
    FactColumn("created_by", .text, "The command that made it."),
    FactColumn("docker_version", .text, "The daemon that made it."),
    FactColumn(
      "changes_only_command", .integer, "1 when its json changes nothing but Cmd; null if unknown."),
    FactColumn("age_seconds", .integer, "Since mtime or ctime of its directory."),
  ].from("graph/<id>/json")

  private static let integrity = [
    FactColumn("checksum", .text, "The digest of the compressed blob, as recorded."),
    FactColumn("checksum_state", .text, "ok, malformed, legacy-tarsum; null without a file."),
    FactColumn("declared_blob_digest", .text, "`layer_id` of its json."),
    FactColumn(
      "recorded_diff_id", .text,
      "Digest of its uncompressed tar, as the store or a migration has it."),
    FactColumn(
      "content_state", .text,
      "directory, missing, wrong-kind, symlink, unreadable, not-plain-files, other-driver, unknown."
    ),
    FactColumn("content_path", .text, "Where its content is, relative to the store's root."),
    FactColumn("tar_split_state", .text, "present, missing, wrong-kind, none."),
    FactColumn("tar_split_path", .text, "Its tar-data.json.gz or tar-split.json.gz."),
  ].from("graph/<id>/checksum, tar-data.json.gz, json; the driver's directory")

  private static let addresses = [
    FactColumn("chain_id", .text, "Digest that names it with all below it; null in graph stores."),
    FactColumn("computed_chain_id", .text, "The same, by its recorded parent and DiffID."),
    FactColumn("diff_id_state", .text, "ok, missing, empty, malformed, wrong-kind, unreadable."),
    FactColumn("image_diff_id", .text, "Its DiffID by the configuration of an image."),
    FactColumn("image_parent_id", .text, "Its parent by the configuration of an image."),
    FactColumn("is_named_by_image", .integer, "1 when an image has this chain."),
    FactColumn("cache_id", .text, "What the driver calls it."),
    FactColumn("cache_id_path", .text, "The file that says so."),
    FactColumn(
      "cache_id_state", .text,
      "ok, missing, empty, malformed, traversal (would leave the driver's directory), duplicate, "
        + "wrong-kind, unreadable."),
    FactColumn("cache_id_text", .text, "As written, when it is no cache id."),
    FactColumn(
      "found_cache_id", .text,
      "The one directory that nothing names and that must be its own, where its own is not found."),
    FactColumn(
      "link_state", .text,
      "Of the short name that mounts use: ok, missing, empty, malformed, wrong-kind, unreadable, "
        + "duplicate, link-missing, link-elsewhere, link-wrong-kind."),
    FactColumn("link_path", .text, "The file or link that is wrong."),
    FactColumn("link_expected", .text, "What should be there."),
    FactColumn("link_actual", .text, "What is there."),
    FactColumn("link_name", .text, "The only short name whose link leads to it."),
  ].from("image/<driver>/layerdb/sha256/<chain>; imagedb; <id>/link and l of overlay2 and overlay")

  private static let storage = [
    FactColumn(
      "diff_id_source", .text,
      "Which record the DiffID is from: diff-digest, or expected-layer-diffid, which nobody compared "
        + "with the layer; null in other formats, as are all below."),
    FactColumn("diff_id_text", .text, "The digest as written, when it is none."),
    FactColumn("toc_digest", .text, "Of the table of contents by which it was fetched in parts."),
    FactColumn("blob_digest", .text, "Of the layer as a registry sent it."),
    FactColumn("blob_bytes", .integer, "The length of that."),
    FactColumn(
      "recorded_users", .text, "Owners in its tar by its record, `0,1000`; null for none."),
    FactColumn("recorded_groups", .text, "Groups in its tar by its record."),
    FactColumn(
      "created_age_seconds", .integer, "Since its creation; negative when that is to come."),
  ].from("<driver>-layers/layers.json")

  private static let packed = [
    FactColumn("namespace", .text, "The containerd namespace that has it; null in other formats."),
    FactColumn("blob_path", .text, "The blob that it was unpacked from or is kept as."),
    FactColumn(
      "blob_state", .text, "Of that blob: present, missing, discarded; null where none is due."),
    FactColumn("recorded_inodes", .integer, "Inodes that the store counted when it committed it."),
    FactColumn("snapshotter", .text, "What keeps its files."),
    FactColumn("snapshot_kind", .text, "view, active, committed, unknown."),
    FactSchema.expired,
  ].from("meta.db; the snapshotter's metadata.db; manifests and configurations")

  private static let measurements = [
    FactColumn("files", .integer, "Regular files.", from: .sizes),
    FactColumn("directories", .integer, "Directories below its root.", from: .sizes),
    FactColumn("symlinks", .integer, "Symbolic links.", from: .sizes),
    FactColumn("whiteouts", .integer, "Hidden names.", from: .sizes),
    FactColumn("specials", .integer, "Devices, FIFOs and sockets.", from: .sizes),
    FactColumn("entries", .integer, "All of the above together.", from: .sizes),
    FactColumn("inodes", .integer, "Distinct inodes, its root's included.", from: .sizes),
    FactColumn("apparent_bytes", .integer, "Regular bytes, each inode once.", from: .sizes),
    FactColumn("allocated_bytes", .integer, "Blocks, each inode once.", from: .sizes),
    FactColumn("size_by_walk", .integer, "As Docker's directory.Size counts.", from: .sizes),
    FactColumn(
      "size_by_changes", .integer, "As Docker's ChangesSize counts against the parent.",
      from: .sizes),
    FactColumn(
      "size_by_regular_changes", .integer, "Regular bytes changed against the parent, inodes once.",
      from: .sizes),
    FactColumn(
      "size_by_tar", .integer, "Sum of the sizes of every tar entry, from tar-split.",
      from: .content),
    FactColumn(
      "content_sha256", .text, "The canonical digest of its tree; null where its DiffID decides.",
      from: .content),
    FactColumn(
      "earlier_content_sha256", .text, "The same by the first run that read it; null without any.",
      from: .content),
    FactColumn("tar_sha256", .text, "Digest of the tar stream put together again.", from: .content),
    FactColumn(
      "tar_stream_bytes", .integer, "Length of that stream, headers and padding included.",
      from: .content),
    FactColumn("tar_users", .text, "Owners in the tar's headers, `0,1000`.", from: .content),
    FactColumn("tar_groups", .text, "Groups in the tar's headers.", from: .content),
    FactColumn(
      "owners_state", .text,
      "checked, or partly where owners on disk are ids that nothing in the store records; moved "
        + "where they are others than in most layers.",
      from: .content),
    FactColumn(
      "owners_expected", .text, "What an owner in the tar is on disk in most layers.",
      from: .content),
    FactColumn(
      "tar_split_owner", .text,
      "The layer whose tar-split it has in the place of its own, or `another`; else null.",
      from: .content),
    FactColumn("owners_actual", .text, "What it is in this one.", from: .content),
    FactColumn("verification", .text, "verified, damaged, unverifiable, not-read."),
    FactColumn("verification_reason", .text, "Why."),
    FactColumn(
      "read_at", .text,
      "When its content was last read whole, RFC 3339, UTC; null for never, as far as is known."),
    FactColumn(
      "unread_seconds", .integer,
      "Since then, or since a run first saw it; null without a memory of earlier runs."),
    FactColumn(
      "is_left", .integer, "1 when it was to be read, but the time was over.", from: .content),
    FactColumn("entry_faults", .integer, "Rows it has in `entry`.", from: .sizes),
    FactColumn("entry_faults_left_out", .integer, "Faults beyond the limit.", from: .sizes),
  ].from("the walk of its content; tar-split")
}
