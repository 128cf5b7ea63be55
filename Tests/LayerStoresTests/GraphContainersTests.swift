import StoreFixtures
import Testing

/// Rows 54 to 59: containers and their two layers.
@Suite struct GraphContainersTests {
  @Test func `a container whose image is missing is told`() throws {
    let found = try damaged {
      try $0.edit(
        "containers/\(GraphFixture.container)/config.json", "\"Image\":\"\(GraphFixture.top)\"",
        "\"Image\":\"\(String(repeating: "f", count: 64))\"")
    }
    #expect(
      found == [
        "container WEB image: TOP → ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "container WEB imageState: present → missing",
        "layer WEB depth: 5 → nil",
        "layer WEB-init content: whole-tree vfs/dir/WEB-init on vfs/dir/TOP → whole-tree vfs/dir/WEB-init on nothing",
        "layer WEB-init depth: 4 → nil",
        "layer WEB-init parent: TOP → ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "layer WEB-init parentState: present → missing",
      ])
  }

  @Test func `a container configuration cut short keeps its layers owned`() throws {
    let found = try damaged {
      try $0.overwrite(
        "containers/\(GraphFixture.container)/config.json",
        Array($0.bytes("containers/\(GraphFixture.container)/config.json").prefix(20)))
    }
    #expect(
      found == [
        "+ problem malformed containers/WEB/config.json",
        "container WEB configState: ok → malformed",
        "container WEB driver: vfs → nil",
        "container WEB image: TOP → nil",
        "container WEB imageState: present → unknown",
        "container WEB name: web → ",
        "layer WEB depth: 5 → nil",
        "layer WEB-init content: whole-tree vfs/dir/WEB-init on vfs/dir/TOP → whole-tree vfs/dir/WEB-init on nothing",
        "layer WEB-init depth: 4 → nil",
        "layer WEB-init parent: TOP → nil",
        "layer WEB-init parentState: present → nil",
      ])
  }

  @Test func `a container configuration with another id is told`() throws {
    let found = try damaged {
      try $0.edit(
        "containers/\(GraphFixture.container)/config.json", "\"ID\":\"\(GraphFixture.container)\"",
        "\"ID\":\"\(GraphFixture.top)\"")
    }
    #expect(
      found == [
        "container WEB configState: ok → wrong-id"
      ])
  }

  @Test func `a container of another driver is told`() throws {
    let found = try damaged {
      try $0.edit(
        "containers/\(GraphFixture.container)/config.json", "\"Driver\":\"vfs\"",
        "\"Driver\":\"overlay\"")
    }
    #expect(
      found == [
        "container WEB configState: ok → other-driver",
        "container WEB driver: vfs → overlay",
        "container WEB imageState: present → unknown",
      ])
  }

  @Test func `a container without a driver is of aufs`() throws {
    let found = try damaged("aufs") {
      try $0.edit("containers/\(GraphFixture.container)/config.json", ",\"Driver\":\"aufs\"", "")
    }
    #expect(found == [])
  }

  @Test func `a missing container layer is told`() throws {
    let found = try damaged {
      try $0.remove("vfs/dir/\(GraphFixture.container)")
    }
    #expect(
      found == [
        "container WEB contentState: present → missing",
        "layer WEB content: whole-tree vfs/dir/WEB on vfs/dir/WEB-init → nil",
        "layer WEB contentState: directory → missing",
      ])
  }

  @Test func `a missing init layer is told`() throws {
    let found = try damaged {
      try $0.remove("vfs/dir/\(GraphFixture.initLayer)")
    }
    #expect(
      found == [
        "container WEB initState: present → missing",
        "layer WEB content: whole-tree vfs/dir/WEB on vfs/dir/WEB-init → whole-tree vfs/dir/WEB on nothing",
        "layer WEB parentState: present → missing",
        "layer WEB-init content: whole-tree vfs/dir/WEB-init on vfs/dir/TOP → nil",
        "layer WEB-init contentState: directory → missing",
      ])
  }

  @Test func `an init layer without its container is an orphan`() throws {
    let found = try damaged {
      try $0.remove("containers/\(GraphFixture.container)")
      try $0.remove("vfs/dir/\(GraphFixture.container)")
    }
    #expect(
      found == [
        "+ orphan-init vfs/dir/WEB-init",
        "- container WEB",
        "- layer WEB",
        "layer WEB-init content: whole-tree vfs/dir/WEB-init on vfs/dir/TOP → whole-tree vfs/dir/WEB-init on nothing",
        "layer WEB-init depth: 4 → nil",
        "layer WEB-init parent: TOP → nil",
        "layer WEB-init parentState: present → nil",
        "layer WEB-init role: containerInit → unclaimed",
        "root containers owners: 1 → 0",
      ])
  }

  @Test func `a container directory without configuration owns nothing`() throws {
    let found = try damaged {
      try $0.remove("containers/\(GraphFixture.container)/config.json")
    }
    #expect(
      found == [
        "+ container-remains containers/WEB",
        "+ orphan-init vfs/dir/WEB-init",
        "+ orphan-layer vfs/dir/WEB",
        "- container WEB",
        "layer WEB content: whole-tree vfs/dir/WEB on vfs/dir/WEB-init → whole-tree vfs/dir/WEB on nothing",
        "layer WEB depth: 5 → nil",
        "layer WEB parent: WEB-init → nil",
        "layer WEB parentState: present → nil",
        "layer WEB role: container → unclaimed",
        "layer WEB-init content: whole-tree vfs/dir/WEB-init on vfs/dir/TOP → whole-tree vfs/dir/WEB-init on nothing",
        "layer WEB-init depth: 4 → nil",
        "layer WEB-init parent: TOP → nil",
        "layer WEB-init parentState: present → nil",
        "layer WEB-init role: containerInit → unclaimed",
        "root containers owners: 1 → 0",
      ])
  }

  @Test func `a failed create leaves remains and an init layer`() throws {
    let found = try damaged {
      try $0.remove("containers/\(GraphFixture.container)/config.json")
      try $0.remove("vfs/dir/\(GraphFixture.container)")
    }
    #expect(
      found == [
        "+ container-remains containers/WEB",
        "+ orphan-init vfs/dir/WEB-init",
        "- container WEB",
        "- layer WEB",
        "layer WEB-init content: whole-tree vfs/dir/WEB-init on vfs/dir/TOP → whole-tree vfs/dir/WEB-init on nothing",
        "layer WEB-init depth: 4 → nil",
        "layer WEB-init parent: TOP → nil",
        "layer WEB-init parentState: present → nil",
        "layer WEB-init role: containerInit → unclaimed",
        "root containers owners: 1 → 0",
      ])
  }

  @Test func `a FIFO in the place of a container configuration is never opened`() throws {
    let found = try damaged {
      try $0.fifo("containers/\(GraphFixture.container)/config.json")
    }
    #expect(
      found == [
        "+ problem wrong-kind containers/WEB/config.json",
        "container WEB configState: ok → wrong-kind",
        "container WEB driver: vfs → nil",
        "container WEB image: TOP → nil",
        "container WEB imageState: present → unknown",
        "container WEB name: web → ",
        "layer WEB depth: 5 → nil",
        "layer WEB-init content: whole-tree vfs/dir/WEB-init on vfs/dir/TOP → whole-tree vfs/dir/WEB-init on nothing",
        "layer WEB-init depth: 4 → nil",
        "layer WEB-init parent: TOP → nil",
        "layer WEB-init parentState: present → nil",
      ])
  }

  @Test func `without the folder of containers nothing is surely an orphan`() throws {
    let found = try damaged {
      try $0.remove("containers")
    }
    #expect(
      found == [
        "+ orphan-init vfs/dir/WEB-init perhaps owned",
        "+ orphan-layer vfs/dir/WEB perhaps owned",
        "+ problem not-entered containers",
        "- container WEB",
        "layer WEB content: whole-tree vfs/dir/WEB on vfs/dir/WEB-init → whole-tree vfs/dir/WEB on nothing",
        "layer WEB depth: 5 → nil",
        "layer WEB parent: WEB-init → nil",
        "layer WEB parentState: present → nil",
        "layer WEB role: container → unclaimed",
        "layer WEB-init content: whole-tree vfs/dir/WEB-init on vfs/dir/TOP → whole-tree vfs/dir/WEB-init on nothing",
        "layer WEB-init depth: 4 → nil",
        "layer WEB-init parent: TOP → nil",
        "layer WEB-init parentState: present → nil",
        "layer WEB-init role: containerInit → unclaimed",
        "root containers owners: 1 → nil",
      ])
  }
}
