import LayerModel
import Reports
import Testing

@Suite struct ShortIDTests {
  @Test(arguments: [
    ("0123456789abcdef", "0123456789ab"), ("0123456789abcdef-init", "0123456789ab-init"),
    ("ab-init", "ab-init"), ("default/overlayfs/web-1", "web-1"), ("default/", "default/"),
    ("0123456789-init", "0123456789-init"), ("-init", "-init"), ("", ""),
  ])
  func `a short id keeps what tells a layer from its parent`(id: String, short: String) {
    #expect(LayerID(id).short == short)
    #expect(ShortID.of(id) == short)
  }

  @Test func `a container and its init layer look different, and can be named`() {
    let store = Self.store
    for listing in [TreeText().text(store), ListTable(.layers, of: [store]).text()] {
      #expect(listing.contains("0000000000aa-init "))
      #expect(listing.contains("0000000000aa "))
    }
    let container = store.record.layers[0].id
    #expect(store.record.layers(called: "0000000000aa").map(\.id) == [container])
    #expect(store.record.layers(called: "0000000000aa-init").map(\.role) == [.containerInit])
  }

  @Test func `no orphan is called so when it may have an owner`() {
    var store = Self.store
    store.record.leftovers = [
      Leftover(.orphanLayer, path: "a", ownershipKnown: false),
      Leftover(.orphanInit, path: "b", ownershipKnown: false),
      Leftover(.orphanLayer, path: "c", ownershipKnown: true),
      Leftover(.staging, path: "d", ownershipKnown: false),
    ]
    let lines = ListTable(.orphans, of: [store]).text().split(separator: "\n").dropFirst()
    #expect(
      lines.map { $0.split(separator: "  ")[0] } == [
        "unknown owner", "unknown owner", "orphan-layer", "staging",
      ])
  }

  private static var store: StoreReport {
    var store = SampleReport.store
    let id = "0000000000aa" + String(repeating: "1", count: 52)
    var container = LayerClaim(
      id: LayerID(id), role: .container, contentPath: "/x", contentState: "directory")
    container.parent = LayerID(id + "-init")
    store.record.layers = [
      container,
      LayerClaim(
        id: LayerID(id + "-init"), role: .containerInit, contentPath: "/y",
        contentState: "directory"),
    ]
    return store
  }
}
