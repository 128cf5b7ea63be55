import LayerModel
import LayerStores
import StoreFixtures
import Testing

/// Every row of the catalogue that metadata shows: the whole difference that it makes.
@Suite struct LayerDBDamageTests {
  @Test(arguments: LayerDBDamage.all)
  func `damage changes the record as it should and no further`(damage: LayerDBDamage) throws {
    let changes = try damagedLayerDB(damage.driver, damage.damage)
    #expect(changes == damage.changes)
  }
}

extension LayerDBDamage: CustomTestStringConvertible {
  public var testDescription: String { "row \(row): \(title)" }
}
