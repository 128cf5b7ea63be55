import Hashing
import Testing

struct NameHashTests {
  @Test func `a path hashes like its components from the root down`() {
    let etc = NameHash.child(of: NameHash.root, name: Array("etc".utf8)[...])
    let hosts = NameHash.child(of: etc, name: Array("hosts".utf8)[...])
    #expect(NameHash.of(path: Array("etc/hosts".utf8)) == hosts)
    #expect(NameHash.of(path: []) == NameHash.root)
  }

  @Test func `the same bytes in other components are another path`() {
    let paths = ["a/bc", "ab/c", "abc", "a/b/c", "bc/a"].map { Array($0.utf8) }
    #expect(Set(paths.map(NameHash.of(path:))).count == paths.count)
  }
}
