import BundledStores
import Foundation
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

  @Test func `no store ends with 4 and says what was tried`() throws {
    let run = try Program.run("/nonexistent/place")
    #expect(run.status == 4)
    #expect(run.complaints.contains("/nonexistent/place: it does not exist"))
  }

  @Test func `a path that is no directory is said to be what it is`() throws {
    let run = try Program.run("/etc/passwd")
    #expect(run.status == 4)
    #expect(
      run.complaints.contains(
        "/etc/passwd: not read: it is a regular file, a directory is due here"))
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

  @Test func `a rule without end is the fault of the rule, and is named`() throws {
    let store = try BundledStore(.aufs)
    let folder = try Folder()
    try folder.write("endless.yml", Self.endlessRule)
    let run = try Program.run("audit", "--rules", folder.url.path, store.root.path)
    #expect(run.status == 2)
    #expect(run.complaints == "layeraudit: rule endless: gives more than 100000 rows\n")
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

  @Test func `nothing is written into a store, not even when asked`() throws {
    let store = try BundledStore(.aufs)
    let file = store.root.appending(path: "report.json").path
    let run = try Program.run("audit", "--output", "json=\(file)", store.root.path)
    #expect(run.status == 2)
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  private static let layer = "452d574bfe5e1c230c43ffd053277d5a3f8a6c73c549404a7c8b5e1620a80530"

  private static let endlessRule = """
    id: endless
    title: Without end
    severity: note
    subject: layer
    needs: metadata
    query: >-
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000)
      SELECT layer.* FROM layer, n WHERE layer.role = 'image'
    message: x
    why: x
    fix: x
    examples:
      bad: [{role: image}]
      good: [{role: container}]

    """
}
