internal import FileAccess
internal import LayerModel

/// `linkgraph.db`: the SQLite file of container names, without which the daemon does not start.
///
/// Only told from garbage: its rows are not read.
/// Source: SQLite file format, section 1.3; docker 1.7.1 `pkg/graphdb`.
enum LinkGraph {
  static let path: BytePath = "linkgraph.db"

  static func read(in root: borrowing Directory) -> (DocumentClaim, ReadProblem?) {
    var document = DocumentClaim(kind: "link-graph", path: path, state: "ok")
    do {
      let file = try root.file(path)
      let header = try file.read(at: 0, count: 100)
      document.state = state(header, size: file.status.size)
      return (document, nil)
    } catch {
      document.state = error.cause
      return (document, error)
    }
  }

  private static func state(_ header: [UInt8], size: ByteCount) -> String {
    if size == 0 { return "empty" }
    guard header.count == 100, header.starts(with: "SQLite format 3\0".utf8) else {
      return "malformed"
    }
    let field = Int64(header[16]) << 8 | Int64(header[17])
    let pageSize = field == 1 ? 65_536 : field
    guard pageSize >= 512, pageSize & (pageSize - 1) == 0 else { return "malformed" }
    return size.value % pageSize == 0 ? "ok" : "malformed"
  }
}
