import BundledStores
import Foundation
import Testing

/// What the kernel says of the program while it works.
struct RestrictionTests {
  @Test(arguments: [
    (["audit", "--level", "content"], 2), (["list", "layers"], 1),
    (["baseline", "write", "/dev/null"], 2), (["size"], 1),
  ])
  func `no thread of the program has more rights than it needs`(
    words: [String], threads: Int
  ) throws {
    let store = try Self.slowStore(files: words[0] == "list" || words[0] == "size" ? 20_000 : 0)
    // Looks again and again until there are threads enough or the program has ended.
    let run = try Program.shell(
      """
      "$0" "$@" > /dev/null 2>&1 & program=$!
      while kill -0 $program 2> /dev/null; do
        status=$(cat /proc/$program/task/*/status 2> /dev/null)
        threads=$(echo "$status" | grep -c '^Name:')
        bound=$(echo "$status" | grep -c '^NoNewPrivs:.1$')
        filtered=$(echo "$status" | grep -c '^Seccomp:.2$')
        if [ "$filtered" -ge \(threads) ]; then
          kill -9 $program
          echo $((threads - bound)) unbound, $((threads - filtered)) unfiltered
          exit
        fi
      done
      """, arguments: words + [store.root.path])
    #expect(run.output == "0 unbound, 0 unfiltered\n")
  }

  /// A store that takes a while: a hole of 64 GiB takes no room and much time to hash, and many files
  /// take time to list.
  private static func slowStore(files count: Int) throws -> BundledStore {
    let store = try BundledStore(.vfs)
    let layer = "452d574bfe5e1c230c43ffd053277d5a3f8a6c73c549404a7c8b5e1620a80530"
    let big = store.root.appending(path: "vfs/dir/\(layer)/big")
    _ = FileManager.default.createFile(atPath: big.path, contents: nil)
    try FileHandle(forWritingTo: big).truncate(atOffset: 1 << 36)
    for number in 0..<count {
      _ = FileManager.default.createFile(atPath: big.path + "-\(number)", contents: nil)
    }
    return store
  }
}
