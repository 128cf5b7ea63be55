internal import FileAccess
internal import LayerModel

/// `aufs/layers/<id>`: the driver's own record of a layer's ancestors.
///
/// One id a line, nearest first, without the layer itself; empty for a base layer. It decides what
/// is mounted, and Docker never compares it with the parents that the images name.
///
/// Source: docker 1.7.1 `daemon/graphdriver/aufs/dirs.go`, `getParentIds`; `aufs.go`, `Create`.
struct AufsChain {
  /// A word of ``LayerClaim/chainState``.
  let state: String
  let ancestors: [LayerID]
  let problem: ReadProblem?

  private static let limit: ByteCount = 1_048_576

  /// Reads the record of one layer; `expected` is `nil` when the images' chain is broken.
  static func read(
    _ id: LayerID, in root: borrowing Directory, expected: [LayerID]?
  ) -> AufsChain {
    let bytes: [UInt8]
    do throws(ReadProblem) {
      bytes = try root.read(path(of: id), limit: limit)
    } catch {
      return AufsChain(
        state: error.cause == "too-large" ? "malformed" : error.cause, ancestors: [],
        problem: error)
    }
    let ancestors = bytes.split(separator: UInt8(ascii: "\n")).map { LayerID(BytePath($0)) }
    let isTerminated = bytes.isEmpty || bytes.last == UInt8(ascii: "\n")
    let state =
      !isTerminated
      ? "malformed" : expected.map { $0 == ancestors ? "match" : "differs" } ?? "match"
    return AufsChain(state: state, ancestors: ancestors, problem: nil)
  }

  static func path(of id: LayerID) -> BytePath { BytePath("aufs/layers").appending(id.name) }

  /// A chain for people: short ids from the first difference on, a dozen at the most.
  static func text(_ chain: [LayerID], against other: [LayerID]) -> String {
    let same = zip(chain, other).prefix { $0 == $1 }.count
    guard same < chain.count else { return same == 0 ? "empty" : "\(same) ancestors, no more" }
    let shown = chain[same...].prefix(12).map { EscapedText.utf8($0.name.bytes.prefix(12)) }
    let rest = chain.count - same - shown.count
    return "from ancestor \(same + 1): " + shown.joined(separator: " ")
      + (rest > 0 ? " and \(rest) more" : "")
  }
}
