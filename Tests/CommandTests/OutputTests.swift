import BundledStores
import Foundation
import Glibc
import Testing

/// Where reports go: what is replaced, what is kept, and what cannot be written.
struct OutputTests {
  @Test func `a device stays a device`() throws {
    let store = try BundledStore(.aufs)
    let folder = try Folder()
    let device = folder.path("null")
    try Command.run("mknod", device, "c", "1", "3")
    let run = try Program.run("audit", "-o", "json=\(device)", store.root.path)
    #expect(run.status == 0)
    #expect(try status(device).st_mode & S_IFMT == S_IFCHR)
    #expect(try folder.names == ["null"])
  }

  @Test func `a FIFO is written to`() throws {
    let store = try BundledStore(.aufs)
    let folder = try Folder()
    let run = try Program.shell(
      "cd \(folder.url.path) && mkfifo p && { cat p > read & \"$0\" \"$@\"; s=$?; wait; exit $s; }",
      "audit", "-o", "json=p", store.root.path)
    #expect(run.status == 0)
    #expect(try folder.read("read").contains("\"schema_version\""))
    #expect(try status(folder.path("p")).st_mode & S_IFMT == S_IFIFO)
  }

  @Test func `a link is followed, and the file at its end keeps owner and mode`() throws {
    let store = try BundledStore(.aufs)
    let folder = try Folder()
    try folder.write("real", "old")
    try Command.run("chown", "12:34", folder.path("real"))
    try Command.run("chmod", "640", folder.path("real"))
    try Command.run("ln", "-s", "real", folder.path("link"))
    let run = try Program.run("audit", "-o", "json=\(folder.path("link"))", store.root.path)
    #expect(run.status == 0)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "real")
    let after = try status(folder.path("real"))
    #expect([after.st_uid, after.st_gid, after.st_mode & 0o7777] == [12, 34, 0o640])
    #expect(try folder.read("real").contains("\"schema_version\""))
  }

  @Test func `a link to nothing gets its file`() throws {
    let store = try BundledStore(.aufs)
    let folder = try Folder()
    try Command.run("mkdir", folder.path("below"))
    try Command.run("ln", "-s", "below/new", folder.path("link"))
    let run = try Program.run("baseline", "write", folder.path("link"), store.root.path)
    #expect(run.status == 0)
    #expect(try folder.read("below/new").hasPrefix("{\"layeraudit_baseline\""))
    #expect(try folder.names == ["below", "link"])
  }

  @Test func `tables go to a folder a kind, a day and a host`() throws {
    let store = try BundledStore(.aufs)
    let folder = try Folder()
    for _ in 1...2 {
      let run = try Program.run("audit", "-o", "ndjson=\(folder.url.path)/", store.root.path)
      #expect(run.status == 0)
    }
    let kinds = ["blobs", "containers", "findings", "images", "layers", "runs", "stores"]
    #expect(try folder.names == kinds)
    let runs = try FileManager.default.subpathsOfDirectory(atPath: folder.path("runs"))
    let files = runs.filter { $0.hasSuffix(".ndjson") }
    #expect(files.count == 2)
    for file in files {
      #expect(file.wholeMatch(of: #/dt=\d{4}-\d\d-\d\d/host=[^/]+/[0-9a-f]{32}\.ndjson/#) != nil)
      #expect(try folder.read("runs/" + file).hasPrefix("{\"kind\": \"run\","))
      #expect(try !folder.read("layers/" + file).isEmpty)
      // A table without rows is a file, too: no engine reads what is not there.
      #expect(try folder.read("blobs/" + file).isEmpty)
    }
    let refused = try Program.run("audit", "-o", "ndjson=\(store.root.path)/", store.root.path)
    #expect(refused.status == 2)
    #expect(refused.complaints.contains("is inside the store"))
  }

