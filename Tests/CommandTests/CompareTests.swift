import BundledStores
import Foundation
import Testing

/// `compare`, as jobs run it, on two copies of a real store of which one grew.
struct CompareTests {
  private static let thresholds = [
    "--set", "image-grown.floor=0B", "--set", "layer-grown.floor=0B", "--set",
    "place-grown.floor=0B",
  ]
  private static let file = "special/zeros"

  /// A store whose image `app` has one file that is larger by a sixth of the image.
  private static func grown() throws -> BundledStore {
    let store = try BundledStore(archive: "podman-5-overlay")
    let layers = store.root.appending(path: "overlay")
    let names = try FileManager.default.contentsOfDirectory(atPath: layers.path).sorted()
    let path = try #require(
      names.map { layers.appending(path: "\($0)/diff/\(Self.file)").path }
        .first { FileManager.default.fileExists(atPath: $0) })
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(repeating: 7, count: 100_000))
    try handle.close()
    return store
  }

  @Test func `every form names the image and the file that grew`() throws {
    let (before, after) = (try BundledStore(archive: "podman-5-overlay"), try Self.grown())
    let folder = try Folder()
    let forms = [
      "text", "json", "ndjson", "sarif", "junit", "gitlab", "github", "markdown", "csv", "html",
    ]
    let outputs = forms.flatMap { ["--output", "\($0)=\(folder.path($0))"] }
    let run = try Program.run(
      ["compare", before.root.path, after.root.path] + outputs + Self.thresholds)
    #expect(run.status == 1)
    for form in forms {
      let text = try folder.read(form)
      #expect(text.contains("image-grown"), "\(form)")
      #expect(text.contains(Self.file), "\(form)")
    }
  }

  @Test func `a store that did not grow is as its report says`() throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    let folder = try Folder()
    let report = folder.path("base.json")
    let audit = try Program.run(
      "audit", "--level", "sizes", "-o", "json=\(report)", store.root.path)
    #expect(audit.status == 0)
    for new in [store.root.path, report] {
      let run = try Program.run("compare", report, new)
      #expect(run.status == 0)
      #expect(run.output.contains("7 images of the same size as in"))
    }
  }

  @Test func `reports that list files name the one that grew without the stores`() throws {
    let folder = try Folder()
    for (name, store) in [
      ("a", try BundledStore(archive: "podman-5-overlay")), ("b", try Self.grown()),
    ] {
      let path = folder.path(name)
      _ = try Program.run(
        "audit", "--level", "sizes", "--list-files", "-o", "json=\(path)", store.root.path)
    }
    let run = try Program.run(
      ["compare", folder.path("a"), folder.path("b")] + Self.thresholds)
    #expect(run.status == 1)
    #expect(run.output.contains(Self.file))
  }

  @Test func `only what went over is brought up to date`() throws {
    let (before, after) = (try BundledStore(archive: "podman-5-overlay"), try Self.grown())
    let folder = try Folder()
    let base = folder.path("sizes.json")
    #expect(try Program.run("baseline", "sizes", base, before.root.path).status == 0)
    let old = try folder.read("sizes.json")
    #expect(!old.contains(before.root.path))
    func update(_ set: String) throws -> String {
      let run = try Program.run(
        "baseline", "update", base, after.root.path, "--only-over", "--set", set)
      #expect(run.status == 0)
      return try folder.read("sizes.json")
    }
    #expect(try update("image-grown.floor=1GiB") == old)
    let new = try update("image-grown.floor=0B")
    let changed = zip(old.split(separator: "\n"), new.split(separator: "\n")).filter { $0 != $1 }
    #expect(old.split(separator: "\n").count == new.split(separator: "\n").count)
    // The one layer that grew.
    #expect(changed.map { $0.0.trimmingPrefix { $0 == " " }.prefix(8) } == ["\"bytes\":"])
    let run = try Program.run(["compare", base, after.root.path] + Self.thresholds)
    #expect(run.status == 0)
  }

  @Test func `a report that measured nothing proves nothing`() throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    let folder = try Folder()
    let report = folder.path("base.json")
    let audit = try Program.run(
      "audit", "--level", "metadata", "-o", "json=\(report)", store.root.path)
    #expect(audit.status == 0)
    for new in [store.root.path, report] {
      let run = try Program.run("compare", report, new)
      #expect(run.status == 3)
      #expect(run.output.contains("image-not-compared"))
    }
    #expect(try Program.run("compare", folder.path("none"), store.root.path).status == 5)
  }

  @Test(arguments: [
    "", "{", "{}", "{\"schema_version\": 2, \"stores\": []}", "{\"stores\": 5}",
    "{\"layeraudit_sizes\": 1}",
    "{\"layeraudit_sizes\": 1, \"images\": [{\"layers\": [{\"bytes\": -1}]}]}",
  ])
  func `what is no report is refused with status 5`(_ text: String) throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    let folder = try Folder()
    try folder.write("base.json", text)
    let run = try Program.run("compare", folder.path("base.json"), store.root.path)
    #expect(run.status == 5)
  }
}
