import Foundation
import LayerModel
import LayerStores
import StoreFixtures
import Testing

/// What each kind of snapshot owns.
@Suite struct BuildKitOwnershipTests {
  static let hex = String(repeating: "ab", count: 32)
  static let chain = "sha256:" + hex

  private func digest() throws -> Digest { try #require(Digest(hex: Self.hex)) }

  @Test func `a prepared snapshot owns the directory of its name`() throws {
    let claims = try BuildKitFixture.snapshots(
      ["one": .named(["parent": .text("")]), "two": .named(["parent": .text(Self.chain)])],
      leased: ["two"]
    ).claims()
    #expect(
      claims.directories == [
        LayerID("one"): BuildKitDirectory(isLeased: false),
        LayerID("two"): BuildKitDirectory(isLeased: true),
      ])
    #expect(claims.chains == [:])
    #expect(claims.searchedRoot.owners == 2)
  }

  @Test func `a committed snapshot owns the directory that it was prepared as`() throws {
    let prepared: [String: BoltTree] = [
      "parent": .text(""), "iscommitted": .text(""), "size": .text("8"),
    ]
    let committed: [String: BoltTree] = ["committed": .text("prepared"), "size": .text("8")]
    // Before Docker 20.10 nothing marks the prepared one; it can also be the one that is left.
    for change: (inout [String: BoltTree]) -> Void in [
      { _ in }, { $0["iscommitted"] = nil }, { $0["parent"] = nil }, { $0 = [:] },
    ] {
      var other = prepared
      change(&other)
      let claims = try BuildKitFixture.snapshots(
        ["prepared": .named(other), "committed": .named(committed)], leased: ["committed"]
      ).claims()
      #expect(claims.directories == [LayerID("prepared"): BuildKitDirectory(isLeased: true)])
      #expect(claims.searchedRoot.owners == 1)
    }
    let left = try BuildKitFixture.snapshots(["prepared": .named(prepared)]).claims()
    #expect(left.directories == [LayerID("prepared"): BuildKitDirectory(isLeased: false)])
  }