  @Test func `standard output is written to by its name, too`() throws {
    let store = try BundledStore(.aufs)
    let run = try Program.run("audit", "-o", "json=/dev/stdout", store.root.path)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("{"))
  }

  @Test func `no link leads a report into a store`() throws {
    let store = try BundledStore(.aufs)
    let folder = try Folder()
    let inside = store.root.appending(path: "report.json").path
    try Command.run("ln", "-s", inside, folder.path("link"))
    let run = try Program.run(
      "audit", "-o", "text", "-o", "json=\(folder.path("link"))", store.root.path)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(!FileManager.default.fileExists(atPath: inside))
  }

  @Test func `two reports cannot go to one file, whatever it is called`() throws {
    let folder = try Folder()
    try Command.run("ln", "-s", "report", folder.path("link"))
    for other in ["report", "./report", "link"] {
      let run = try Program.run(
        "audit", "-o", "json=\(folder.path("report"))", "-o", "text=\(folder.path(other))",
        "/nonexistent/store")
      #expect(run.status == 2)
      #expect(run.complaints.contains("two reports cannot go to one place"))
    }
  }

  @Test(arguments: [
    ("/nonexistent/x", "no such file or directory (ENOENT)"),
    ("/tmp", "it is a directory (EISDIR)"),
    ("/etc/passwd/x", "not a directory (ENOTDIR)"),
  ])
  func `a place that cannot be written is found before anything is read`(
    place: String, words: String
  ) throws {
    for command in [["audit", "-o", "json=\(place)"], ["baseline", "write", place]] {
      // Reading would end with 4.
      let run = try Program.run(command + ["/nonexistent/store"])
      #expect(run.status == 2)
      #expect(run.complaints == "layeraudit: cannot write \(place): \(words)\n")
    }
  }

  @Test func `a program that is killed leaves nothing behind`() throws {
    let store = try BundledStore(.vfs)
    let folder = try Folder()
    let layer = "452d574bfe5e1c230c43ffd053277d5a3f8a6c73c549404a7c8b5e1620a80530"
    // A hole of 64 GiB takes no room and much time to hash.
    let big = store.root.appending(path: "vfs/dir/\(layer)/big")
    _ = FileManager.default.createFile(atPath: big.path, contents: nil)
    try FileHandle(forWritingTo: big).truncate(atOffset: 1 << 36)
    let run = try Command(
      [Program.path, "baseline", "write", folder.path("baseline"), store.root.path],
      signal: SIGKILL, after: 1)
    #expect(run.status == 128 + SIGKILL)
    #expect(try folder.names == [])
  }

  @Test(arguments: [
    ["audit"], ["list", "layers"], ["tree"], ["query", "SELECT 1"], ["rules", "list"], ["--help"],
  ])
  func `standard output that takes nothing is said in one line`(command: [String]) throws {
    let store = try BundledStore(.aufs)
    let isOfStore = !["rules", "--help"].contains(command[0])
    let words = command + (isOfStore ? [store.root.path] : [])
    let full = try Command(["sh", "-c", "exec \"$0\" \"$@\" > /dev/full", Program.path] + words)
    #expect(full.status == 2)
    #expect(
      full.complaints
        == "layeraudit: cannot write standard output: no space left on the device (ENOSPC)\n")
    let closed = try Command(["sh", "-c", "exec \"$0\" \"$@\" >&-", Program.path] + words)
    #expect(closed.status == 2)
    #expect(
      closed.complaints == "layeraudit: cannot write standard output: not open for that (EBADF)\n")
  }

  @Test func `a stream that is closed leaves its number to no other file`() throws {
    let run = try Program.shell("exec \"$0\" \"$@\" <&-", "baseline", "show", "/proc/self/fd/0")
    // Nothing can be read from what holds the number; without that there would be no such file.
    #expect(run.status == 5)
    #expect(run.complaints.contains("/proc/self/fd/0:1: expected a baseline"))
  }

  private func status(_ path: String) throws -> stat {
    var found = stat()
    try #require(lstat(path, &found) == 0)
    return found
  }
}
