import Foundation
import StoreFixtures

/// Steps on a store that containerd wrote; digests and keys are named by their first digits.
extension Damage {
  static let meta = "io.containerd.metadata.v1.bolt/meta.db"
  static let content = "io.containerd.content.v1.content"

  func database(_ snapshotter: String = "overlayfs") -> String {
    "io.containerd.snapshotter.v1.\(snapshotter)/metadata.db"
  }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url(folder).path)
  }

  /// The digest that begins with `digits`.
  func digest(_ digits: String) throws -> String {
    let found = try names(in: Self.content + "/blobs/sha256").filter { $0.hasPrefix(digits) }
    guard found.count == 1 else { throw Failure(step: "find blob \(digits)") }
    return "sha256:" + found[0]
  }

  func blob(_ digits: String) throws -> String {
    Self.content + "/blobs/sha256/" + (try digest(digits).dropFirst("sha256:".count))
  }

  func tree(_ path: String) throws -> BoltTree { try BoltTree(file: Array(try read(path))) }

  /// Writes a database anew; fails when nothing changed, so that no case breaks nothing.
  func edit(_ path: String, _ edit: (inout BoltTree) throws -> Void) throws {
    let old = try tree(path)
    var new = old
    try edit(&new)
    guard new != old else { throw Failure(step: "edit \(path)") }
    try write(path, Data(new.file))
  }

  func editMeta(_ edit: (inout BoltTree) throws -> Void) throws { try self.edit(Self.meta, edit) }

  /// The row of a blob, as keys of `meta.db`.
  func row(ofBlob digits: String, in namespace: String = "default") throws -> [String] {
    ["v1", namespace, "content", "blob", try digest(digits)]
  }

  func label(_ name: String, ofBlob digits: String) throws -> [String] {
    try row(ofBlob: digits) + ["labels", "containerd.io/" + name]
  }

  /// The whole key of a snapshot that begins with `start`, or with it after `sha256:`.
  func key(
    _ start: String, in namespace: String = "default", of snapshotter: String = "overlayfs"
  ) throws -> String {
    let keys = try tree(Self.meta)["v1", namespace, "snapshots", snapshotter]?.keys ?? []
    let found = keys.filter { $0.hasPrefix(start) || $0.hasPrefix("sha256:" + start) }
    guard found.count == 1 else { throw Failure(step: "find snapshot \(start)") }
    return found[0]
  }

  /// The row of a snapshot, as keys of `meta.db`.
  func row(
    ofSnapshot start: String, in namespace: String = "default", of snapshotter: String = "overlayfs"
  ) throws -> [String] {
    ["v1", namespace, "snapshots", snapshotter, try key(start, in: namespace, of: snapshotter)]
  }

  /// What the snapshotter calls a snapshot.
  func backend(
    _ start: String, in namespace: String = "default", of snapshotter: String = "overlayfs"
  ) throws -> String {
    let row = try row(ofSnapshot: start, in: namespace, of: snapshotter)
    guard let name = try tree(Self.meta)[row + ["name"]]?.text else {
      throw Failure(step: "find name of \(start)")
    }
    return name
  }

  /// Edits the snapshotter's row of a snapshot.
  func editRow(
    _ start: String, in namespace: String = "default", of snapshotter: String = "overlayfs",
    _ field: String, _ value: BoltTree?
  ) throws {
    let name = try backend(start, in: namespace, of: snapshotter)
    try edit(database(snapshotter)) { $0["v1", "snapshots", name, field] = value }
  }

  /// The directory of a snapshot.
  func directory(
    _ start: String, in namespace: String = "default", of snapshotter: String = "overlayfs"
  ) throws -> String {
    let name = try backend(start, in: namespace, of: snapshotter)
    guard let id = try tree(database(snapshotter))["v1", "snapshots", name, "id"]?.value,
      let first = id.first
    else { throw Failure(step: "find id of \(start)") }
    return "io.containerd.snapshotter.v1.\(snapshotter)/snapshots/\(first)"
  }

  /// The only ingest that calls itself so.
  func ingest(_ reference: String) throws -> String {
    let folder = Self.content + "/ingest"
    for name in try names(in: folder) where try text("\(folder)/\(name)/ref") == reference {
      return "\(folder)/\(name)"
    }
    throw Failure(step: "find ingest \(reference)")
  }
}
