import FileAccess
import Foundation
import Glibc
import LayerModel

/// Gives up its rights as the program does, then tries what should fail, on two threads: a line each
/// with the errno, 0 for success.
///
/// Arguments: a file that may be written, a directory that may be made, a device that may be written
/// to, and a file that may not.
@main
enum RestrictionProbe {
  static func main() {
    let words = CommandLine.arguments
    let places = Places(file: words[1], memory: words[2], device: words[3], forbidden: words[4])
    let missing = SelfRestriction.enter(
      writing: [BytePath(places.file), BytePath(places.device)],
      keeping: [BytePath(places.memory)])
    for line in missing { print("missing \(line)") }
    tryAll(places)
    let thread = Thread {
      tryAll(places.again)
      exit(0)
    }
    thread.start()
    while true { sleep(1) }
  }

  struct Places {
    let file, memory, device, forbidden: String

    var again: Places {
      Places(file: file, memory: memory + "/again", device: device, forbidden: forbidden)
    }
  }

  private static func tryAll(_ places: Places) {
    tryAllowed(places)
    show("write elsewhere") { open(places.forbidden, O_WRONLY) }
    show("write beside the device") { open(places.device + ".other", O_WRONLY | O_CREAT, 0o600) }
    show("truncate elsewhere") { truncate(places.forbidden, 0) }
    show("make elsewhere") { open(places.forbidden + ".new", O_WRONLY | O_CREAT, 0o600) }
    show("remove elsewhere") { unlink(places.forbidden) }
    show("make a link") { symlink("x", places.file + ".link") }
    show("make a device") { mknod(places.file + ".device", S_IFCHR, 0x103) }
    show("socket") { socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
    show("local socket") { socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) }
    show("execute") {
      var words: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
      return execv("/bin/true", &words)
    }
    show("mount") { mount("none", "/mnt", "tmpfs", 0, nil) }
    show("enter a namespace") { call("unshare", 0x4000_0000) }
    show("trace") { call("ptrace", 0) }
    show("read another's memory") { call("process_vm_readv", Int(getppid())) }
    fflush(nil)
  }

  private static func tryAllowed(_ places: Places) {
    show("read") { open(places.forbidden, O_RDONLY) }
    show("write") { open(places.file, O_WRONLY | O_CREAT, 0o600) }
    show("put in place") { rename(places.file, places.file + ".whole") }
    show("write to the device") { open(places.device, O_WRONLY | O_TRUNC) }
    show("make a directory") { mkdir(places.memory, 0o700) }
    show("write in it") { open(places.memory + "/state", O_WRONLY | O_CREAT, 0o600) }
    show("remove from it") { unlink(places.memory + "/state") }
  }

  /// A function of the C library that Swift's module of it lacks.
  private static func call(_ name: String, _ first: Int) -> Int32 {
    typealias Function = @convention(c) (Int, Int, Int, Int, Int, Int) -> Int
    guard let symbol = dlsym(nil, name) else { return 0 }
    return Int32(unsafeBitCast(symbol, to: Function.self)(first, 0, 0, 0, 0, 0))
  }

  private static func show(_ name: String, _ call: () -> Int32) {
    errno = 0
    print(name, call() < 0 ? errno : 0)
  }
}
