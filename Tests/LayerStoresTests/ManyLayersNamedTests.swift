import LayerModel
import StoreFixtures
import Testing

@testable import LayerStores

/// Configurations of images that name more layers than any engine makes.
struct ManyLayersNamedTests {
  private static let longest = ChainListing.longest

  @Test func `an image of Docker with too many layers is not read, and the others are`() throws {
    let store = try LayerDBFixture()
    let long = try add(Self.configuration(0, layers: Self.longest + 1), to: store)
    let full = try add(Self.configuration(1, layers: Self.longest), to: store)
    let many = try add(Self.configuration(2, layers: 0, steps: Self.longest + 1), to: store)
    let record = try DockerLayerDBReader.read(store.location)
    let states = record.images.reduce(into: [:]) { $0[$1.id.description] = $1.configState }
    #expect(
      states == [
        long: "too-large", full: "ok", many: "too-large", LayerDBFixture.app: "ok",
        LayerDBFixture.mid: "ok",
      ])
    #expect(
      unknown(record)
        == [long, many].sorted().map {
          .tooMany(
            BytePath(store.config($0)), limit: Self.longest, things: "layers and steps")
        })
    #expect(image(long, record)?.chainState == nil)
    #expect(image(full, record)?.chainState == "missing")
    #expect(image(LayerDBFixture.app, record)?.isComplete == true)
  }

  @Test func `of layers that Docker has not, so many are kept that all fit into memory`() throws {
    let store = try LayerDBFixture()
    let count = ChainListing.strangerLimit / 4_000 + 1
    for number in 0..<count {
      _ = try add(Self.configuration(number, layers: 4_000), to: store)
    }
    let record = try DockerLayerDBReader.read(store.location)
    let place = BytePath("\(store.images)/imagedb/content/sha256")
    #expect(
      unknown(record) == [
        .tooMany(
          place, limit: ChainListing.strangerLimit, things: "layers of images that are not here")
      ])
    #expect(record.images.count == count + 2)
    #expect(record.images.count { $0.configState == "too-large" } == 1)
    #expect(record.images.count { $0.isComplete } == 2)
    // Any of them may be of the image that was not followed.
    #expect(record.leftovers.allSatisfy { $0.kind != .orphanLayer || !$0.ownershipKnown })
  }

  @Test func `an image of Podman with too many layers is not read, and the others are`() throws {
    let store = try StorageFixture()
    try store.write(
      store.config(StorageFixture.app), Self.configuration(0, layers: Self.longest + 1))
    let record = try ContainersStorageReader.read(store.location)
    let folder = BytePath(store.config(StorageFixture.app)).parent
    #expect(
      unknown(record) == [.tooMany(folder, limit: Self.longest, things: "layers and steps")])
    #expect(image(StorageFixture.app, record)?.isComplete == false)
    #expect(image(StorageFixture.mid, record)?.isComplete == true)
  }

  @Test func `what was refused takes nothing from what comes after it`() {
    var listing = ChainListing()
    #expect(listing.problems(at: "p") == [])
    let room = ChainListing.strangerLimit - 1
    #expect([room, 2, 1, 1].map { listing.mayMiss($0) } == [true, false, true, false])
    #expect([ChainListing.limit, 1].map { listing.mayTake($0) } == [true, false])
    #expect(
      listing.problems(at: "p") == [
        .tooMany("p", limit: ChainListing.limit, things: "layers of images"),
        .tooMany(
          "p", limit: ChainListing.strangerLimit, things: "layers of images that are not here"),
      ])
  }

  /// Of layers that no other image has, and steps that none was made by.
  private static func configuration(_ number: Int, layers: Int, steps: Int = 0) -> String {
    let diffs = (0..<layers).map { layer in
      let digits = String(number * 10_000 + layer, radix: 16)
      return #""sha256:\#(String(repeating: "0", count: 64 - digits.count))\#(digits)""#
    }
    let history = Array(repeating: "{}", count: steps)
    return
      #"{"rootfs":{"type":"layers","diff_ids":[\#(diffs.joined(separator: ","))]},"#
      + #""history":[\#(history.joined(separator: ","))]}"#
  }

  private func add(_ configuration: String, to store: LayerDBFixture) throws -> String {
    let id = LayerDBFixture.digest(of: configuration)
    try store.write(store.config(id), configuration)
    return id
  }

  private func image(_ id: String, _ record: StoreRecord) -> ImageClaim? {
    record.images.first { $0.id == ImageID(id) }
  }

  private func unknown(_ record: StoreRecord) -> [ReadProblem] {
    record.problems.map(\.problem).filter(\.leavesUnknown)
  }
}
