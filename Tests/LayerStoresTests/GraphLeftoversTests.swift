import StoreFixtures
import Testing

/// Rows 40, 46, 47 and 60 to 63: what nothing owns.
@Suite struct GraphLeftoversTests {
  @Test func `a layer that nothing names is an orphan`() throws {
    let found = try damaged {
      try $0.addLayer(String(repeating: "9f", count: 32), below: [])
    }
    #expect(
      found == [
        "+ layer 9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f",
        "+ orphan-layer vfs/dir/9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f",
      ])
  }

  @Test func `an aufs layer that nothing names is an orphan`() throws {
    let found = try damaged("aufs") {
      try $0.addLayer(String(repeating: "9f", count: 32), below: [])
    }
    #expect(
      found == [
        "+ layer 9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f",
        "+ orphan-layer aufs/diff/9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f",
      ])
  }

  @Test func `half-finished removals are left over`() throws {
    let found = try damaged("aufs") {
      try $0.directory("aufs/diff/\(GraphFixture.base)-removing")
      try $0.directory("aufs/mnt/\(GraphFixture.base)-removing")
    }
    #expect(
      found == [
        "+ removing aufs/diff/BASE-removing",
        "+ removing aufs/mnt/BASE-removing",
      ])
  }

  @Test func `files where nothing is mounted are stray`() throws {
    let found = try damaged("aufs") {
      try $0.write("aufs/mnt/\(GraphFixture.top)/stray", "x")
    }
    #expect(
      found == [
        "+ stray-mount-content aufs/mnt/TOP"
      ])
  }

  @Test func `staging that was never published is left over`() throws {
    let found = try damaged {
      try $0.directory("graph/_tmp/\(String(repeating: "9f", count: 32))")
    }
    #expect(
      found == [
        "+ staging graph/_tmp/9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f"
      ])
  }

  @Test func `what does not belong in the graph is stray`() throws {
    let found = try damaged {
      try $0.directory("graph/lost+found")
      try $0.write("graph/file", "x")
      try $0.directory("graph/\(GraphFixture.base.uppercased())")
    }
    #expect(
      found == [
        "+ stray graph/1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A",
        "+ stray graph/file",
        "+ stray graph/lost+found",
      ])
  }

  @Test func `an id that is none in graph and driver is told`() throws {
    let found = try damaged {
      try $0.directory("graph/not-an-id")
      try $0.directory("vfs/dir/not-an-id")
    }
    #expect(
      found == [
        "+ non-hex-id graph/not-an-id →"
      ])
  }

  @Test func `what does not belong in the driver is stray`() throws {
    let found = try damaged {
      try $0.directory("vfs/dir/lost+found")
    }
    #expect(
      found == [
        "+ stray vfs/dir/lost+found"
      ])
  }

  @Test func `two ids of one short form are told`() throws {
    let found = try damaged {
      let twin = String(GraphFixture.base.prefix(12)) + String(repeating: "0", count: 52)
      try $0.write(
        "graph/\(twin)/json",
        GraphFixture.json(GraphFixture.base).replacing(GraphFixture.base, with: twin))
      try $0.write("graph/\(twin)/layersize", "0")
      try $0.addLayer(twin, below: [])
    }
    #expect(
      found == [
        "+ ambiguous-short-id graph/BASE →1a1a1a1a1a1a0000000000000000000000000000000000000000000000000000",
        "+ image 1a1a1a1a1a1a0000000000000000000000000000000000000000000000000000",
        "+ layer 1a1a1a1a1a1a0000000000000000000000000000000000000000000000000000",
        "root images owners: 4 → 5",
      ])
  }

  @Test func `temporary files are told from others in tmp`() throws {
    let found = try damaged {
      try $0.write("tmp/GetV2ImageBlob123", "x")
      try $0.directory("tmp/docker-build456")
      try $0.write("tmp/own", "x")
    }
    #expect(
      found == [
        "+ stray tmp/own",
        "+ temporary tmp/GetV2ImageBlob123",
        "+ temporary tmp/docker-build456",
      ])
  }

  @Test func `folders without permissions are no corruption`() throws {
    let found = try damaged("aufs") {
      try $0.setMode("tmp", 0)
      try $0.setMode("aufs", 0)
    }
    #expect(found == [])
  }

  @Test func `old volumes beside layers are no orphans`() throws {
    let found = try damaged {
      let volume = String(repeating: "9f", count: 32)
      try $0.directory("vfs/dir/\(volume)")
      try $0.directory("volumes/\(volume)")
    }
    #expect(
      found == [
        "+ root volumes"
      ])
  }

  @Test func `a store that was migrated away from is told`() throws {
    let found = try damaged {
      try $0.write(".migration-v1-images.json", "{}")
      try $0.write("graph/\(GraphFixture.base)/.migration-diffid", "sha256:\(GraphFixture.top)")
    }
    #expect(
      found == [
        "+ document .migration-v1-images.json",
        "+ migrated graph perhaps owned",
        "layer BASE recordedDiffID: nil → sha256:TOP",
      ])
  }
}
