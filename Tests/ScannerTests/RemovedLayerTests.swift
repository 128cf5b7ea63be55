import Foundation
import LayerModel
import Testing

/// Layers and blobs whose files go between the reading of the metadata and that of the files.
struct RemovedLayerTests {
  @Test func `a layer that is gone is not read, and leaves unknown whether it is one still`() throws
  {
    let fixture = try OverlayProofTests.fixture()
    try FileManager.default.removeItem(atPath: fixture.path(""))
    let found = fixture.measure()
    #expect(found.layers[LayerID("0")]?.wasRemoved == true)
    #expect(found.layers[LayerID("0")]?.verification == .notRead)
    #expect(found.problems.filter(\.problem.leavesUnknown).map(\.layer) == [LayerID("0")])
  }

  @Test func `that some went is nothing remarkable where others were read`() {
    var found = Self.measurements
    found.layers[LayerID("b")] = LayerMeasurement()
    found.layers[LayerID("b")]?.verification = .verified
    found.acceptRemovals()
    #expect(found.problems.map(\.problem.path) == ["other", "replaced"])
  }

  @Test func `nothing is known of a store of which all layers went`() {
    var found = Self.measurements
    found.acceptRemovals()
    #expect(found.problems.count == 4)
  }

  private static var measurements: StoreMeasurements {
    var found = StoreMeasurements()
    found.layers[LayerID("a")] = LayerMeasurement()
    found.layers[LayerID("a")]?.wasRemoved = true
    found.blobs = ["blob": BlobMeasurement(), "replaced": BlobMeasurement()]
    found.blobs["blob"]?.wasRemoved = true
    found.problems = [
      AttributedProblem(.changedWhileReading("a"), layer: LayerID("a")),
      AttributedProblem(.changedWhileReading("blob")),
      AttributedProblem(.changedWhileReading("other")),
      AttributedProblem(.changedWhileReading("replaced")),
    ]
    return found
  }
}
