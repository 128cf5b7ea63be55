import StoreFixtures
import Testing

/// Row 65: the recorded digest of the compressed layer.
@Suite struct GraphChecksumTests {
  @Test func `a blob digest is kept`() throws {
    let found = try damaged {
      try $0.write("graph/\(GraphFixture.base)/checksum", "sha256:\(GraphFixture.top)")
    }
    #expect(
      found == [
        "layer BASE checksumState: nil → ok",
        "layer BASE checksumText: nil → sha256:TOP",
      ])
  }

  @Test func `a tarsum of Docker 1.5 is legacy`() throws {
    let found = try damaged {
      try $0.write("graph/\(GraphFixture.base)/checksum", "tarsum.v1+sha256:\(GraphFixture.top)")
    }
    #expect(
      found == [
        "layer BASE checksumState: nil → legacy-tarsum",
        "layer BASE checksumText: nil → tarsum.v1+sha256:TOP",
      ])
  }

  @Test func `garbage in a checksum is malformed`() throws {
    let found = try damaged {
      try $0.write("graph/\(GraphFixture.base)/checksum", "garbage")
    }
    #expect(
      found == [
        "layer BASE checksumState: nil → malformed",
        "layer BASE checksumText: nil → garbage",
      ])
  }

  @Test func `a newline after a checksum is malformed`() throws {
    let found = try damaged {
      try $0.write("graph/\(GraphFixture.base)/checksum", "sha256:\(GraphFixture.top)\n")
    }
    #expect(
      found == [
        "layer BASE checksumState: nil → malformed",
        "layer BASE checksumText: nil → sha256:TOP\n",
      ])
  }

  @Test func `a directory in the place of a checksum is malformed`() throws {
    let found = try damaged {
      try $0.directory("graph/\(GraphFixture.base)/checksum")
    }
    #expect(
      found == [
        "+ problem wrong-kind graph/BASE/checksum",
        "layer BASE checksumState: nil → malformed",
      ])
  }
}
