import LayerModel
import Testing

@testable import Audit

/// Which images and layers are held against each other, and what is said of their sizes.
@Suite struct SizeComparisonTests {
  private static func layer(
    _ identity: String, _ bytes: Int64?, by command: String? = nil, files: [String: Int64]? = nil
  ) -> LayerProfile {
    var layer = LayerProfile(id: LayerID(identity), identity: identity)
    layer.bytes = bytes.map { ByteCount($0) }
    layer.createdBy = command
    layer.listing = files?.sorted { $0.key < $1.key }.map {
      SizedFile(path: BytePath($0.key), bytes: ByteCount($0.value))
    }
    return layer
  }

  private static func image(
    _ names: [String], _ layers: [LayerProfile], platform: String? = nil
  ) -> ImageProfile {
    ImageProfile(
      id: ImageID(names.joined() + layers.map(\.identity).joined()), store: "s", names: names,
      platform: platform, layers: layers)
  }

  private static func compare(
    _ before: [ImageProfile], _ after: [ImageProfile]
  ) -> SizeComparison {
    SizeComparison(
      base: "b", before: before, after: after, listBefore: { $1.listing },
      listAfter: { $1.listing })
  }

  private static func words(_ comparison: SizeComparison) -> [String] {
    comparison.images.map { "\($0.name) \($0.state.rawValue) \($0.size.growth)" }
  }

  @Test func `an image is known again by its name whatever its tag`() {
    let before = [Self.image(["r:5000/app:1"], [Self.layer("a", 10)])]
    let after = [
      Self.image(["r:5000/app:2"], [Self.layer("b", 12)]),
      Self.image(["r:5000/other:1"], [Self.layer("c", 1)]),
    ]
    #expect(
      Self.words(Self.compare(before, after)) == ["r:5000/app:2 grown 2", "r:5000/other:1 new 1"])
  }

  @Test func `two tags of one name are told apart by the whole name`() {
    let before = [
      Self.image(["app:1"], [Self.layer("a", 10)]), Self.image(["app:2"], [Self.layer("b", 20)]),
    ]
    let after = [
      Self.image(["app:2"], [Self.layer("c", 21)]), Self.image(["app:3"], [Self.layer("d", 10)]),
    ]
    #expect(Self.words(Self.compare(before, after)) == ["app:2 grown 1", "app:3 same 0"])
  }

  @Test func `where a name leaves a choice nothing is guessed`() {
    let before = [Self.image(["app:1"], [Self.layer("a", 10)])]
    let after = [
      Self.image(["app:2"], [Self.layer("b", 11)]), Self.image(["app:3"], [Self.layer("c", 12)]),
    ]
    #expect(
      Self.words(Self.compare(before, after)) == ["app:1 gone -10", "app:2 new 11", "app:3 new 12"])
  }

  @Test func `images of two platforms are not compared`() {
    let before = [Self.image(["app:1"], [Self.layer("a", 10)], platform: "linux/amd64")]
    let after = ["linux/amd64", "linux/arm64"].map {
      Self.image(["app:1"], [Self.layer($0, 11)], platform: $0)
    }
    #expect(Self.words(Self.compare(before, after)) == ["app:1 grown 1", "app:1 new 11"])
  }

  @Test func `one image alone on each side is no pair across platforms`() {
    let comparison = Self.compare(
      [Self.image(["app:1"], [Self.layer("a", 10)], platform: "linux/amd64")],
      [Self.image(["app:1"], [Self.layer("b", 90)], platform: "linux/arm64")])
    #expect(Self.words(comparison) == ["app:1 gone -10", "app:1 new 90"])
    #expect(!comparison.isComplete)
  }

  @Test func `one image alone on each side is a pair without a name`() {
    let comparison = Self.compare(
      [Self.image([], [Self.layer("a", 10)])], [Self.image(["x:1"], [Self.layer("b", 9)])])
    #expect(Self.words(comparison) == ["x:1 shrunk -1"])
  }

  @Test func `layers are known again by what made them`() {
    let before = [
      Self.layer("base", 100), Self.layer("a", 10, by: "RUN one"),
      Self.layer("b", 20, by: "RUN two"),
    ]
    let after = [
      Self.layer("base", 100), Self.layer("n", 5, by: "RUN new"),
      Self.layer("c", 11, by: "RUN one"), Self.layer("d", 20, by: "RUN two"),
    ]
    let layers = Self.compare([Self.image(["x"], before)], [Self.image(["x"], after)]).images[0]
      .layers
    #expect(
      layers.map { "\($0.position) \($0.createdBy ?? "-") \($0.state.rawValue)" } == [
        "2 RUN new new", "3 RUN one grown", "4 RUN two same",
      ])
  }

  @Test func `a step that copies is the same whatever it copies`() {
    let layers = Self.compare(
      [Self.image(["x"], [Self.layer("a", 500, by: "COPY file:d32755d2bb11d32755d2 in /")])],
      [Self.image(["x"], [Self.layer("b", 501, by: "COPY file:0123456789abcdef0123 in /")])]
    ).images[0].layers
    #expect(layers.map(\.state) == [.grown])
    #expect(layers.map(\.size.growth) == [1])
  }

  @Test func `a layer that has its identity and another size differs`() {
    let layers = Self.compare(
      [Self.image(["x"], [Self.layer("a", 10, by: "RUN")])],
      [Self.image(["x"], [Self.layer("a", 12, by: "RUN")])]
    ).images[0].layers
    #expect(layers.map(\.size.growth) == [2])
  }

  @Test func `the file and the directory that grew are named, the one that explains most first`() {
    let before = Self.layer("a", 60, by: "RUN", files: ["etc/a": 10, "usr/b/c": 20, "usr/d": 30])
    let after = Self.layer(
      "b", 180, by: "RUN", files: ["etc/a": 10, "usr/b/c": 25, "usr/b/n": 95, "usr/d": 50])
    let layer = Self.compare([Self.image(["x"], [before])], [Self.image(["x"], [after])]).images[0]
      .layers[0]
    #expect(layer.isListed)
    #expect(
      layer.places.map { "\($0.kind.rawValue) \($0.path) \($0.state.rawValue) \($0.size.growth)" }
        == [
          "directory usr grown 120", "directory usr/b grown 100", "file usr/b/n new 95",
          "file usr/d grown 20", "file usr/b/c grown 5",
        ])
  }

  @Test func `files that only one side lists are not called new`() {
    let layer = Self.compare(
      [Self.image(["x"], [Self.layer("a", 10)])],
      [Self.image(["x"], [Self.layer("b", 20, files: ["a": 20])])]
    ).images[0].layers[0]
    #expect(!layer.isListed)
    #expect(layer.places.isEmpty)
  }

  @Test func `an image with a layer that nobody measured is not called the same`() {
    let comparison = Self.compare(
      [Self.image(["x"], [Self.layer("a", nil)])], [Self.image(["x"], [Self.layer("a", 3)])])
    #expect(comparison.images.map(\.state) == [.unmeasured])
    #expect(!comparison.isComplete)
  }

  @Test func `no size of a hostile report traps`() {
    let comparison = Self.compare(
      [Self.image(["x"], [Self.layer("a", .max), Self.layer("b", .max)])],
      [Self.image(["x"], [Self.layer("c", .min), Self.layer("d", .min)])])
    #expect(comparison.images[0].size.growth == ByteCount(.min))
  }
}
