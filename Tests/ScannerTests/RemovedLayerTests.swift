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

  @Test func `what the store has no more is not missed where others were read`() {
    #expect(Self.unread(by: Self.record) == ["blob", "other", "replaced", "source"])
    #expect(Self.unread(by: StoreRecord(location: Self.record.location)) == ["other"])
  }

  @Test func `what an image or a layer still needs is missed`() {
    var latest = StoreRecord(location: Self.record.location)
    latest.layers = Self.record.layers
    #expect(Self.unread(by: latest) == ["other", "source"])
    latest.images = [
      ImageClaim(
        id: ImageID("i"), names: [], layers: [LayerID("a")], isComplete: true, created: nil)
    ]
    #expect(Self.unread(by: latest) == ["a", "other", "source"])
    latest.layers.removeFirst()
    #expect(Self.unread(by: latest) == ["a", "other", "source"])
    latest.images = []
    latest.layers[0].parent = LayerID("a")
    #expect(Self.unread(by: latest) == ["a", "other", "source"])
    latest.blobs = [BlobClaim(path: "blob", place: .file, digest: nil, state: "missing")]
    #expect(Self.unread(by: latest) == ["a", "blob", "other", "source"])
  }

  @Test func `metadata that was not wholly read lets go of nothing`() {
    var latest = StoreRecord(location: Self.record.location)
    latest.problems = [AttributedProblem(.changedWhileReading("meta.db"))]
    #expect(Self.unread(by: latest) == ["a", "blob", "other", "replaced", "source"])
  }

  @Test func `nothing is known of a store of which all layers went`() {
    var found = Self.measurements
    found.layers[LayerID("b")] = nil
    found.acceptRemovals(
      from: Self.record, by: StoreRecord(location: Self.record.location))
    #expect(found.problems.count == 5)
  }

  /// Places that stay unread, given what the store has afterwards.
  private static func unread(by latest: StoreRecord) -> [BytePath] {
    var found = measurements
    found.acceptRemovals(from: record, by: latest)
    return found.problems.map(\.problem.path)
  }

  private static var record: StoreRecord {
    var record = StoreRecord(
      location: StoreLocation(kind: .containerd, driver: "overlayfs", root: "/"))
    record.layers = [LayerID("a"), LayerID("b")].map { id in
      LayerClaim(id: id, role: .image, contentPath: id.name, contentState: "ok")
    }
    record.layers[1].blob = "source"
    record.blobs = ["blob", "replaced", "source"].map { path in
      BlobClaim(path: path, place: .file, digest: nil, state: "present")
    }
    return record
  }

  private static var measurements: StoreMeasurements {
    var found = StoreMeasurements()
    found.layers[LayerID("a")] = LayerMeasurement()
    found.layers[LayerID("a")]?.wasRemoved = true
    found.layers[LayerID("b")] = LayerMeasurement()
    found.layers[LayerID("b")]?.verification = .verified
    found.problems = [
      AttributedProblem(.changedWhileReading("a"), layer: LayerID("a")),
      AttributedProblem(.changedWhileReading("blob")),
      AttributedProblem(.changedWhileReading("other")),
      AttributedProblem(.changedWhileReading("replaced")),
      AttributedProblem(.changedWhileReading("source")),
    ]
    return found
  }
}
