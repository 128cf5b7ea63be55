import BundledStores
import Foundation
import Testing

/// What runs remember, and that nothing about it changes what an audit comes to.
struct MemoryTests {
  private let folder: Folder
  private let store: BundledStore
  private var state: String { folder.path("state") }

  init() throws {
    folder = try Folder()
    store = try BundledStore(archive: "podman-5-overlay")
  }

  private func audit(_ words: String...) throws -> Command {
    try Program.run(["audit", "--state", state] + words + [store.root.path])
  }

  @Test func `status tells the last run and the trend of all`() throws {
    for _ in 0..<3 { #expect(try audit().status == 0) }
    let status = try Program.run("status", "--state", state)
    #expect(status.status == 0)
    #expect(status.output.hasPrefix("Store containers-storage/overlay:\(store.root.path)\n"))
    #expect(status.output.contains("ok: 0 errors, 0 warnings, complete"))
    #expect(status.output.contains("13, 10 verified, the longest unread of "))
    #expect(status.output.contains(" in 3 runs  ▁▁▁"))
    let ascii = try Program.run("status", "--state", state, "--ascii", store.root.path)
    #expect(!ascii.output.contains { !$0.isASCII })
    let trend = try Program.run("status", "--trend", "--last", "2", "--state", state)
    #expect(trend.output.split(separator: "\n").count == 4)
    let json = try Program.run("status", "--trend", "--json", "--state", state)
    let stores = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    #expect((stores.first?["runs"] as? [[String: Any]])?.count == 3)
  }

  @Test func `each store has a verdict of its own, and damage stays until it is read again`() throws
  {
    let second = try BundledStore(archive: "docker-20.10-vfs")
    let layer =
      "image/vfs/layerdb/sha256/479b1b7629b3ce368b43adf42ce91725aa700655fe6a6089d11603abf3caa371"
    let cache = try String(
      contentsOf: second.root.appending(path: layer + "/cache-id"), encoding: .utf8)
    let handle = try FileHandle(
      forUpdating: second.root.appending(path: "vfs/dir/\(cache)/app/data.bin"))
    try handle.write(contentsOf: [1, 2, 3])
    try handle.close()
    #expect(try audit(second.root.path).status == 1)
    func verdicts() throws -> [Substring] {
      try Program.run("status", "--state", state).output.split(separator: "\n")
        .filter { $0.contains("  verdict ") || $0.contains("  layers ") }
    }
    let before = try verdicts()
    #expect(before.filter { $0.contains("fail: ") }.count == 1, "\(before)")
    #expect(before.filter { $0.contains("ok: 0 errors") }.count >= 1, "\(before)")
    #expect(before.filter { $0.contains(" 1 damaged") }.count == 1, "\(before)")
    #expect(try audit("--level", "metadata", second.root.path).status == 0)
    let after = try verdicts()
    #expect(after.filter { $0.contains("fail: ") } == [])
    #expect(after.filter { $0.hasSuffix("; not read again: 1 layer damaged before") }.count == 1)
    #expect(after.filter { $0.contains(" 1 damaged") }.count == 1, "\(after)")
  }

  @Test func `status without anything to tell says so`() throws {
    let run = try Program.run("status", "--state", state)
    #expect(run.status == 5)
    #expect(run.complaints == "layeraudit: no audit is remembered\n")
    #expect(try folder.names == [])
    #expect(try audit().status == 0)
    #expect(try Program.run("status", "--state", state, "/elsewhere").status == 4)
    #expect(try Program.run("status", "--state", state, "--last", "0").status == 2)
  }

  @Test func `nothing is kept when that is asked for`() throws {
    #expect(try Program.run("audit", "--no-state", store.root.path).status == 0)
    #expect(try folder.names == [])
    #expect(try Program.run("audit", "--no-state", "--state", state, store.root.path).status == 2)
  }

  @Test(arguments: [
    ("STATE_DIRECTORY", "unit:other", "unit"), ("XDG_STATE_HOME", "xdg", "xdg/layeraudit"),
    ("HOME", "home", "home/.local/state/layeraudit"),
  ])
  func `the environment says where`(name: String, value: String, place: String) throws {
    let run = try Command([
      "env", "\(name)=\(folder.path(value))", Program.path, "audit", store.root.path,
    ])
    #expect(run.status == 0)
    #expect(run.complaints == "")
    #expect(FileManager.default.fileExists(atPath: folder.path(place) + "/state.sqlite"))
  }

  @Test func `no memory is kept in a store`() throws {
    let inside = store.root.path + "/overlay/state"
    let run = try Program.run("audit", "--state", inside, store.root.path)
    #expect(run.status == 2)
    #expect(
      run.complaints == "layeraudit: \(inside) is inside the store \(store.root.path): "
        + "name another place with --state\n")
    #expect(!FileManager.default.fileExists(atPath: inside))
  }

  @Test func `a memory that cannot be used is said, and changes nothing else`() throws {
    try folder.write("state", "a file")
    let run = try audit("-o", "json")
    #expect(run.status == 0)
    let words =
      "earlier runs are not known: \(state): \(state): it is a regular file, a directory is due here"
    #expect(run.complaints == "layeraudit: \(words)\n")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect((report["history"] as? [String: Any])?["problem"] as? String == words)
    #expect(try audit().output.contains("Memory  \(words)\n"))
  }

  @Test func `a damaged memory is begun anew`() throws {
    #expect(try audit().status == 0)
    try folder.write("state/state.sqlite", String(repeating: "damaged ", count: 1_000))
    let run = try audit()
    #expect(run.status == 0)
    #expect(run.complaints.contains("state.sqlite: it is damaged"))
    #expect(try Program.run("status", "--state", state).status == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: state).sorted()
        == ["state.sqlite", "state.sqlite.damaged"])
  }

  @Test func `a run that was killed is told by the next one`() throws {
    let layer = try #require(
      try FileManager.default.contentsOfDirectory(
        atPath: store.root.appending(path: "overlay").path
      ).filter { $0.count == 64 }.sorted().first)
    let hole = store.root.appending(path: "overlay/\(layer)/diff/hole")
    _ = FileManager.default.createFile(atPath: hole.path, contents: nil)
    // A hole of 64 GiB takes no room and much time to hash.
    try FileHandle(forWritingTo: hole).truncate(atOffset: 1 << 36)
    let killed = try Program.shell(
      "\"$0\" audit --state \"$1\" --max-rate 1MiB \"$2\" & pid=$!; "
        + "until [ -s \"$1/state.sqlite\" ]; do sleep 0.1; done; sleep 1; kill -KILL $pid; "
        + "wait $pid", state, store.root.path)
    #expect(killed.status == 128 + SIGKILL)
    try FileManager.default.removeItem(at: hole)
    let run = try audit("-o", "json")
    #expect(run.complaints.contains("layeraudit: the run of "))
    #expect(run.output.contains("\"run-not-ended\""))
    let again = try audit("-o", "json")
    #expect(again.complaints == "")
    #expect(!again.output.contains("\"run-not-ended\""))
  }
}
