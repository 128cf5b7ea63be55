import LayerModel
import LayerStores
import StoreFixtures

/// What the record of a sound store becomes when one thing in the store is damaged.
func damaged(
  _ driver: String = "vfs", _ mutate: (GraphFixture) throws -> Void
) throws -> [String] {
  try changes(in: GraphFixture(driver: driver), mutate)
}

/// The same for a store that also holds an image pulled by Docker 1.8.3.
func damagedPulled(_ mutate: (GraphFixture) throws -> Void) throws -> [String] {
  let fixture = try GraphFixture(driver: "vfs")
  try fixture.addPulledImage()
  return try changes(in: fixture, mutate)
}

func read(_ fixture: GraphFixture) throws -> StoreRecord {
  try DockerGraphReader.read(fixture.location)
}

/// The same for a store of Docker 1.10 and later.
func damagedLayerDB(
  _ driver: String = "overlay2", _ mutate: (LayerDBFixture) throws -> Void
) throws -> [String] {
  let fixture = try LayerDBFixture(driver: driver)
  let sound = try read(fixture)
  try mutate(fixture)
  return changes(from: sound, to: try read(fixture), nicknames: LayerDBFixture.nicknames)
}

func read(_ fixture: LayerDBFixture) throws -> StoreRecord {
  try DockerLayerDBReader.read(fixture.location)
}

private func changes(
  in fixture: GraphFixture, _ mutate: (GraphFixture) throws -> Void
) throws -> [String] {
  let sound = try read(fixture)
  try mutate(fixture)
  return changes(from: sound, to: try read(fixture))
}
