import LayerModel
import LayerStores
import StoreFixtures
import Testing

/// Every byte of every kind of metadata file that the reader depends on.
@Suite struct LayerDBMutationTests {
  private typealias F = LayerDBFixture

  struct File: Sendable, CustomTestStringConvertible {
    let path: String
    /// Whether any other byte anywhere makes another record.
    var isExact = true

    var testDescription: String { path }
  }

  static let files: [File] = {
    let images = "image/overlay2"
    let layer = "\(images)/layerdb/sha256/\(F.middle)"
    let mount = "\(images)/layerdb/mounts/\(F.container)"
    let exact = [
      "\(layer)/size", "\(layer)/diff", "\(layer)/parent", "\(layer)/cache-id",
      "\(mount)/mount-id", "\(mount)/init-id", "\(mount)/parent",
      "overlay2/\(F.caches[1])/link", "overlay2/\(F.caches[2])/lower",
      "overlay2/\(F.mount)/lower", "\(images)/imagedb/content/sha256/\(F.app)",
      "\(images)/imagedb/metadata/sha256/\(F.app)/parent",
      "\(images)/distribution/v2metadata-by-diffid/sha256/\(F.diffs[0])",
    ]
    let loose = [
      "\(images)/repositories.json", "containers/\(F.container)/config.v2.json",
      "containers/\(F.container)/hostconfig.json",
      "\(images)/imagedb/metadata/sha256/\(F.app)/lastUpdated",
    ]
    return exact.map { File(path: $0) } + loose.map { File(path: $0, isExact: false) }
  }()

  @Test(arguments: files) func `a file cut at any length is noticed`(file: File) throws {
    let fixture = try LayerDBFixture()
    let sound = try read(fixture)
    let bytes = try fixture.bytes(file.path)
    for length in bytes.indices {
      try fixture.overwrite(file.path, Array(bytes[..<length]))
      let found = try read(fixture)
      #expect(found != sound || !file.isExact, "cut at \(length)")
    }
  }

  @Test(arguments: files) func `a flipped bit is noticed wherever it matters`(file: File) throws {
    let fixture = try LayerDBFixture()
    let sound = try read(fixture)
    let bytes = try fixture.bytes(file.path)
    for offset in bytes.indices {
      var flipped = bytes
      flipped[offset] ^= 1 << (offset % 8)
      try fixture.overwrite(file.path, flipped)
      let found = try read(fixture)
      let isOnlyCaseOfKey =
        file.path.contains("v2metadata") && bytes[offset] ^ flipped[offset] == 0x20
      let isUnread = file.path.contains("v2metadata") && offset > 84
      #expect(
        found != sound || !file.isExact || isOnlyCaseOfKey || isUnread, "flipped at \(offset)")
    }
  }

  @Test func `random bytes in every file at once never stop the reading`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(state: seed)
    for _ in 0..<100 {
      let fixture = try LayerDBFixture()
      for file in Self.files {
        var bytes = try fixture.bytes(file.path)
        for _ in 0..<Int.random(in: 0...8, using: &random) {
          let place = bytes.indices.randomElement(using: &random) ?? 0
          bytes[place] = UInt8.random(in: 0 ... .max, using: &random)
        }
        try fixture.overwrite(file.path, bytes)
      }
      let record = try read(fixture)
      #expect(record.layers.count >= 5, "seed \(seed)")
      #expect(Set(record.layers.map(\.id)).count == record.layers.count, "seed \(seed)")
    }
  }
}
