import StoreFixtures
import Testing

/// Rows 77 to 80: images whose directories are called for their content.
@Suite struct GraphPulledTests {
  @Test func `json that is not what its directory is called for is told`() throws {
    let found = try damagedPulled {
      try $0.edit("graph/\(GraphFixture.pulledTop)/json", "2015", "2016")
    }
    #expect(
      found == [
        "image PULLEDTOP created: Timestamp(seconds: 1435744800, nanoseconds: 0) → Timestamp(seconds: 1467367200, nanoseconds: 0)",
        "layer PULLEDTOP contentAddressState: match → mismatch",
        "layer PULLEDTOP created: Timestamp(seconds: 1435744800, nanoseconds: 0) → Timestamp(seconds: 1467367200, nanoseconds: 0)",
      ])
  }

  @Test func `a directory may be called for a later probe`() throws {
    let found = try damagedPulled {
      let probe = GraphFixture.digest(of: GraphFixture.pulledTop)
      try $0.move("graph/\(GraphFixture.pulledTop)", to: "graph/\(probe)")
      try $0.move("vfs/dir/\(GraphFixture.pulledTop)", to: "vfs/dir/\(probe)")
    }
    #expect(
      found == [
        "+ image 416c5a720a5f0f23c1628d98c5447c1b52233b2448f66423015089e246b32bec",
        "+ layer 416c5a720a5f0f23c1628d98c5447c1b52233b2448f66423015089e246b32bec",
        "- image PULLEDTOP",
        "- layer PULLEDTOP",
      ])
  }

  @Test func `a blob digest that differs from the checksum is told`() throws {
    let found = try damagedPulled {
      try $0.overwrite(
        "graph/\(GraphFixture.pulledTop)/checksum", Array("sha256:\(GraphFixture.top)".utf8))
    }
    #expect(
      found == [
        "+ blob-digest-differs graph/PULLEDTOP/checksum sha256:6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f→sha256:TOP",
        "layer PULLEDTOP checksumText: sha256:6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f → sha256:TOP",
      ])
  }

  @Test func `tar-split is due where only a new daemon can have written`() throws {
    let found = try damagedPulled {
      try $0.remove("graph/\(GraphFixture.pulledTop)/tar-data.json.gz")
    }
    #expect(
      found == [
        "layer PULLEDTOP tarSplitPath: graph/PULLEDTOP/tar-data.json.gz → nil",
        "layer PULLEDTOP tarSplitState: present → missing",
      ])
  }

  @Test func `tar-split is not due where an image was only pushed`() throws {
    let found = try damagedPulled {
      try $0.write("graph/\(GraphFixture.top)/v1Compatibility", "{}")
    }
    #expect(found == [])
  }

  @Test func `a directory in the place of tar-split is the wrong kind`() throws {
    let found = try damagedPulled {
      try $0.remove("graph/\(GraphFixture.pulledTop)/tar-data.json.gz")
      try $0.directory("graph/\(GraphFixture.pulledTop)/tar-data.json.gz")
    }
    #expect(
      found == [
        "layer PULLEDTOP tarSplitState: present → wrong-kind"
      ])
  }

  @Test func `the parent file overrides the json`() throws {
    let found = try damagedPulled {
      try $0.write("graph/\(GraphFixture.pulledTop)/parent", GraphFixture.base)
    }
    #expect(
      found == [
        "+ image PULLEDBASE",
        "image PULLEDTOP layers: [PULLEDTOP, PULLEDBASE] → [PULLEDTOP, BASE]",
        "layer PULLEDTOP content: whole-tree vfs/dir/PULLEDTOP on vfs/dir/PULLEDBASE → whole-tree vfs/dir/PULLEDTOP on vfs/dir/BASE",
        "layer PULLEDTOP parent: PULLEDBASE → BASE",
      ])
  }

  @Test func `a parent file gives even a base layer a parent`() throws {
    let found = try damagedPulled {
      try $0.write("graph/\(GraphFixture.pulledBase)/parent", GraphFixture.pulledTop)
    }
    #expect(
      found == [
        "+ parent-file-differs graph/PULLEDBASE/parent no parent→PULLEDTOP",
        "- image PULLEDTOP",
        "layer PULLEDBASE changesOnlyCommand: nil → false",
        "layer PULLEDBASE content: whole-tree vfs/dir/PULLEDBASE on nothing → whole-tree vfs/dir/PULLEDBASE on vfs/dir/PULLEDTOP",
        "layer PULLEDBASE depth: 0 → nil",
        "layer PULLEDBASE parent: nil → PULLEDTOP",
        "layer PULLEDBASE parentState: root → cycle",
        "layer PULLEDTOP depth: 1 → nil",
        "layer PULLEDTOP parentState: present → cycle",
      ])
  }

  @Test func `a parent file may not name a layer of another digest than parent_id`() throws {
    let found = try damagedPulled {
      let json = GraphFixture.pulledJSON(parent: GraphFixture.top)
      let other = GraphFixture.digest(of: json)
      try $0.write("graph/\(other)/json", json)
      try $0.write("graph/\(GraphFixture.pulledTop)/parent", other)
    }
    #expect(
      found == [
        "+ image PULLEDBASE",
        "+ layer 196bc7dd83300b5887c6434ac3c86f1003c767cc934a3eeffce9245e53ed1380",
        "+ parent-file-differs graph/PULLEDTOP/parent PULLEDBASE→196bc7dd83300b5887c6434ac3c86f1003c767cc934a3eeffce9245e53ed1380",
        "image PULLEDTOP isComplete: true → false",
        "image PULLEDTOP layers: [PULLEDTOP, PULLEDBASE] → [PULLEDTOP, 196bc7dd83300b5887c6434ac3c86f1003c767cc934a3eeffce9245e53ed1380, TOP, THIRD, SECOND, BASE]",
        "layer PULLEDTOP content: whole-tree vfs/dir/PULLEDTOP on vfs/dir/PULLEDBASE → whole-tree vfs/dir/PULLEDTOP on nothing",
        "layer PULLEDTOP depth: 1 → nil",
        "layer PULLEDTOP parent: PULLEDBASE → 196bc7dd83300b5887c6434ac3c86f1003c767cc934a3eeffce9245e53ed1380",
        "layer PULLEDTOP parentState: present → unloadable",
        "root images owners: 6 → 7",
      ])
  }

  @Test func `a malformed parent file breaks the chain`() throws {
    let found = try damagedPulled {
      try $0.write("graph/\(GraphFixture.pulledTop)/parent", "garbage")
    }
    #expect(
      found == [
        "+ image PULLEDBASE",
        "+ parent-file-malformed graph/PULLEDTOP/parent 64 hexadecimal digits→garbage",
        "image PULLEDTOP isComplete: true → false",
        "image PULLEDTOP layers: [PULLEDTOP, PULLEDBASE] → [PULLEDTOP]",
        "layer PULLEDTOP changesOnlyCommand: false → nil",
        "layer PULLEDTOP content: whole-tree vfs/dir/PULLEDTOP on vfs/dir/PULLEDBASE → whole-tree vfs/dir/PULLEDTOP on nothing",
        "layer PULLEDTOP depth: 1 → nil",
        "layer PULLEDTOP parent: PULLEDBASE → nil",
        "layer PULLEDTOP parentState: present → malformed",
        "layer PULLEDTOP parentText: nil → garbage",
      ])
  }

  @Test func `an empty parent file is told`() throws {
    let found = try damagedPulled {
      try $0.write("graph/\(GraphFixture.pulledTop)/parent", "")
    }
    #expect(
      found == [
        "+ parent-file-malformed graph/PULLEDTOP/parent 64 hexadecimal digits→empty"
      ])
  }

  @Test func `a parent_id that is no digest is malformed`() throws {
    let found = try damagedPulled {
      try $0.edit(
        "graph/\(GraphFixture.pulledTop)/json", "\"parent_id\":\"sha256:", "\"parent_id\":\"md5:")
    }
    #expect(
      found == [
        "+ image PULLEDBASE",
        "image PULLEDTOP isComplete: true → false",
        "image PULLEDTOP layers: [PULLEDTOP, PULLEDBASE] → [PULLEDTOP]",
        "layer PULLEDTOP changesOnlyCommand: false → nil",
        "layer PULLEDTOP content: whole-tree vfs/dir/PULLEDTOP on vfs/dir/PULLEDBASE → whole-tree vfs/dir/PULLEDTOP on nothing",
        "layer PULLEDTOP contentAddressState: match → mismatch",
        "layer PULLEDTOP depth: 1 → nil",
        "layer PULLEDTOP parent: PULLEDBASE → nil",
        "layer PULLEDTOP parentState: present → malformed",
        "layer PULLEDTOP parentText: nil → md5:PULLEDBASE",
      ])
  }
}
