import Audit
import LayerModel
import Testing

struct PathSetTests {
  @Test func `a path is found by itself and by all that is below it`() {
    let paths = PathSet(["a", "a/b/c", "lonely", "/x"] as [BytePath])
    let found = ["a", "a/b", "a/b/c", "a/b/c/d", "ab", "lonely/y/z", "/x/y", "x", ""].map {
      paths.member(around: BytePath($0))
    }
    #expect(found == ["a", "a", "a/b/c", "a/b/c", nil, "lonely", "/x", nil, nil])
  }

  @Test func `no path is found in an empty set`() {
    #expect(PathSet([BytePath]()).member(around: "a") == nil)
  }
}
