import BundledStores
import Foundation
import StoreFixtures
import Testing

/// `compare` of images that are packed, of which one layer grew by one file.
struct PackedCompareTests {
  enum Form: CaseIterable { case layout, packedLayout, archive, compressedArchive }

  private static let file = "opt/app/data"
  private static let thresholds = [
    "--set", "image-grown.floor=0B", "--set", "layer-grown.floor=0B", "--set",
    "place-grown.floor=0B",
  ]

  /// Two layers of 8,000 bytes, the second with `extra` bytes more in one of its files.
  private static func image(extra: Int) -> ImageBuilder {
    var image = ImageBuilder()
    image.layers[0] = .init("etc/base", String(repeating: "b", count: 8_000))
    image.layers[1] = .init("opt/app/code", String(repeating: "c", count: 6_000))
    let data = Array(String(repeating: "d", count: 2_000 + extra).utf8)
    image.layers[1].tar.insert(contentsOf: ArchiveTree.member(file, .file(data)), at: 0)
    return image
  }

  private static func write(_ image: ImageBuilder, as form: Form, _ folder: Folder, _ name: String)
    throws -> String
  {
    let url = folder.url.appending(path: name)
    switch form {
    case .layout: try image.layout.write(to: url)
    case .packedLayout: try Data(image.layout.tar).write(to: url)
    case .archive: try Data(image.archive.tar).write(to: url)
    case .compressedArchive:
      try Data(image.archive.tar).write(to: url)
      _ = try Program.shell("gzip <\"$1\" >\"$1.gz\"", url.path)
      return url.path + ".gz"
    }
    return url.path
  }

  @Test(arguments: Form.allCases)
  func `every form names the file that grew in a packed layer`(form: Form) throws {
    let folder = try Folder()
    let before = try Self.write(Self.image(extra: 0), as: form, folder, "before")
    let after = try Self.write(Self.image(extra: 800), as: form, folder, "after")
    let formats = [
      "text", "json", "ndjson", "sarif", "junit", "gitlab", "github", "markdown", "csv", "html",
    ]
    let outputs = formats.flatMap { ["--output", "\($0)=\(folder.path("out." + $0))"] }
    let run = try Program.run(["compare", before, after] + outputs + Self.thresholds)
    #expect(run.status == 1)
    for format in formats {
      let text = try folder.read("out." + format)
      #expect(text.contains("image-grown"), "\(format)")
      #expect(text.contains(Self.file), "\(format)")
      #expect(!text.contains("opt/app/code"), "\(format)")
    }
    #expect(try Program.run(["compare", before, before] + Self.thresholds).status == 0)
  }

  @Test func `an archive is held against the sizes of a layout, with their files`() throws {
    let folder = try Folder()
    let before = try Self.write(Self.image(extra: 0), as: .layout, folder, "before")
    let after = try Self.write(Self.image(extra: 800), as: .archive, folder, "after")
    let base = folder.path("sizes.json")
    #expect(try Program.run("baseline", "sizes", base, before, "--list-files").status == 0)
    let run = try Program.run(["compare", base, after] + Self.thresholds)
    #expect(run.status == 1)
    #expect(run.output.contains(Self.file))
  }

  @Test func `a layer that is only packed has the size of its blob`() throws {
    let folder = try Folder()
    let layout = try Self.write(Self.image(extra: 0), as: .packedLayout, folder, "layout")
    let tree = try Program.run("tree", layout)
    #expect(tree.status == 0 && tree.output.contains(" packed"))
    let layers = try Program.run("list", "layers", "--bytes", layout)
    let sizes = Self.image(extra: 0).layers.map { "\($0.blob.count) B" }
    #expect(sizes.allSatisfy(layers.output.contains))
    #expect(!layers.output.contains(" 0 B"))
  }
}
