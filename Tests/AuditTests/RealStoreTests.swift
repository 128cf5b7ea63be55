import BundledStores
import Audit
import Foundation
import Glibc
import LayerModel
import Reports
import Testing

/// Stores that real daemons wrote, against what those daemons reported.
struct RealStoreTests {
  @Test(arguments: BundledStore.Name.allCases)
  func `a healthy store brings no finding of warning or above`(name: BundledStore.Name) throws {
    let store = try BundledStore(name)
    let report = try TestAudit.run(store.root)
    let findings = report.findings.filter { $0.severity > .note }.map { "\($0.rule) \($0.message)" }
    let lossy = name == .pulled ? ["file-name-lossy"] : []
    #expect(findings.map { String($0.prefix { $0 != " " }) } == lossy, "\(findings)")
    #expect(report.isComplete)
  }

  @Test(arguments: BundledStore.Name.allCases)
  func `parents, sizes and chains equal what the daemon reported`(
    name: BundledStore.Name
  ) throws {
    let store = try BundledStore(name)
    let images = try #require(try BundledStore.facts(name)["images"] as? [String: [String: Any]])
    let record = try TestAudit.run(store.root, level: .sizes).stores[0]
    let layers = record.record.layers.filter { $0.role == .image }
    #expect(Set(layers.map(\.id.description)) == Set(images.keys))
    for layer in layers {
      let facts = try #require(images[layer.id.description])
      let measured = try #require(record.measurements.layers[layer.id])
      #expect(layer.parent?.description ?? "" == facts["parent"] as? String ?? "")
      #expect(layer.recordedSize?.description == facts["layersize"] as? String)
      let chain = try #require(facts["chain_leaf_to_root"] as? [String])
      #expect(layer.depth == chain.count - 1)
      if name == .aufs {
        #expect(measured.sizeByWalk == layer.recordedSize)
      } else {
        #expect(measured.sizeByRegularChanges == layer.recordedSize)
        let key = "layersize_if_deleted_and_recomputed_by_docker"
        if let recomputed = facts[key] as? String {
          #expect(measured.sizeByChanges?.description == recomputed)
        }
      }
    }
  }

  @Test(arguments: BundledStore.Name.allCases)
  func `names and dangling images are those that the daemon lists`(
    name: BundledStore.Name
  ) throws {
    let store = try BundledStore(name)
    let facts = try BundledStore.facts(name)
    let images = try TestAudit.run(store.root, level: .metadata).stores[0].record.images
    let tags = try #require(facts["tags"] as? [String: [String: String]])
    for (repository, own) in tags {
      for (tag, id) in own {
        let name = repository + (tag.contains(":") ? "@" : ":") + tag
        #expect(images.first { $0.names.contains(name) }?.id.description == id)
      }
    }
    let dangling = try #require(facts["dangling"] as? [String])
    #expect(images.filter(\.names.isEmpty).map(\.id.description) == dangling.sorted())
  }

  @Test(arguments: BundledStore.Name.allCases)
  func `history prints what docker history printed`(name: BundledStore.Name) throws {
    let store = try BundledStore(name)
    let client = try #require(try BundledStore.facts(name)["client"] as? [String: Any])
    let history = try #require(client["history"] as? [String: [String: [String: Any]]])
    let record = try TestAudit.run(store.root, level: .metadata).stores[0].record
    for (image, forms) in history {
      let expected = try #require(forms["raw"]?["stdout"] as? String)
      let claim = try #require(record.images(called: image).first)
      let table = HistoryTable(of: claim, in: record)
      #expect(table.text(now: TestAudit.now, isHuman: false, isWhole: true) == expected)
    }
  }

  @Test func `tar-split gives the digests that the 1.10 migration computed`() throws {
    let store = try BundledStore(.pulled)
    let layers = try TestAudit.run(store.root).stores[0].measurements.layers
    let base = LayerID("960c6aac6a566bdb74e393e149b0aeba709034d3e451068ac51624324a10d666")
    #expect(layers[base]?.tarDigest?.hex.hasPrefix("1a6a9d54") == true)
    // A CRC-64 is no proof.
    #expect(layers.values.allSatisfy { $0.verification == .unverifiable })
  }

  @Test func `the report does not depend on the number of workers`() throws {
    let store = try BundledStore(.vfs)
    let first = try TestAudit.run(store.root, workers: 1)
    for workers in 2...4 {
      var other = try TestAudit.run(store.root, workers: workers)
      other.duration = first.duration
      #expect(other == first)
    }
  }

  @Test func `an audit changes nothing, not even access times`() throws {
    let store = try BundledStore(.aufs)
    let paths = try #require(FileManager.default.subpaths(atPath: store.root.path)) + [""]
    for path in paths {
      // An access time before the modification time: the next plain read would set it.
      var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 0, tv_nsec: Self.omit)]
      utimensat(AT_FDCWD, store.root.appending(path: path).path, &times, AT_SYMLINK_NOFOLLOW)
    }
    let before = Self.status(of: paths, in: store.root)
    _ = try TestAudit.run(store.root)
    let after = Self.status(of: paths, in: store.root)
    #expect(before.count > 700)
    #expect(paths.filter { before[$0] != after[$0] }.isEmpty)
  }

  /// `UTIME_OMIT`, which the Glibc module lacks: leaves a time as it is.
  private static let omit = 1_073_741_822

  /// Inode, size, mtime, ctime and atime of each path; of symlinks no atime, since the kernel sets
  /// it for every reader of a target, whatever it asks for.
  private static func status(of paths: [String], in root: URL) -> [String: [Int]] {
    var entries: [String: [Int]] = [:]
    for path in paths {
      var status = stat()
      guard lstat(root.appending(path: path).path, &status) == 0 else { continue }
      entries[path] = [
        Int(status.st_ino), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
        status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
        status.st_mode & S_IFMT == S_IFLNK ? 0 : status.st_atim.tv_sec,
      ]
    }
    return entries
  }
}
