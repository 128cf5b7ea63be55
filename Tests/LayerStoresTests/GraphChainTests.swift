import StoreFixtures
import Testing

/// Rows 20 to 25 and 42 to 45: how layers follow from one another.
@Suite struct GraphChainTests {
  @Test func `a missing parent breaks the chain above it`() throws {
    let found = try damaged {
      try $0.remove("graph/\(GraphFixture.base)")
    }
    #expect(
      found
        == (lostMetadata("BASE") + brokenChain(from: "BASE") + [
          "+ unregistered-layer vfs/dir/BASE",
          "image TOP layers: [TOP, THIRD, SECOND, BASE] → [TOP, THIRD, SECOND]",
          "layer BASE loadable: true → nil",
          "layer BASE metadataPath: graph/BASE/json → nil",
          "layer BASE metadataState: ok → none",
          "layer BASE parentState: root → nil",
          "layer BASE recordedSize: 5 → nil",
          "layer BASE recordedSizePath: graph/BASE/layersize → nil",
          "layer BASE recordedSizeState: ok → nil",
          "layer BASE recordedSizeText: 5 → nil",
          "layer BASE role: image → unclaimed",
          "layer SECOND changesOnlyCommand: false → nil",
          "layer SECOND content: whole-tree vfs/dir/SECOND on vfs/dir/BASE → whole-tree vfs/dir/SECOND on nothing",
          "layer SECOND parentState: present → missing",
          "root images owners: 4 → 3",
        ]).sorted())
  }

  @Test func `a parent that is no id is never used as a path`() throws {
    let found = try damaged {
      try $0.edit(
        "graph/\(GraphFixture.second)/json", "\"parent\":\"\(GraphFixture.base)\"",
        "\"parent\":\"../../../etc\"")
    }
    #expect(
      found
        == (brokenChain(from: "SECOND") + [
          "+ image BASE",
          "image TOP layers: [TOP, THIRD, SECOND, BASE] → [TOP, THIRD, SECOND]",
          "layer SECOND changesOnlyCommand: false → nil",
          "layer SECOND content: whole-tree vfs/dir/SECOND on vfs/dir/BASE → whole-tree vfs/dir/SECOND on nothing",
          "layer SECOND parent: BASE → nil",
          "layer SECOND parentState: present → malformed",
          "layer SECOND parentText: nil → ../../../etc",
        ]).sorted())
  }

  @Test func `a unique prefix of an id is followed as the daemon does`() throws {
    let found = try damaged {
      try $0.edit(
        "graph/\(GraphFixture.second)/json", "\"parent\":\"\(GraphFixture.base)\"",
        "\"parent\":\"1a1a1a1a\"")
    }
    #expect(
      found == [
        "layer SECOND parentState: present → prefix",
        "layer SECOND parentText: nil → 1a1a1a1a",
      ])
  }

  @Test func `a layer that is its own parent ends the walk`() throws {
    let found = try damaged {
      try $0.edit(
        "graph/\(GraphFixture.second)/json", "\"parent\":\"\(GraphFixture.base)\"",
        "\"parent\":\"\(GraphFixture.second)\"")
    }
    #expect(
      found
        == (brokenChain(from: "SECOND") + [
          "+ image BASE",
          "image TOP layers: [TOP, THIRD, SECOND, BASE] → [TOP, THIRD, SECOND]",
          "layer SECOND changesOnlyCommand: false → nil",
          "layer SECOND content: whole-tree vfs/dir/SECOND on vfs/dir/BASE → whole-tree vfs/dir/SECOND on nothing",
          "layer SECOND parent: BASE → SECOND",
          "layer SECOND parentState: present → self",
        ]).sorted())
  }

  @Test func `two layers in a cycle end the walk`() throws {
    let found = try damaged {
      try $0.edit(
        "graph/\(GraphFixture.base)/json", "{\"id\"",
        "{\"parent\":\"\(GraphFixture.second)\",\"id\"")
    }
    #expect(
      found
        == (brokenChain(from: "BASE") + [
          "layer BASE changesOnlyCommand: nil → false",
          "layer BASE content: whole-tree vfs/dir/BASE on nothing → whole-tree vfs/dir/BASE on vfs/dir/SECOND",
          "layer BASE parent: nil → SECOND",
          "layer BASE parentState: root → cycle",
          "layer SECOND parentState: present → cycle",
        ]).sorted())
  }

  @Test func `a missing aufs chain loses the image`() throws {
    let found = try damaged("aufs") {
      try $0.remove("aufs/layers/\(GraphFixture.third)")
    }
    #expect(
      found
        == (brokenChain(from: "TOP") + [
          "+ image SECOND",
          "layer THIRD chainExpected: nil → 2 ancestors",
          "layer THIRD chainState: match → missing",
          "layer THIRD loadable: true → false",
          "layer TOP parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `a wrong order in the aufs chain names the first wrong line`() throws {
    let found = try damaged("aufs") {
      try $0.overwrite(
        "aufs/layers/\(GraphFixture.third)",
        Array("\(GraphFixture.base)\n\(GraphFixture.second)\n".utf8))
    }
    #expect(
      found == [
        "layer THIRD chainActual: nil → 2 ancestors, line 1: 1a1a1a1a1a1a",
        "layer THIRD chainExpected: nil → 2 ancestors, line 1: 2b2b2b2b2b2b",
        "layer THIRD chainState: match → differs",
      ])
  }

  @Test func `a layer in its own aufs chain differs`() throws {
    let found = try damaged("aufs") {
      try $0.overwrite(
        "aufs/layers/\(GraphFixture.second)", Array("\(GraphFixture.second)\n".utf8))
    }
    #expect(
      found == [
        "layer SECOND chainActual: nil → 1 ancestor, line 1: 2b2b2b2b2b2b",
        "layer SECOND chainExpected: nil → 1 ancestor, line 1: 1a1a1a1a1a1a",
        "layer SECOND chainState: match → differs",
      ])
  }

  @Test func `an aufs chain may name a layer that is nowhere`() throws {
    let found = try damaged("aufs") {
      try $0.overwrite(
        "aufs/layers/\(GraphFixture.second)", Array((String(repeating: "f", count: 64) + "\n").utf8)
      )
    }
    #expect(
      found == [
        "+ chain-unknown-ancestor aufs/layers/SECOND →ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "layer SECOND chainActual: nil → 1 ancestor, line 1: ffffffffffff",
        "layer SECOND chainExpected: nil → 1 ancestor, line 1: 1a1a1a1a1a1a",
        "layer SECOND chainState: match → differs",
      ])
  }

  @Test func `an aufs chain without its last newline is malformed`() throws {
    let found = try damaged("aufs") {
      try $0.overwrite("aufs/layers/\(GraphFixture.second)", Array(GraphFixture.base.utf8))
    }
    #expect(
      found == [
        "layer SECOND chainActual: nil → the last line is not ended",
        "layer SECOND chainExpected: nil → one id a line, each line ended",
        "layer SECOND chainState: match → malformed",
      ])
  }

  @Test func `an aufs chain of no ids is malformed`() throws {
    let found = try damaged("aufs") {
      try $0.overwrite("aufs/layers/\(GraphFixture.second)", Array("nonsense\n".utf8))
    }
    #expect(
      found == [
        "layer SECOND chainActual: nil → 1 ancestor, line 1: nonsense",
        "layer SECOND chainExpected: nil → 1 ancestor, line 1: 1a1a1a1a1a1a",
        "layer SECOND chainState: match → malformed",
      ])
  }

  @Test func `a directory in the place of an aufs chain is the wrong kind`() throws {
    let found = try damaged("aufs") {
      try $0.remove("aufs/layers/\(GraphFixture.second)")
      try $0.directory("aufs/layers/\(GraphFixture.second)")
    }
    #expect(
      found == [
        "+ problem wrong-kind aufs/layers/SECOND",
        "layer SECOND chainExpected: nil → 1 ancestor",
        "layer SECOND chainState: match → wrong-kind",
      ])
  }

  @Test func `a link in the place of an aufs chain is the wrong kind`() throws {
    let found = try damaged("aufs") {
      try $0.link("aufs/layers/\(GraphFixture.second)", to: GraphFixture.third)
    }
    #expect(
      found == [
        "+ problem wrong-kind aufs/layers/SECOND",
        "layer SECOND chainExpected: nil → 1 ancestor",
        "layer SECOND chainState: match → wrong-kind",
      ])
  }

  @Test func `the aufs chain of a container begins with its init layer`() throws {
    let found = try damaged("aufs") {
      try $0.overwrite(
        "aufs/layers/\(GraphFixture.container)",
        Array($0.bytes("aufs/layers/\(GraphFixture.initLayer)")))
    }
    #expect(
      found == [
        "layer WEB chainActual: nil → 4 ancestors, line 1: 4d4d4d4d4d4d",
        "layer WEB chainExpected: nil → 5 ancestors, line 1: 5e5e5e5e5e5e-init",
        "layer WEB chainState: match → differs",
      ])
  }

  @Test func `a lower-id of an overlay container is compared with its image`() throws {
    let found = try damaged("overlay") {
      try $0.overwrite(
        "overlay/\(GraphFixture.container)/lower-id", Array(GraphFixture.base.utf8))
    }
    #expect(
      found == [
        "layer WEB chainActual: nil → BASE",
        "layer WEB chainExpected: nil → TOP",
        "layer WEB chainState: match → differs",
      ])
  }

  @Test func `a lower-id that is no id is malformed`() throws {
    let found = try damaged("overlay") {
      try $0.overwrite("overlay/\(GraphFixture.container)/lower-id", Array("x".utf8))
    }
    #expect(
      found == [
        "+ lower-id-malformed overlay/WEB/lower-id 64 hexadecimal digits→x",
        "layer WEB chainPath: overlay/WEB/lower-id → nil",
        "layer WEB chainState: match → nil",
      ])
  }

  @Test func `a lower-id may name a layer that is nowhere`() throws {
    let found = try damaged("overlay") {
      try $0.overwrite(
        "overlay/\(GraphFixture.container)/lower-id", Array(String(repeating: "f", count: 64).utf8))
    }
    #expect(
      found == [
        "+ lower-id-unknown overlay/WEB/lower-id →ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "layer WEB chainActual: nil → ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "layer WEB chainExpected: nil → TOP",
        "layer WEB chainState: match → differs",
      ])
  }
}
