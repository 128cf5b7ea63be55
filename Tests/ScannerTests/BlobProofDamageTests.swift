import Foundation
import Glibc
import Hashing
import LayerModel
import TarFixtures
import Testing

/// Blobs that have their own digest and hold anything, beside a sound directory.
@Suite(.enabled(if: geteuid() == 0, "makes devices and owners"))
struct BlobProofDamageTests {
  @Test func `no tar makes a proof trap, and none is taken for the true one`() throws {
    let fixture = try LayerFixture(.ownEntriesWithWhiteoutDevices, blobs: { $0 })
    try fixture.add(BlobProofTests.entries)
    fixture.change { $0.recordedDiffID = nil }
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let sound = try Data(contentsOf: fixture.root.appending(path: "\(fixture.blobs[0].path)"))
    for _ in 0..<150 {
      var tar = [UInt8](sound)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        // Headers more often than the long content.
        let offset =
          Int.random(in: 0...2, using: &random) > 0
          ? Int.random(in: 0..<4, using: &random) * 512 + Int.random(in: 0..<512, using: &random)
          : Int.random(in: tar.indices, using: &random)
        tar[offset] = UInt8.random(in: 0...255, using: &random)
      }
      if Int.random(in: 0...3, using: &random) == 0 {
        tar.removeLast(Int.random(in: 0..<tar.count, using: &random))
      }
      try fixture.damageBlob { $0 = Data(tar) }
      fixture.changeBlob {
        $0.digest = BlobDigest(SHA256Hash.digest(of: tar))
        $0.diffIDs = []
      }
      let found = fixture.measure()
      #expect(found.blobs[fixture.blobs[0].path]?.verification == .verified, "seed \(seed)")
      #expect(found.layers[LayerID("0")] != nil, "seed \(seed)")
    }
  }
}
