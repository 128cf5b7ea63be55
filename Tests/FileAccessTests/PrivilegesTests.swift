import FileAccess
import Testing

struct PrivilegesTests {
  private static let host = Array("         0          0 4294967295\n".utf8)
  private static let user = Array("0 1000 1\n1 100000 65535\n".utf8)
  private static let shifted = Array("0 100000 65536\n".utf8)

  @Test func `on the host only 0 is root`() {
    #expect(Privileges.mayBeHostRoot(0, in: Self.host))
    #expect(!Privileges.mayBeHostRoot(1000, in: Self.host))
    #expect(!Privileges.mayBeHostRoot(65_534, in: Self.host))
  }

  @Test func `in a user namespace 0 is somebody else`() {
    #expect(!Privileges.mayBeHostRoot(0, in: Self.user))
    #expect(!Privileges.mayBeHostRoot(5, in: Self.user))
  }

  @Test func `whoever has no number in a user namespace may be root`() {
    #expect(Privileges.mayBeHostRoot(65_534, in: Self.user))
    #expect(Privileges.mayBeHostRoot(65_534, in: Self.shifted))
    #expect(Privileges.mayBeHostRoot(70_000, in: Self.shifted))
  }
}
