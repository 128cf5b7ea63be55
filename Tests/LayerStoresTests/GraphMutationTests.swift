import LayerModel
import LayerStores
import StoreFixtures
import Testing

/// Every byte of every kind of metadata file that the reader depends on.
@Suite struct GraphMutationTests {
  /// A kind of store and, relative to its root, one of its files.
  struct File: Sendable, CustomTestStringConvertible {
    let store: String
    let path: String
    /// Before this offset keys name fields, so that their case does not matter.
    let fieldsEnd: Int

    var testDescription: String { path }

    init(_ store: String, _ path: String, fieldsEnd: Int = .max) {
      self.fieldsEnd = fieldsEnd
      self.store = store
      self.path = path
    }
  }

  static let files = [
    File("vfs", "graph/\(GraphFixture.base)/json"),
    File("vfs", "graph/\(GraphFixture.third)/json"),
    File("vfs", "graph/\(GraphFixture.third)/layersize"),
    File("vfs", "repositories-vfs", fieldsEnd: 15),
    File("vfs", "containers/\(GraphFixture.container)/config.json"),
    File("aufs", "aufs/layers/\(GraphFixture.top)"),
    File("aufs", "aufs/layers/\(GraphFixture.container)"),
    File("overlay", "overlay/\(GraphFixture.container)/lower-id"),
    File("pulled", "graph/\(GraphFixture.pulledTop)/json", fieldsEnd: 0),
    File("pulled", "graph/\(GraphFixture.pulledTop)/checksum"),
  ]

  @Test(arguments: files) func `a file cut at any length is noticed`(file: File) throws {
    let (fixture, sound, bytes) = try Self.prepare(file)
    for length in bytes.indices {
      try fixture.overwrite(file.path, Array(bytes[..<length]))
      // Docker 1.7.1 ends a JSON file with a newline that says nothing.
      let isOnlyNewline = bytes[length...].elementsEqual("\n".utf8) && file.path.hasSuffix("json")
      #expect(try (read(fixture) == sound) == isOnlyNewline, "cut at \(length)")
    }
  }

  @Test(arguments: files) func `a flipped bit is noticed wherever it matters`(file: File) throws {
    let (fixture, sound, bytes) = try Self.prepare(file)
    for offset in bytes.indices {
      var flipped = bytes
      flipped[offset] ^= 1 << (offset % 8)
      try fixture.overwrite(file.path, flipped)
      // Go finds a field by its key without regard to case.
      let isOnlyCaseOfKey =
        offset < file.fieldsEnd && Self.isCase(bytes[offset], flipped[offset])
        && Self.isInKey(bytes, offset)
      #expect(try (read(fixture) == sound) == isOnlyCaseOfKey, "flipped at \(offset)")
    }
  }

  /// Device metadata says more than is read, so that only the end of a run can be asked for.
  @Test func `cut or flipped device metadata never stops the reading`() throws {
    let path = "devicemapper/metadata/\(GraphFixture.top)"
    let (fixture, _, bytes) = try Self.prepare(File("devicemapper", path))
    for offset in bytes.indices {
      try fixture.overwrite(path, Array(bytes[..<offset]))
      #expect(try !read(fixture).problems.filter { $0.layer != nil }.isEmpty, "cut at \(offset)")
      var flipped = bytes
      flipped[offset] ^= 1 << (offset % 8)
      try fixture.overwrite(path, flipped)
      #expect(try read(fixture).layers.count == 6)
    }
  }

  @Test func `random bytes in every file at once never stop the reading`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(state: seed)
    for _ in 0..<200 {
      let fixture = try GraphFixture(driver: "aufs")
      for file in Self.files where file.store != "pulled" && file.store != "overlay" {
        var bytes = (try? fixture.bytes(file.path)) ?? []
        for _ in 0..<Int.random(in: 0...8, using: &random) where !bytes.isEmpty {
          let place = bytes.indices.randomElement(using: &random) ?? 0
          bytes[place] = UInt8.random(in: 0 ... .max, using: &random)
        }
        try fixture.write(file.path, bytes)
      }
      #expect(try read(fixture).layers.count >= 6, "seed \(seed)")
    }
  }

  private static func prepare(
    _ file: File
  ) throws -> (fixture: GraphFixture, sound: StoreRecord, bytes: [UInt8]) {
    let fixture = try GraphFixture(driver: file.store == "pulled" ? "vfs" : file.store)
    if file.store == "pulled" { try fixture.addPulledImage() }
    return (fixture, try read(fixture), try fixture.bytes(file.path))
  }

  private static func isCase(_ byte: UInt8, _ other: UInt8) -> Bool {
    byte ^ other == 0x20 && 97...122 ~= byte | 0x20
  }

  /// Whether the string around `offset` is followed by a colon.
  private static func isInKey(_ bytes: [UInt8], _ offset: Int) -> Bool {
    guard let quote = bytes[offset...].firstIndex(of: UInt8(ascii: "\"")) else { return false }
    return bytes[(quote + 1)...].first == UInt8(ascii: ":")
  }
}

/// Sebastiano Vigna's splitmix64: a test that fails can be run again from its seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
