import BundledStores
import Foundation
import Testing

/// `baseline write` and `audit --baseline`, by their exit statuses and complaints.
struct BaselineTests {
  @Test func `a baseline of another store compares nothing and is refused`() throws {
    let (store, other) = (try BundledStore(.aufs), try BundledStore(.vfs))
    let folder = try Folder()
    #expect(try Program.run("baseline", "write", folder.path("b"), store.root.path).status == 0)
    #expect(try Program.run("audit", "--baseline", folder.path("b"), store.root.path).status == 0)
    let run = try Program.run("audit", "--baseline", folder.path("b"), other.root.path)
    #expect(run.status == 5)
    #expect(
      run.complaints == "layeraudit: \(folder.path("b")): none of its layers is in "
        + "docker-graph/vfs:\(other.root.path): it is of another store\n")
    #expect(run.output == "")
  }

  @Test func `a baseline that was cut short is refused`() throws {
    let store = try BundledStore(.aufs)
    let folder = try Folder()
    #expect(try Program.run("baseline", "write", folder.path("b"), store.root.path).status == 0)
    let lines = try folder.read("b").split(separator: "\n")
    try folder.write("cut", lines.dropLast().joined(separator: "\n"))
    let run = try Program.run("audit", "--baseline", folder.path("cut"), store.root.path)
    #expect(run.status == 5)
    #expect(
      run.complaints == "layeraudit: \(folder.path("cut")):\(lines.count - 1): "
        + "the baseline is cut short after this line\n")
  }

  @Test func `one layer of two contents is refused, the same twice is written once`() throws {
    let store = try BundledStore(.aufs)
    let folder = try Folder()
    try Command.run("cp", "-a", store.root.path, folder.path("copy"))
    let words = ["baseline", "write", folder.path("b"), store.root.path, folder.path("copy")]
    #expect(try Program.run(words).status == 0)
    let alone = ["baseline", "write", folder.path("alone"), store.root.path]
    #expect(try Program.run(alone).status == 0)
    #expect(
      try folder.read("b").split(separator: "\n").dropFirst()
        == folder.read("alone").split(separator: "\n").dropFirst())
    try folder.write("copy/aufs/diff/\(Self.layer)/etc/added", "x")
    let before = try folder.read("b")
    let run = try Program.run(words)
    #expect(run.status == 2)
    #expect(
      run.complaints == "layeraudit: layer \(Self.layer) differs between "
        + [store.root.path, folder.path("copy")].sorted().map { "docker-graph/aufs:\($0)" }
        .joined(separator: " and ") + ": write a baseline for each store\n")
    #expect(try folder.read("b") == before)
    #expect(try folder.names == ["alone", "b", "copy"])
  }

  @Test func `progress of writing is shown when asked for`() throws {
    let store = try BundledStore(.aufs)
    let folder = try Folder()
    let words = ["baseline", "write", folder.path("b"), store.root.path]
    #expect(try Program.run(words).complaints == "")
    let run = try Program.run(words + ["--progress", "bar"])
    // The bar is wiped at the end, however short it was there.
    #expect(run.complaints.hasSuffix("\r\u{1B}[K"))
  }

  private static let layer = "452d574bfe5e1c230c43ffd053277d5a3f8a6c73c549404a7c8b5e1620a80530"
}
