import BundledStores
import Foundation
import Testing

/// Runs that read a part of the content, and what they may say of the rest.
struct NightlyTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func audit(_ store: BundledStore, _ words: String...) throws -> Command {
    try Program.run(
      ["audit", "--state", folder.path("state")] + words + [store.root.path])
  }

  private func coverage(_ run: Command) throws -> [String: Any] {
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    return try #require(report["coverage"] as? [String: Any])
  }

  /// With how many things of each store are read every time, as only that tells something of them.
  @Test(arguments: [
    ("docker-20.10-overlay2", 0), ("docker-20.10-vfs", 0), ("docker-1.7.1-aufs", 2),
    ("podman-5-overlay", 0), ("containerd-1.6", 4),
  ])
  func `what was read lately and not touched since keeps its verdict`(
    archive: String, loud: Int
  ) throws {
    let store = try BundledStore(archive: archive)
    let first = try coverage(try audit(store, "--max-age", "30d", "-o", "json"))
    let second = try audit(store, "--max-age", "30d", "-o", "json")
    #expect(second.status == 0)
    let found = try coverage(second)
    #expect(found["read"] as? Int == loud)
    #expect(found["read_earlier"] as? Int == (first["read"] as? Int ?? 0) - loud)
    #expect(found["left"] as? Int == 0)
    let text = try audit(store, "--skip-unchanged")
    #expect(text.status == 0)
    #expect(text.output.contains(" untouched since an earlier run, the oldest of "))
    #expect(text.output.contains("0 errors, 0 warnings"))
    #expect(text.output.hasSuffix("complete\n"))
  }

  @Test func `what was touched is read again, and found`() throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    #expect(try audit(store, "--max-age", "30d").status == 0)
    let file = try Self.aFile(of: store)
    let times = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate]
    let handle = try #require(FileHandle(forUpdatingAtPath: file))
    let byte = try #require(try handle.read(upToCount: 1)?.first)
    try handle.seek(toOffset: 0)
    try handle.write(contentsOf: [byte ^ 1])
    try handle.close()
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(times)], ofItemAtPath: file)
    // Until it is healed it is told every night.
    for _ in 0..<2 {
      let run = try audit(store, "--skip-unchanged")
      #expect(run.status == 1)
      #expect(run.output.contains("1/13 layers read, 12 untouched since an earlier run"))
    }
  }

  @Test func `a layer without a digest is held against its first reading, every night`() throws {
    let store = try BundledStore(.aufs)
    #expect(try audit(store).status == 0)
    let layer = "452d574bfe5e1c230c43ffd053277d5a3f8a6c73c549404a7c8b5e1620a80530"
    let file = store.root.path + "/aufs/diff/\(layer)/etc/hostname"
    try Command.run("sh", "-c", "echo other > \(file)")
    for _ in 0..<2 {
      let run = try audit(store)
      #expect(run.status == 1)
      #expect(run.output.contains("ERROR layer-content-changed"))
    }
  }

  @Test func `what is older than was asked is read again`() throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    #expect(try audit(store, "--max-age", "30d").status == 0)
    let run = try audit(store, "--max-age", "0s", "--output", "json")
    // Within the same second nothing is older.
    let read = try coverage(run)["read"] as? Int
    #expect(read == 0 || read == 13)
  }

  @Test func `a run that had no time says that it knows nothing`() throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    let run = try audit(store, "--max-duration", "0s")
    #expect(run.status == 3)
    #expect(run.output.contains("content-left-unread"))
    #expect(run.output.contains("INCOMPLETE"))
    #expect(run.output.contains("13 left for want of time, 13 never read"))
    #expect(try audit(store, "--max-age", "30d", "--max-duration", "1h").status == 0)
    // What is within the age needs no time.
    let later = try audit(store, "--max-age", "30d", "--max-duration", "0s")
    #expect(later.status == 0)
    #expect(later.output.contains("0/13 layers read, 13 untouched since an earlier run"))
    // Asked for all of it, none is enough.
    #expect(try audit(store, "--max-duration", "0s").status == 3)
  }

  @Test(arguments: [
    ["--max-age", "30d", "--no-state"], ["--skip-unchanged", "--no-state"],
    ["--max-age", "30d", "--level", "sizes"], ["--max-duration", "1h", "--level", "metadata"],
    ["--max-age", "30"], ["--max-age", "-1d"], ["--max-duration", "x"], ["--max-rate", "0B"],
    ["--max-rate", "5"], ["--max-age", "1d", "--baseline", "b"],
  ])
  func `what makes no sense is refused`(words: [String]) throws {
    let run = try Program.run(["audit"] + words + ["/nonexistent"])
    #expect(run.status == 2)
    #expect(run.complaints.hasPrefix("layeraudit: "))
  }

  @Test func `a rate and a low place change no verdict`() throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    let run = try audit(store, "--max-rate", "64MiB", "--idle")
    #expect(run.status == 0)
    #expect(run.complaints == "")
  }

  /// A regular file with content in some layer of an image.
  private static func aFile(of store: BundledStore) throws -> String {
    let found = try Command([
      "find", store.root.path + "/overlay", "-path", "*/diff/*", "-type", "f", "-size", "+0",
      "-links", "1",
    ])
    let files = found.output.split(separator: "\n").map(String.init).sorted()
    return try #require(files.first { $0.hasSuffix("/etc/motd") } ?? files.first)
  }
}
