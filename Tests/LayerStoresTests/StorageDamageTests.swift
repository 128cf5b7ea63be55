import LayerModel
import LayerStores
import StoreFixtures
import Testing

/// Damage to stores of containers/storage that metadata shows: the whole difference that it makes.
@Suite struct StorageDamageTests {
  @Test(arguments: StorageDamage.all)
  func `damage changes the record as it should and no further`(damage: StorageDamage) throws {
    let fixture = try StorageFixture()
    let sound = try read(fixture)
    try damage.damage(fixture)
    let changed = changes(
      from: sound, to: try read(fixture), nicknames: StorageFixture.nicknames)
    #expect(changed == damage.changes)
  }

  @Test(arguments: ["missing", "empty", "malformed"])
  func `a list that is lost is a loss, and accuses nothing`(state: String) throws {
    let fixture = try StorageFixture()
    switch state {
    case "missing": try fixture.remove(fixture.layers)
    case "empty": try fixture.overwrite(fixture.layers, [])
    default: try fixture.overwrite(fixture.layers, Array("{}".utf8))
    }
    let record = try read(fixture)
    #expect(record.documents.map(\.state) == ["ok", "ok", state])
    #expect(record.layers.allSatisfy { $0.role == .unclaimed })
    #expect(record.leftovers.allSatisfy { !$0.ownershipKnown })
    #expect(
      Set(record.leftovers.map(\.kind)).isSubset(of: [.orphanLayer, .layerRemains]))
    #expect(record.images.map(\.chainState) == [nil, nil])
    #expect(record.containers.map(\.mountState) == [nil])
    #expect(record.oddities == [])
  }

  @Test(arguments: ["overlay-layers/layers.json", "overlay-images/images.json"])
  func `a list cut at any length never stops the reading`(list: String) throws {
    let fixture = try StorageFixture()
    let bytes = try fixture.bytes(list)
    for length in stride(from: 0, to: bytes.count, by: 7) {
      try fixture.overwrite(list, Array(bytes[..<length]))
      let record = try read(fixture)
      let state = record.documents.first { $0.path == BytePath(list) }?.state
      #expect(state == (length == 0 ? "empty" : "malformed"), "cut at \(length)")
    }
  }

  @Test func `random bytes in every list at once never stop the reading`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(state: seed)
    let fixture = try StorageFixture()
    let lists = [fixture.layers, fixture.images, fixture.containers]
    let sound = try lists.map { try fixture.bytes($0) }
    for _ in 0..<200 {
      for (list, bytes) in zip(lists, sound) {
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...3, using: &random) {
          let place = bytes.indices.randomElement(using: &random) ?? 0
          bytes[place] = UInt8.random(in: 0 ... .max, using: &random)
        }
        try fixture.overwrite(list, bytes)
      }
      let record = try read(fixture)
      #expect(record.layers.count >= 4, "seed \(seed)")
      #expect(Set(record.layers.map(\.id)).count == record.layers.count, "seed \(seed)")
    }
  }
}

extension StorageDamage: CustomTestStringConvertible {
  public var testDescription: String { "\(row): \(title)" }
}

func read(_ fixture: StorageFixture) throws -> StoreRecord {
  try ContainersStorageReader.read(fixture.location)
}
