import StoreFixtures
import Testing

/// Rows 35 to 41: where the files of a layer are.
@Suite struct GraphContentTests {
  @Test func `a missing directory of vfs loses the image`() throws {
    let found = try damaged {
      try $0.remove("vfs/dir/\(GraphFixture.second)")
    }
    #expect(
      found
        == (brokenChain(from: "THIRD") + [
          "+ image BASE",
          "layer SECOND content: whole-tree vfs/dir/SECOND on vfs/dir/BASE → nil",
          "layer SECOND contentState: directory → missing",
          "layer SECOND loadable: true → false",
          "layer THIRD content: whole-tree vfs/dir/THIRD on vfs/dir/SECOND → whole-tree vfs/dir/THIRD on nothing",
          "layer THIRD parentState: present → unloadable",
        ]).sorted())
  }

  @Test func `a missing directory of aufs leaves the image listed`() throws {
    let found = try damaged("aufs") {
      try $0.remove("aufs/diff/\(GraphFixture.second)")
    }
    #expect(
      found == [
        "layer SECOND content: own-entries aufs/diff/SECOND on nothing → nil",
        "layer SECOND contentState: directory → missing",
      ])
  }

  @Test func `a file in the place of a layer is the wrong kind`() throws {
    let found = try damaged {
      try $0.remove("vfs/dir/\(GraphFixture.second)")
      try $0.write("vfs/dir/\(GraphFixture.second)", "x")
    }
    #expect(
      found == [
        "layer SECOND content: whole-tree vfs/dir/SECOND on vfs/dir/BASE → nil",
        "layer SECOND contentState: directory → wrong-kind",
        "layer THIRD content: whole-tree vfs/dir/THIRD on vfs/dir/SECOND → whole-tree vfs/dir/THIRD on nothing",
      ])
  }

  @Test func `a link in the place of a layer is never followed`() throws {
    let found = try damaged {
      try $0.link("vfs/dir/\(GraphFixture.second)", to: GraphFixture.base)
    }
    #expect(
      found == [
        "layer SECOND content: whole-tree vfs/dir/SECOND on vfs/dir/BASE → nil",
        "layer SECOND contentState: directory → symlink",
        "layer THIRD content: whole-tree vfs/dir/THIRD on vfs/dir/SECOND → whole-tree vfs/dir/THIRD on nothing",
      ])
  }

  @Test func `an overlay image without its root is missing`() throws {
    let found = try damaged("overlay") {
      try $0.remove("overlay/\(GraphFixture.top)/root")
    }
    #expect(
      found == [
        "layer TOP content: whole-tree overlay/TOP/root on overlay/THIRD/root → nil",
        "layer TOP contentState: directory → missing",
      ])
  }

  @Test func `a link in the place of an overlay layer is never followed`() throws {
    let found = try damaged("overlay") {
      try $0.move("overlay/\(GraphFixture.top)", to: "elsewhere")
      try $0.link("overlay/\(GraphFixture.top)", to: "../elsewhere")
    }
    #expect(
      found == [
        "layer TOP content: whole-tree overlay/TOP/root on overlay/THIRD/root → nil",
        "layer TOP contentPath: overlay/TOP/root → overlay/TOP",
        "layer TOP contentState: directory → symlink",
      ])
  }

  @Test func `an aborted overlay unpack is left over`() throws {
    let found = try damaged("overlay") {
      try $0.directory("overlay/\(GraphFixture.top)/tmproot123")
    }
    #expect(
      found == [
        "+ staging overlay/TOP/tmproot123"
      ])
  }

  @Test func `two layers of devicemapper share no device`() throws {
    let found = try damaged("devicemapper") {
      try $0.edit("devicemapper/metadata/\(GraphFixture.top)", "\"device_id\":4", "\"device_id\":1")
    }
    #expect(
      found == [
        "+ device-id-duplicate devicemapper/metadata/TOP a device of its own→device 1 of 1a1a1a1a1a1a"
      ])
  }

  @Test func `a device has a size`() throws {
    let found = try damaged("devicemapper") {
      try $0.edit("devicemapper/metadata/\(GraphFixture.top)", "1024", "0")
    }
    #expect(
      found == [
        "+ device-size-implausible devicemapper/metadata/TOP more than 0→0"
      ])
  }

  @Test func `malformed device metadata is reported`() throws {
    let found = try damaged("devicemapper") {
      try $0.overwrite("devicemapper/metadata/\(GraphFixture.top)", [])
    }
    #expect(
      found == [
        "+ problem malformed devicemapper/metadata/TOP"
      ])
  }

  @Test func `an image without a device is missing`() throws {
    let found = try damaged("devicemapper") {
      try $0.remove("devicemapper/metadata/\(GraphFixture.top)")
    }
    #expect(
      found == [
        "+ image THIRD",
        "container WEB imageState: present → unloadable",
        "image TOP isComplete: true → false",
        "layer TOP contentState: not-plain-files → missing",
        "layer TOP loadable: true → false",
        "tag ubuntu:14.04 targetState: present → unloadable",
      ])
  }

  @Test func `an image of another driver is told from a missing one`() throws {
    let found = try damaged {
      try $0.remove("vfs/dir/\(GraphFixture.top)")
      try $0.directory("aufs/diff/\(GraphFixture.top)")
    }
    #expect(
      found == [
        "+ image THIRD",
        "+ problem missing aufs/layers",
        "container WEB imageState: present → unloadable",
        "image TOP isComplete: true → false",
        "layer TOP content: whole-tree vfs/dir/TOP on vfs/dir/THIRD → nil",
        "layer TOP contentState: directory → other-driver",
        "layer TOP loadable: true → nil",
        "layer WEB-init content: whole-tree vfs/dir/WEB-init on vfs/dir/TOP → whole-tree vfs/dir/WEB-init on nothing",
        "tag ubuntu:14.04 targetState: present → unloadable",
      ])
  }
}
