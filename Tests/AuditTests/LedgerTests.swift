import Audit
import LayerModel
import Testing

/// Where the bytes of a store are counted.
struct LedgerTests {
  @Test func `what may have an owner is unexplained, not an orphan`() {
    var record = StoreRecord(
      location: StoreLocation(kind: .dockerGraph, driver: "vfs", root: "/store"))
    record.layers = [
      LayerClaim(
        id: LayerID("a"), role: .image, contentPath: "vfs/dir/a", contentState: "directory")
    ]
    record.leftovers = [
      Leftover(.orphanLayer, path: "vfs/dir/b", ownershipKnown: true),
      Leftover(.orphanLayer, path: "vfs/dir/c", ownershipKnown: false),
    ]
    var measurements = StoreMeasurements()
    var layer = LayerMeasurement()
    layer.sizeByWalk = 1
    layer.totals.allocated = 4_096
    measurements.layers = [LayerID("a"): layer]
    for (path, bytes) in [("vfs/dir/b", 8_192), ("vfs/dir/c", 16_384)] as [(BytePath, ByteCount)] {
      measurements.leftovers[path] = TreeTotals()
      measurements.leftovers[path]?.allocated = bytes
    }
    let ledger = Ledger(of: record, measurements)
    #expect([ledger.unique, ledger.orphan, ledger.unexplained] == [4_096, 8_192, 16_384])
    #expect(ledger.diskUsed == 28_672)
    record.leftovers.removeLast()
    #expect(Ledger(of: record, measurements).unexplained == nil)
  }
}
