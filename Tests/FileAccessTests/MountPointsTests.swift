import FileAccess
import Foundation
import LayerModel
import Testing

struct MountPointsTests {
  private static let list = """
    21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
    30 21 0:20 / /store/overlay2/a/merged rw - overlay overlay rw
    31 21 8:1 /x /store/overlay2/a/diff/in\\040side rw shared:1 - ext4 /dev/sda1 rw
    32 21 8:1 /y /store/overlay2/a-init rw - ext4 /dev/sda1 rw
    33 21 8:1 /z /store/overlay2/b/diff rw - ext4 /dev/sda1 rw
    34 21 8:1 /z /storehouse rw - ext4 /dev/sda1 rw
    nonsense
    """

  @Test func `mounts are told by the directory that they are in, their names as they are`() {
    let mounts = MountPoints(Array(Self.list.utf8), below: "/store")
    #expect(mounts.within("overlay2/a/diff") == ["in side"])
    #expect(mounts.within("overlay2/a") == ["diff/in side", "merged"])
    #expect(mounts.within("overlay2/b/diff") == [BytePath([])])
    #expect(mounts.within("overlay2/c") == [])
    #expect(mounts.within("image") == [])
  }

  @Test func `a directory that is mounted on itself is none`() {
    let list = """
      21 1 8:1 / / rw - ext4 /dev/sda1 rw
      22 21 8:2 /sub /var rw - ext4 /dev/sdb1 rw
      30 22 8:2 /sub/store/overlay /var/store/overlay rw - ext4 /dev/sdb1 rw
      31 30 8:2 /sub/store/overlay /var/store/overlay rw - ext4 /dev/sdb1 rw
      32 31 0:20 / /var/store/overlay/a/merged rw - overlay overlay rw
      33 22 8:2 /sub/store/other /var/store/b rw - ext4 /dev/sdb1 rw
      34 22 8:3 /sub/store/c /var/store/c rw - ext4 /dev/sdc1 rw
      35 22 8:2 /subtle/store/d /var/store/d rw - ext4 /dev/sdb1 rw
      """
    let mounts = MountPoints(Array(list.utf8), below: "/var/store")
    #expect(mounts.all == ["overlay/a/merged", "b", "c", "d"])
    let atRoot = MountPoints(Array("21 1 8:1 / / rw\n30 21 8:1 /a /a rw".utf8), below: "/")
    #expect(atRoot.all == [BytePath([])])
  }

  @Test func `the kernel's own list is read`() throws {
    #expect(try MountPoints(below: "/").within("proc").contains(BytePath([])))
  }
}
