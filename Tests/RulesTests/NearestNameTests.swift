import LayerModel
import Testing

@testable import Rules

@Suite struct NearestNameTests {
  @Test func `the nearest name is offered, a far one is not`() {
    #expect(
      NearestName.hint("recorded_byte", of: ["recorded_bytes", "depth"])
        == "; did you mean \"recorded_bytes\"?")
    #expect(NearestName.hint("zzzzzz", of: ["recorded_bytes", "depth"]) == "")
    #expect(NearestName.distance("kitten", "sitting") == 3)
  }
}