  @Test func `an exported snapshot holds its layer with its directory`() throws {
    let claims = try BuildKitFixture.snapshots([
      "committed": .named(["committed": .text("prepared"), "chainid": .text(Self.chain)]),
      "prepared": .named(["parent": .text(""), "iscommitted": .text("")]),
    ]).claims()
    #expect(
      claims.directories == [
        LayerID("prepared"): BuildKitDirectory(chain: try digest(), isLeased: false)
      ])
    #expect(
      claims.chains == [
        try digest(): BuildKitChain(directories: [LayerID("prepared")], isLeased: false)
      ])
    #expect(claims.searchedRoot.owners == 1)
  }

  @Test func `the name of a layer holds it without a directory`() throws {
    for (leased, isLeased) in [([], false), (["name"], true), ([Self.chain], true)] {
      let claims = try BuildKitFixture.snapshots(
        ["name": .named(["chainid": .text(Self.chain)]), Self.chain: .named([:])], leased: leased
      ).claims()
      #expect(claims.directories == [:])
      #expect(claims.chains == [try digest(): BuildKitChain(isLeased: isLeased)])
      #expect(claims.searchedRoot.owners == 1)
    }
  }

  @Test func `a chain id that was only looked at holds nothing`() throws {
    let claims = try BuildKitFixture.snapshots([Self.chain: .named([:])]).claims()
    #expect(claims.directories == [:])
    #expect(claims.chains == [:])
    #expect(claims.searchedRoot.owners == 0)
    #expect(claims.isOwnershipKnown)
  }

  @Test func `two snapshots of the same content are one layer with two directories`() throws {
    let claims = try BuildKitFixture.snapshots([
      "a": .named(["committed": .text("one"), "chainid": .text(Self.chain)]),
      "b": .named(["committed": .text("two"), "chainid": .text(Self.chain)]),
    ]).claims()
    #expect(claims.chains[try digest()]?.directories == [LayerID("one"), LayerID("two")])
    #expect(claims.searchedRoot.owners == 2)
  }

  @Test func `a lease keeps all that is below, in a circle too`() throws {
    let claims = try BuildKitFixture.snapshots(
      [
        "top": .named(["committed": .text("top-prepared")]),
        "top-prepared": .named(["parent": .text("middle")]),
        "middle": .named(["committed": .text("middle-prepared")]),
        "middle-prepared": .named(["parent": .text(Self.chain)]),
        "layer": .named(["chainid": .text(Self.chain)]),
        "round": .named(["parent": .text("about")]),
        "about": .named(["parent": .text("round")]),
        "other": .named(["parent": .text("middle")]),
      ], leased: ["top", "about", "nowhere"]
    ).claims()
    let leased = claims.directories.filter { $0.value.isLeased == true }.keys
    #expect(
      Set(leased.map(\.description)) == ["top-prepared", "middle-prepared", "round", "about"])
    #expect(claims.directories[LayerID("other")]?.isLeased == false)
    #expect(claims.chains[try digest()]?.isLeased == true)
    #expect(claims.leasedKeys == ["top", "about", "nowhere"])
  }

  @Test func `keys that newer versions may add are passed over`() throws {
    let claims = try BuildKitFixture.snapshots([
      "one": .named(["parent": .text(""), "new": .named(["x": .text("y")]), "more": .text("z")]),
      "two": .named(["parent": .named([:]), "committed": .text(""), "chainid": .text("")]),
      "three": .text("no bucket"),
    ]).claims()
    #expect(claims.directories.keys.map(\.description) == ["one"])
    #expect(claims.chains == [:])
    #expect(claims.isOwnershipKnown)
  }

  @Test func `names that no directory can have leave the owners unknown`() throws {
    for name in ["..", ".", "../../etc", "a/b", "a\0b"] {
      let asValue = try BuildKitFixture.snapshots(["key": .named(["committed": .text(name)])])
      let asKey = try BuildKitFixture.snapshots([name: .named(["parent": .text("")])])
      for fixture in [asValue, asKey] {
        let claims = try fixture.claims()
        #expect(!claims.isOwnershipKnown)
        #expect(claims.directories == [:])
        #expect(claims.states["snapshots.db"] == "malformed")
        #expect(claims.problems.count == 1)
      }
    }
  }

  @Test func `a chain id of another form leaves the owners unknown`() throws {
    for text in [Self.hex, Self.chain + "0", "sha512:" + Self.hex, Self.chain.uppercased()] {
      let claims = try BuildKitFixture.snapshots(["key": .named(["chainid": .text(text)])])
        .claims()
      #expect(!claims.isOwnershipKnown)
      #expect(claims.chains == [:])
      #expect(
        claims.problems == [
          .malformed(
            "buildkit/snapshots.db", offset: 16_474,
            expected: "sha256: and 64 hexadecimal digits as chainid (page 4)")
        ])
    }
  }

  @Test func `a value as long as a book is not read`() throws {
    let text = BoltTree.text(String(repeating: "x", count: 4_097))
    for name in ["parent", "committed", "iscommitted", "chainid"] {
      let claims = try BuildKitFixture.snapshots(["key": .named([name: text])]).claims()
      #expect(!claims.isOwnershipKnown)
      #expect(claims.problems.map(\.cause) == ["malformed"])
    }
  }

  @Test func `the store of Docker 18 has no leases and other metadata`() throws {
    let fixture = try BuildKitFixture.snapshots(["one": .named(["parent": .text("")])])
    try fixture.remove("containerdmeta.db")
    try FileManager.default.moveItem(
      atPath: fixture.path("metadata_v2.db"), toPath: fixture.path("metadata.db"))
    let claims = try fixture.claims()
    #expect(claims.directories == [LayerID("one"): BuildKitDirectory(isLeased: nil)])
    #expect(claims.states == ["snapshots.db": "ok", "metadata.db": "ok"])
    #expect(claims.leasedKeys == nil)
    #expect(claims.isOwnershipKnown)
    // Docker 20.10 leaves the former metadata behind.
    try fixture.write("metadata_v2.db", [1, 2, 3])
    #expect(
      try fixture.claims().states == [
        "snapshots.db": "ok", "metadata_v2.db": "malformed", "containerdmeta.db": "missing",
      ])
  }

  @Test func `leases of other namespaces and snapshotters keep nothing`() throws {
    let fixture = try BuildKitFixture.snapshots(["one": .named(["parent": .text("")])])
    let kept = BoltTree.named(["one": .text("")])
    func leases(_ snapshotter: String) -> BoltTree {
      .named(["leases": .named(["id": .named(["snapshots": .named([snapshotter: kept])])])])
    }
    try fixture.write(
      "containerdmeta.db",
      BoltTree.named([
        "v1": .named([
          "version": .text("\u{6}"), "moby": leases("default"), "buildkit": leases("overlayfs"),
        ])
      ]).file)
    let claims = try fixture.claims()
    #expect(claims.leasedKeys == [])
    #expect(claims.directories == [LayerID("one"): BuildKitDirectory(isLeased: false)])
  }
}
