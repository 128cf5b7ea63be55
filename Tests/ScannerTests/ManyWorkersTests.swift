import Glibc
import LayerModel
import Testing

@Suite(.enabled(if: geteuid() == 0, "makes owners"))
struct ManyWorkersTests {
  /// Files of more than what is hashed at once, in layers with and without a DiffID.
  private func fixture() throws -> LayerFixture {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutFiles)
    for number in 0..<8 {
      let large = String(repeating: "\(number)", count: 600_000 + 250_000 * number)
      try fixture.add(
        [.file("large-\(number)", large), .file("small-\(number)", "small")],
        recordsDiffID: number % 4 != 3)
    }
    return fixture
  }

  @Test func `what is measured does not depend on how many workers share a processor`() throws {
    let fixture = try fixture()
    let alone = fixture.measure(workers: 1, processors: 1)
    #expect(alone.layers.values.count { $0.verification == .verified } == 6)
    for (workers, processors) in [(2, 1), (5, 1), (8, 2)] {
      let found = fixture.measure(workers: workers, processors: processors)
      #expect(found.layers == alone.layers)
      #expect(found.problems == alone.problems)
    }
  }
}
