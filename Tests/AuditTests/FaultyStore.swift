import Audit
import BundledStores
import FaultyCalls
import Foundation
import Glibc
import LayerModel
import Scanner

/// A bundled store that is read while some calls on its files fail.
final class FaultyStore {
  /// A bundled store of each format.
  enum Kind: String, CaseIterable, Sendable {
    case graph = "docker-1.7.1-aufs"
    case layerDB = "docker-20.10-overlay2"
    case storage = "podman-5-overlay"
    case containerd = "containerd-1.6"
    case layout = "oci-small.tar"
    case archive = "docker-archive-flat.tar"
  }

  /// What an audit comes to.
  struct Outcome {
    /// Whether it is complete, and has no finding above a note.
    let isClean: Bool
    /// What it tells of: paths, and what findings are about.
    let places: [String]

    /// Whether it tells of a path, what is below or above it, or what has its id.
    func tells(of path: String?) -> Bool {
      guard let path, !path.isEmpty else { return !isClean }
      let ids = BytePath(path).components.map { $0.description.prefix(64) }
        .filter { $0.count == 64 }
      return places.contains { place in
        place == path || place.hasPrefix(path + "/") || path.hasPrefix(place + "/")
          || ids.contains { place.contains($0) }
      }
    }
  }

  private let root: String
  private let owner: AnyObject

  init(_ kind: Kind) throws {
    guard kind.rawValue.hasSuffix(".tar") else {
      let store = try BundledStore(archive: kind.rawValue)
      (root, owner) = (store.root.resolvingSymlinksInPath().path, store)
      return
    }
    // Other tests read the archive at the same time.
    let folder = try Folder()
    let copy = folder.url.resolvingSymlinksInPath().appending(path: kind.rawValue)
    let original = BundledStore.fixtures.appending(path: kind.rawValue)
    try FileManager.default.copyItem(at: original, to: copy)
    (root, owner) = (copy.path, folder)
  }

  /// How many calls of one reading a fault can strike.
  func calls(_ fault: Int32) throws -> Int {
    faulty_calls_arm(root, Int(FAULTY_NONE), fault)
    _ = try unread()
    return faulty_calls_disarm(root)
  }

  /// What becomes of an audit when the call that has `number` before it fails, and the path of that;
  /// `nil` when no call did.
  func outcome(_ number: Int, _ fault: Int32) throws -> (Outcome, struck: String?) {
    faulty_calls_arm(root, number, fault)
    defer { faulty_calls_disarm(root) }
    let outcome = try outcome()
    let struck = String(cString: faulty_calls_struck(root)).drop { $0 != "/" }
    return (outcome, struck.isEmpty ? nil : relative(String(struck)))
  }

  /// What becomes of an audit when one kind of call on one path fails.
  func outcome(_ call: String, on path: String, _ fault: Int32) throws -> Outcome {
    faulty_calls_arm_at(call, root + "/" + path, fault)
    defer { faulty_calls_disarm(root + "/" + path) }
    return try outcome()
  }

  /// What rules find when one kind of call on one path fails, sorted.
  func rules(_ call: String, on path: String, _ fault: Int32) throws -> [String] {
    faulty_calls_arm_at(call, root + "/" + path, fault)
    defer { faulty_calls_disarm(root + "/" + path) }
    let findings = try TestAudit.run(URL(fileURLWithPath: root), workers: 1).findings
    return Set(findings.filter { $0.severity > .note }.map(\.rule.text)).sorted()
  }

  /// What is there by a pattern.
  func paths(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(root + "/" + pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      found.gl_pathv[index].map { String(String(cString: $0).dropFirst(root.count + 1)) }
    }
  }

  /// Whether nothing is there in the first place, or a lock that only says that a daemon is at work.
  ///
  /// What `isGone` may be anything that is not an image's or a database's: containers, their files
  /// and what engines keep for a while go while a store is in use, and so do layers as a whole.
  func isOfNoWeight(_ path: String?, isGone: Bool) -> Bool {
    guard let path else { return true }
    var status = stat()
    let isThere = path.isEmpty || lstat(root + "/" + path, &status) == 0
    guard isThere, !path.hasSuffix("lock") else { return true }
    guard isGone else { return false }
    let place = BytePath(path)
    return records.allSatisfy { record in
      let isOfImage = record.layers.contains { layer in
        layer.role == .image
          && [layer.contentPath, layer.metadataPath].compactMap(\.self).contains {
            place != $0 && place.isWithin($0)
          }
      }
      let files = record.blobs.map(\.path) + record.documents.map(\.path)
      return !isOfImage && !files.contains(place)
    }
  }

  /// The store as it is, once nothing fails.
  private lazy var records = (try? Stores.read(at: StorePlaces([BytePath(root)]))) ?? []

  /// What fails in the first reading fails in all of the audit after it, whose rules judge.
  private func outcome() throws -> Outcome {
    do {
      let unread = try unread()
      guard unread.isEmpty else { return Outcome(isClean: false, places: unread) }
      let report = try TestAudit.run(URL(fileURLWithPath: root), workers: 1)
      let findings = report.findings.filter { $0.severity > .note }
      let told = findings.flatMap { finding in
        report.stores.map(\.record).filter { $0.location.id == finding.store }.flatMap { record in
          places(of: finding.layer, in: record)
            + [finding.subject.id, finding.path?.description ?? ""].map { place($0, in: record) }
        }
      }
      return Outcome(isClean: report.isComplete && findings.isEmpty, places: told)
    } catch AuditFailure.noStore {
      return Outcome(isClean: false, places: [""])
    }
  }

  /// What one reading leaves unknown; with one worker, so that calls come in one order.
  private func unread() throws -> [String] {
    let records = try Stores.read(at: StorePlaces([BytePath(root)]))
    let ofRecords = records.flatMap { places(of: $0.problems, in: $0) }
    guard ofRecords.isEmpty else { return ofRecords }
    return records.flatMap { record in
      let scanner = Scanner(workers: 1)
      let found = scanner.scan(record, level: .content, progress: ScanProgress())
      return places(of: found.problems, in: record)
    }
  }

  private func places(of problems: [AttributedProblem], in record: StoreRecord) -> [String] {
    problems.filter(\.problem.leavesUnknown).flatMap { problem in
      [place(problem.problem.path.description, in: record)] + places(of: problem.layer, in: record)
    }
  }

  private func places(of layer: LayerID?, in record: StoreRecord) -> [String] {
    record.layers.filter { $0.id == layer }.flatMap { layer in
      [layer.contentPath, layer.metadataPath].compactMap(\.self).map {
        place($0.description, in: record)
      }
    }
  }

  /// A path of one store, relative to the root; problems of roots and archives have absolute ones.
  private func place(_ path: String, in record: StoreRecord) -> String {
    relative(path.hasPrefix("/") ? path : record.location.root.description + "/" + path)
  }

  private func relative(_ path: String) -> String {
    path.hasPrefix(root) ? String(path.dropFirst(root.count).drop { $0 == "/" }) : path
  }
}
