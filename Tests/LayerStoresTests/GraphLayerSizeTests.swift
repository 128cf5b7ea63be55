import LayerModel
import StoreFixtures
import Testing

/// Rows 26 to 34 of the corruption catalogue: the number that Docker recorded for a layer.
@Suite struct GraphLayerSizeTests {
  struct Row: Sendable {
    let text: String
    let state: String
    var size: ByteCount?
    var isLoaded = false
  }

  static let rows = [
    Row(text: "5", state: "ok", size: 5, isLoaded: true),
    Row(text: "0", state: "ok", size: 0, isLoaded: true),
    Row(text: "-5", state: "negative", size: -5, isLoaded: true),
    Row(text: "-9223372036854775808", state: "negative", size: .init(.min), isLoaded: true),
    Row(text: "+0005", state: "non-canonical", size: 5, isLoaded: true),
    Row(text: "-0", state: "non-canonical", size: 0, isLoaded: true),
    Row(text: "9223372036854775807", state: "implausible", size: .init(.max), isLoaded: true),
    Row(text: "1152921504606846976", state: "ok", size: .init(1 << 60), isLoaded: true),
    Row(
      text: "1152921504606846977", state: "implausible", size: .init(1 << 60 + 1), isLoaded: true),
    Row(text: "9223372036854775808", state: "overflow"),
    Row(text: "99999999999999999999999999999999999999", state: "overflow"),
    Row(text: "5\n", state: "trailing-newline"),
    Row(text: "", state: "empty"),
    Row(text: "-", state: "malformed"),
    Row(text: "12x", state: "malformed"),
    Row(text: " 5", state: "malformed"),
    Row(text: "\0\0\0", state: "malformed"),
    Row(text: String(repeating: "0", count: 5_000), state: "malformed"),
  ]

  @Test(arguments: rows) func `a size is judged as the daemon parses it`(row: Row) throws {
    let fixture = try GraphFixture(driver: "vfs")
    try fixture.write("graph/\(GraphFixture.base)/layersize", row.text)
    let base = try read(fixture).layers.first { $0.id == LayerID(GraphFixture.base) }
    #expect(base?.recordedSizeState == row.state)
    #expect(base?.recordedSize == row.size)
    #expect(base?.loadable == row.isLoaded)
  }

  @Test func `a missing size is accepted, for the daemon measures it again`() throws {
    let found = try damaged { try $0.remove("graph/\(GraphFixture.top)/layersize") }
    #expect(
      found == [
        "layer TOP recordedSize: 0 → nil", "layer TOP recordedSizeState: ok → missing",
        "layer TOP recordedSizeText: 0 → nil",
      ])
  }

  @Test func `a directory in the place of a size loses the image`() throws {
    let found = try damaged {
      try $0.remove("graph/\(GraphFixture.base)/layersize")
      try $0.directory("graph/\(GraphFixture.base)/layersize")
    }
    #expect(
      found
        == (brokenChain(from: "SECOND") + [
          "+ problem wrong-kind graph/BASE/layersize", "layer BASE loadable: true → false",
          "layer BASE recordedSize: 5 → nil", "layer BASE recordedSizeState: ok → wrong-kind",
          "layer BASE recordedSizeText: 5 → nil",
          "layer SECOND parentState: present → unloadable",
        ]).sorted())
  }
}
