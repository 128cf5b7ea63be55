import Archives
import Dispatch
import LayerModel
import TarFixtures
import Testing

@testable import Scanner

/// What of a layer's tar is kept while it streams by.
struct TarListingTests {
  private static let end = [UInt8](repeating: 0, count: 1_024)

  private static func entry(
    _ name: String, _ size: Int = 0, type: String = "0", link: String = ""
  ) -> [UInt8] {
    var header = TarBuilder(name, type: type, size: size)
    header.linkName = link
    return header.block + [UInt8](repeating: 7, count: (size + 511) / 512 * 512)
  }

  private static func read(_ tar: [UInt8], nameLimit: Int = 100) -> (
    files: [SizedFile]?, faults: [BlobFault]
  ) {
    let frontier = Frontier<WorkItem>([], workers: 1)
    var tools = WorkerTools(HashExchange(of: frontier, processors: 1))
    let progress = ScanProgress()
    var layer = BlobTar(proofs: [], isBase: true, lists: true, nameLimit: nameLimit)
    for start in stride(from: 0, to: tar.count, by: 700) {
      layer.feed(Array(tar[start...].prefix(700)), tools: &tools, progress: progress)
    }
    layer.finish()
    return (layer.listing?.files, layer.faults.kept)
  }

  private static func text(_ tar: [UInt8]) -> [String]? {
    read(tar).files?.map { "\($0.path) \($0.bytes)" }
  }

  @Test func `regular files are listed as they lie once the tar is unpacked`() {
    let tar =
      Self.entry("usr/", type: "5") + Self.entry("./usr/b", 5) + Self.entry("/usr/a/../a", 3)
      + Self.entry("usr/hard", type: "1", link: "./usr/b")
      + Self.entry("usr/soft", type: "2", link: "b") + Self.entry("usr/.wh.gone")
      + Self.entry("etc/.wh..wh..opq") + Self.entry("../out", 9) + Self.end
    #expect(Self.text(tar) == ["usr/a 3", "usr/b 5", "usr/hard 5"])
  }

  @Test func `the last entry of a name counts`() {
    let tar =
      Self.entry("a", 5) + Self.entry("a", 6) + Self.entry("b", 7)
      + Self.entry("b", type: "2", link: "a") + Self.end
    #expect(Self.text(tar) == ["a 6"])
  }

  @Test func `a list of more than its bound is none rather than a part`() throws {
    var listing = TarListing(limit: 200)
    let header = try #require(try TarHeaderStream.first(of: Self.entry("x", 3)))
    for name: BytePath in ["a", "b", "c"] { listing.take(header, at: name, linkedTo: nil) }
    #expect(listing.files?.map(\.path) == ["a", "b", "c"])
    listing.take(header, at: "d", linkedTo: nil)
    #expect(listing.files == nil)
  }

  @Test func `names beyond the bound are told once`() {
    let tar = (0..<9).flatMap { Self.entry("f\($0)") } + Self.entry("f8") + Self.end
    #expect(Self.read(tar).faults.map(\.kind) == [.duplicateName])
    #expect(
      Self.read(tar, nameLimit: 4).faults == [
        BlobFault(.namesLeftOut, expected: "at most 4 names", actual: "6 more")
      ])
  }
}

extension TarHeaderStream {
  fileprivate static func first(of block: [UInt8]) throws -> TarHeader? {
    var stream = TarHeaderStream()
    return try stream.feed(Array(block.prefix(512)))
  }
}
