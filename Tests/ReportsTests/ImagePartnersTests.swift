import LayerModel
import Testing

@testable import Reports

/// Which images are said to share with an image.
struct ImagePartnersTests {
  @Test func `of very many images that share only the nearest are told, and the sizes stay exact`()
  {
    let store = store(images: 150, pairs: true)
    let sizes = ImageSizes(store).all
    #expect(sizes.count == 150)
    for (number, size) in sizes.enumerated() {
      #expect(size.partners.count == ImagePartners.limit)
      #expect(size.hasMorePartners)
      #expect(size.partners.first == Self.image(number ^ 1), "\(number)")
      #expect(!size.partners.contains(size.image.id))
      #expect(size.unique == 4_096)
      #expect(size.shared == 12_288)
      #expect(size.reclaimable == 4_096)
    }
    #expect(ImageSizes(store).all == sizes)
  }

  @Test func `as many as are told are all`() {
    for size in ImageSizes(store(images: 101)).all {
      #expect(size.partners.count == 100)
      #expect(!size.hasMorePartners)
    }
  }

  @Test func `who shares more in bytes comes first, by id where that is the same`() {
    var store = store(images: 0)
    let (small, large) = (LayerID("small"), LayerID("large"))
    measure(small, 1, &store)
    measure(large, 9, &store)
    func image(_ id: String, _ layers: [LayerID]) {
      store.record.images.append(claim(ImageID(id), layers))
    }
    image("a", [small, large])
    image("b", [small])
    image("d", [large])
    image("c", [large])
    let partners = ImageSizes(store).all.map { $0.partners.map(\.description) }
    #expect(partners == [["c", "d", "b"], ["a"], ["a", "c"], ["a", "d"]])
  }

  @Test func `the text and the JSON say that there are more`() throws {
    let store = store(images: 150)
    #expect(SizeText(isWide: true).text(store).contains("name-0 +99+"))
    let few = SizeText(isWide: true).text(self.store(images: 3))
    #expect(few.contains("name-0 +1\n"), "\(few)")
    let text = String(decoding: SizeText().json([store]), as: UTF8.self)
    #expect(text.split(separator: "\"shared_with_more\": true").count == 151)
  }

  private static func image(_ number: Int) -> ImageID { ImageID("image-\(number)") }

  /// Images on one base of two layers, each with a layer of its own; in pairs, two and two on one more.
  private func store(images: Int, pairs: Bool = false) -> StoreReport {
    let record = StoreRecord(
      location: StoreLocation(kind: .dockerLayerDB, driver: "overlay2", root: "/s"))
    var store = StoreReport(record: record, measurements: StoreMeasurements(), ledger: Ledger())
    for number in 0..<images {
      let middle = pairs ? [LayerID("pair-\(number / 2)")] : []
      let layers = [LayerID("own-\(number)")] + middle + [LayerID("upper"), LayerID("base")]
      for layer in layers { measure(layer, 4_096, &store) }
      store.record.images.append(claim(Self.image(number), layers, name: "name-\(number)"))
    }
    return store
  }

  private func claim(_ id: ImageID, _ layers: [LayerID], name: String? = nil) -> ImageClaim {
    ImageClaim(
      id: id, names: [name].compactMap(\.self), layers: layers, isComplete: true, created: nil)
  }

  private func measure(_ layer: LayerID, _ allocated: ByteCount, _ store: inout StoreReport) {
    var measured = LayerMeasurement()
    measured.sizeByWalk = 0
    measured.totals.allocated = allocated
    store.measurements.layers[layer] = measured
  }
}
