import BundledStores
import Foundation
import StoreFixtures
import Testing

/// The program's exit statuses, which scripts and units depend on.
struct ExitStatusTests {
  @Test func `a clean store ends with 0 and a verdict`() throws {
    let store = try BundledStore(.aufs)
    let run = try Program.run(store.root.path)
    #expect(run.status == 0)
    #expect(run.output.split(separator: "\n").last?.hasPrefix("OK 0 errors") == true)
    #expect(run.complaints == "")
  }

  @Test func `findings end with 1 from the severity that was asked for`() throws {
    let store = try BundledStore(.pulled)
    #expect(try Program.run(store.root.path).status == 0)
    #expect(try Program.run("audit", "--fail-on", "warning", store.root.path).status == 1)
    #expect(try Program.run("audit", "--fail-on", "never", store.root.path).status == 0)
  }

  @Test(arguments: [
    ["audit", "--no-such-flag"], ["audit", "--set", "no-such-rule.x=1"],
    ["audit", "--rules", "/nonexistent"], ["audit", "--profile", "none"],
    ["audit", "--suppressions", "/nonexistent"],
  ])
  func `wrong words end with 2 before anything is read`(arguments: [String]) throws {
    let store = try BundledStore(.aufs)
    let run = try Program.run(arguments + [store.root.path])
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.complaints.hasPrefix("layeraudit: "))
  }

  private static let hidesProc = "mount --make-rprivate / && umount -l /proc && exec \"$0\" \"$@\""

  private static let canHideProc = {
    do {
      return try Command(["unshare", "-m", "sh", "-c", hidesProc, "true"]).status == 0
    } catch { return false }
  }()

  /// A rescue system's chroot may be so.
  @Test(.enabled(if: canHideProc))
  func `without /proc no word is taken for none`() throws {
    let run = try Command([
      "unshare", "-m", "sh", "-c", Self.hidesProc, Program.path, "/nonexistent/place",
    ])
    #expect(run.status == 2)
    #expect(run.complaints.hasPrefix("layeraudit: /proc is not mounted"))
  }

  @Test func `no store ends with 4 and says what was tried`() throws {
    let run = try Program.run("/nonexistent/place")
    #expect(run.status == 4)
    #expect(run.complaints.contains("/nonexistent/place: it does not exist"))
  }

  @Test(arguments: ["", "garbage", "\u{1F}\u{8B}\u{8}", "missing"])
  func `a path that was named and leads to no store is told beside one that does`(
    text: String
  ) throws {
    let folder = try Folder()
    if text != "missing" { try folder.write("broken.tar", text) }
    try ImageBuilder().layout.write(to: folder.url.appending(path: "layout"))
    let run = try Program.run("audit", folder.path("layout"), folder.path("broken.tar"))
    #expect(run.status == 3)
    #expect(run.output.contains("broken.tar"))
    #expect(try Program.run("audit", folder.path("layout")).status == 0)
  }

  @Test func `a file that is no store is said to be what it is`() throws {
    let run = try Program.run("/etc/passwd")
    #expect(run.status == 4)
    #expect(
      run.complaints.contains(
        "/etc/passwd: not entered: it is a regular file, a directory or an archive is due here"))
  }

  @Test(arguments: [
    ["list", "layers"], ["tree"], ["inspect", Self.layer], ["query", "SELECT short_id FROM layer"],
  ])
  func `looking at what cannot be wholly read ends with 3, after what was found`(
    arguments: [String]
  ) throws {
    let store = try BundledStore(.aufs)
    let whole = try Program.run(arguments + [store.root.path])
    #expect(whole.status == 0)
    #expect(whole.complaints == "")
    let json = store.root.appending(path: "graph/\(Self.layer)/json")
    try FileHandle(forWritingTo: json).truncate(atOffset: 1 << 40)
    let run = try Program.run(arguments + [store.root.path])
    #expect(run.status == 3)
    #expect(run.output.contains(Self.layer.prefix(12)))
    #expect(run.complaints.contains(": this is not all, as 1 place could not be read"))
  }

  @Test(arguments: [["--level", "\u{1B}[31mx"], ["--set", "\u{1B}[31mx"], ["--\u{1B}[31m"]])
  func `what was typed is repeated without acting on the terminal`(arguments: [String]) throws {
    let run = try Program.run(["audit"] + arguments)
    #expect(run.status == 2)
    #expect(!run.complaints.contains("\u{1B}"))
    #expect(run.complaints.contains("\\x1b[31m"))
    // The usage stays on lines of its own.
    #expect(run.complaints.contains("\nUsage: ") == (arguments[0] != "--set"))
  }

  @Test func `two statements are refused in words`() throws {
    let store = try BundledStore(.aufs)
    let run = try Program.run("query", "SELECT 1; SELECT 2", store.root.path)
    #expect(run.status == 2)
    #expect(run.complaints == "layeraudit: one statement only\n")
  }

  @Test func `a missing baseline ends with 5`() throws {
    let store = try BundledStore(.aufs)
    let run = try Program.run("audit", "--baseline", "/nonexistent", store.root.path)
    #expect(run.status == 5)
  }

  @Test func `what cannot be read ends with 3`() throws {
    let store = try BundledStore(.aufs)
    let json = store.root.appending(path: "graph/\(Self.layer)/json")
    try FileHandle(forWritingTo: json).truncate(atOffset: 1 << 40)
    let run = try Program.run("audit", "--fail-on", "never", store.root.path)
    #expect(run.status == 3)
    #expect(run.output.contains("INCOMPLETE"))
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func `a signal ends with a whole report and its own status`(
    signal: Int32, status: Int32
  ) throws {
    let store = try BundledStore(.vfs)
    // A hole of 64 GiB takes no room and much time to hash.
    let big = store.root.appending(path: "vfs/dir/\(Self.layer)/big")
    _ = FileManager.default.createFile(atPath: big.path, contents: nil)
    try FileHandle(forWritingTo: big).truncate(atOffset: 1 << 36)
    let words = [Program.path, "audit", "--output", "json", store.root.path]
    let run = try Command(words, signal: signal, after: 0.5)
    #expect(run.status == status)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(report["complete"] as? Bool == false)
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func `a signal ends the reading of metadata, too`(signal: Int32, status: Int32) throws {
    let store = try BundledStore(archive: "docker-20.10-overlay2")
    let folder = store.root.appending(path: "image/overlay2/imagedb/content/sha256")
    // Each is a hole of 16 MB, which is read and hashed whole.
    for index in 0..<2_000 {
      let digits = String(index, radix: 16)
      let file = folder.appending(path: String(repeating: "0", count: 64 - digits.count) + digits)
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
      try FileHandle(forWritingTo: file).truncate(atOffset: 16 << 20)
    }
    let words = [Program.path, "audit", "--output", "json", store.root.path]
    let run = try Command(words, signal: signal, after: 1)
    #expect(run.status == status)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(report["complete"] as? Bool == false)
    #expect(
      (report["findings"] as? [[String: Any]])?.contains { $0["severity"] as? String == "error" }
        == false)
  }

  @Test func `a sound store is not accused by who does not see its marks`() throws {
    let store = try BundledStore(archive: "docker-20.10-overlay2")
    let words = [Program.path, "audit", store.root.path]
    let sound = try Command(words)
    let without = ["setpriv", "--bounding-set", "-sys_admin", "--inh-caps", "-sys_admin"]
    let run = try Command(without + words)
    #expect(sound.status == 0)
    #expect(run.status == 3)
    #expect(run.output.contains("CAP_SYS_ADMIN"))
    #expect(!run.output.contains("opaque-missing"))
    #expect(run.output.split(separator: "\n").last?.hasPrefix("INCOMPLETE 0 errors") == true)
  }

  @Test func `a store beside one that may not be looked into is not the whole`() throws {
    let fixture = try StorageFixture()
    let root = URL(filePath: fixture.root)
    for kind in ["layers", "images", "containers"] {
      let folder = root.appending(path: "vfs-\(kind)")
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try Data("[]".utf8).write(to: folder.appending(path: "\(kind).json"))
    }
    let words = [Program.path, "query", "SELECT path FROM problem", fixture.root]
    let nobody = [
      "env", "HOME=/", "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
    ]
    // The program may lie where nobody else gets at it.
    guard try Command(nobody + [Program.path, "--version"]).status == 0 else { return }
    try Command.run("chmod", "-R", "o+rX", root.appending(path: "overlay").path)
    for kind in ["layers", "images", "containers"] {
      try Command.run("chmod", "-R", "o+rX", root.appending(path: "overlay-\(kind)").path)
    }
    let run = try Command(nobody + words)
    #expect(run.status == 3)
    #expect(run.output.contains("vfs-layers/layers.json"))
  }

  @Test func `a driver's directory behind a link is not called lost`() throws {
    let store = try BundledStore(archive: "docker-20.10-overlay2")
    let home = store.root.appending(path: "overlay2")
    try FileManager.default.moveItem(at: home, to: store.root.appending(path: "moved"))
    try FileManager.default.createSymbolicLink(
      atPath: home.path, withDestinationPath: "/mnt/elsewhere/overlay2")
    let run = try Program.run(store.root.path)
    #expect(run.status == 3)
    #expect(run.output.contains("it is a link to /mnt/elsewhere/overlay2"))
    #expect(run.output.contains("mount --bind"))
    #expect(!run.output.contains("lost their files"))
  }

  @Test func `nothing is written into a store, not even when asked`() throws {
    let store = try BundledStore(.aufs)
    let file = store.root.appending(path: "report.json").path
    let run = try Program.run("audit", "--output", "json=\(file)", store.root.path)
    #expect(run.status == 2)
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  private static let layer = "452d574bfe5e1c230c43ffd053277d5a3f8a6c73c549404a7c8b5e1620a80530"
}
