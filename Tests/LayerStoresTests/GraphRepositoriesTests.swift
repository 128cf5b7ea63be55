import StoreFixtures
import Testing

/// Rows 48 to 53 and 66: tags and the link graph.
@Suite struct GraphRepositoriesTests {
  @Test func `a tag of a missing image dangles`() throws {
    let found = try damaged {
      try $0.edit("repositories-vfs", GraphFixture.top, String(repeating: "f", count: 64))
    }
    #expect(
      found == [
        "image TOP names: [ubuntu:14.04] → []",
        "root repositories owners: 1 → 0",
        "tag ubuntu:14.04 target: TOP → ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "tag ubuntu:14.04 targetState: present → missing",
      ])
  }

  @Test func `a tag of a short id resolves as the daemon does`() throws {
    let found = try damaged {
      try $0.edit("repositories-vfs", GraphFixture.top, "4d4d4d4d")
    }
    #expect(
      found == [
        "tag ubuntu:14.04 target: TOP → 4d4d4d4d",
        "tag ubuntu:14.04 targetState: present → prefix",
      ])
  }

  @Test func `a tag of no id is malformed`() throws {
    let found = try damaged {
      try $0.edit("repositories-vfs", GraphFixture.top, "../../etc")
    }
    #expect(
      found == [
        "image TOP names: [ubuntu:14.04] → []",
        "root repositories owners: 1 → 0",
        "tag ubuntu:14.04 target: TOP → ../../etc",
        "tag ubuntu:14.04 targetState: present → malformed",
      ])
  }

  @Test func `names that Docker refuses are told`() throws {
    let found = try damaged {
      try $0.edit("repositories-vfs", "\"ubuntu\":{\"14.04\"", "\"Ubuntu//x\":{\"14.04\"")
    }
    #expect(
      found == [
        "+ tag Ubuntu//x:14.04",
        "- tag ubuntu:14.04",
        "image TOP names: [ubuntu:14.04] → [Ubuntu//x:14.04]",
      ])
  }

  @Test func `tags that Docker refuses are told`() throws {
    let found = try damaged {
      try $0.edit("repositories-vfs", "14.04", "-bad tag")
    }
    #expect(
      found == [
        "+ tag ubuntu:-bad tag",
        "- tag ubuntu:14.04",
        "image TOP names: [ubuntu:14.04] → [ubuntu:-bad tag]",
      ])
  }

  @Test func `a digest is a legal tag`() throws {
    let found = try damaged {
      try $0.edit("repositories-vfs", "14.04", "sha256:abc123")
    }
    #expect(
      found == [
        "+ tag ubuntu@sha256:abc123",
        "- tag ubuntu:14.04",
        "image TOP names: [ubuntu:14.04] → [ubuntu@sha256:abc123]",
      ])
  }

  @Test func `a tag file cut short is malformed`() throws {
    let found = try damaged {
      try $0.overwrite("repositories-vfs", Array($0.bytes("repositories-vfs").prefix(30)))
    }
    #expect(
      found == [
        "+ problem malformed repositories-vfs",
        "- tag ubuntu:14.04",
        "document repositories-vfs state: ok → malformed",
        "image TOP names: [ubuntu:14.04] → []",
        "root repositories owners: 1 → nil",
      ])
  }

  @Test func `a tag file of the wrong type is malformed`() throws {
    let found = try damaged {
      try $0.overwrite("repositories-vfs", Array("{\"Repositories\":[]}".utf8))
    }
    #expect(
      found == [
        "+ problem malformed repositories-vfs",
        "- tag ubuntu:14.04",
        "document repositories-vfs state: ok → malformed",
        "image TOP names: [ubuntu:14.04] → []",
        "root repositories owners: 1 → nil",
      ])
  }

  @Test func `an empty tag file is told from a malformed one`() throws {
    let found = try damaged {
      try $0.overwrite("repositories-vfs", [])
    }
    #expect(
      found == [
        "- tag ubuntu:14.04",
        "document repositories-vfs state: ok → empty",
        "image TOP names: [ubuntu:14.04] → []",
        "root repositories owners: 1 → 0",
      ])
  }

  @Test func `a missing tag file loses every name`() throws {
    let found = try damaged {
      try $0.remove("repositories-vfs")
    }
    #expect(
      found == [
        "- tag ubuntu:14.04",
        "document repositories-vfs state: ok → missing",
        "image TOP names: [ubuntu:14.04] → []",
        "root repositories owners: 1 → 0",
      ])
  }

  @Test func `a tag file without entries loses every name`() throws {
    let found = try damaged {
      try $0.overwrite("repositories-vfs", Array("{}".utf8))
    }
    #expect(
      found == [
        "- tag ubuntu:14.04",
        "document repositories-vfs state: ok → no-entries",
        "image TOP names: [ubuntu:14.04] → []",
        "root repositories owners: 1 → 0",
      ])
  }

  @Test func `a tag file of null loses every name`() throws {
    let found = try damaged {
      try $0.overwrite("repositories-vfs", Array("null".utf8))
    }
    #expect(
      found == [
        "- tag ubuntu:14.04",
        "document repositories-vfs state: ok → no-entries",
        "image TOP names: [ubuntu:14.04] → []",
        "root repositories owners: 1 → 0",
      ])
  }

  @Test func `a directory in the place of the tag file is the wrong kind`() throws {
    let found = try damaged {
      try $0.remove("repositories-vfs")
      try $0.directory("repositories-vfs")
    }
    #expect(
      found == [
        "+ problem wrong-kind repositories-vfs",
        "- tag ubuntu:14.04",
        "document repositories-vfs state: ok → wrong-kind",
        "image TOP names: [ubuntu:14.04] → []",
        "root repositories owners: 1 → nil",
      ])
  }

  @Test func `a missing link graph is told`() throws {
    let found = try damaged {
      try $0.remove("linkgraph.db")
    }
    #expect(
      found == [
        "document linkgraph.db state: ok → missing"
      ])
  }

  @Test func `garbage in the link graph is malformed`() throws {
    let found = try damaged {
      try $0.overwrite("linkgraph.db", Array("garbage".utf8))
    }
    #expect(
      found == [
        "document linkgraph.db state: ok → malformed"
      ])
  }

  @Test func `an empty link graph is told`() throws {
    let found = try damaged {
      try $0.overwrite("linkgraph.db", [])
    }
    #expect(
      found == [
        "document linkgraph.db state: ok → empty"
      ])
  }

  @Test func `a tag file of a driver used before is no corruption`() throws {
    let found = try damaged {
      try $0.write("repositories-aufs", "{\"Repositories\":{}}")
    }
    #expect(found == [])
  }
}
