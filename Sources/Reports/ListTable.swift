package import LayerModel

/// What `list` prints: one kind of thing of all stores, as a table or as JSON.
package struct ListTable: Sendable {
  package enum Subject: String, CaseIterable, Hashable, Sendable {
    case stores, images, layers, containers, orphans
  }

  /// One cell, before anyone decides how it looks.
  enum Cell {
    case text(String?)
    case names([String])
    case id(BytePath?)
    case path(BytePath?)
    case bytes(ByteCount?)
    case count(Int?)
    case time(Timestamp?)
    case flag(Bool?)
  }

  struct Column {
    let key: String
    let title: String
    init(_ key: String, _ title: String) {
      self.key = key
      self.title = title
    }
  }

  let columns: [Column]
  let rows: [[Cell]]

  package init(_ subject: Subject, of stores: [StoreReport]) {
    columns = Self.columns(subject)
    rows = stores.flatMap { Self.rows(subject, $0) }
  }

  /// The aligned table; no line is cut, so that paths stay whole.
  ///
  /// `isWide` shows whole ids.
  package func text(options: TextOptions = TextOptions(), isWide: Bool = false) -> String {
    var table = TextTable(
      columns.enumerated().map { position, column in
        let isNumber = rows.first.map { $0[position].isNumber } ?? false
        return TextTable.Column(column.title, isNumber ? .right : .left)
      })
    table.rows = rows.map { row in row.map { $0.text(options, isWide) } }
    return table.text()
  }

  /// An array of objects, every key in each.
  package func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.array { list in
      for row in rows {
        list.object { object in
          for (column, cell) in zip(columns, row) { cell.write(column.key, to: &object) }
        }
      }
    }
    writer.end()
    return writer.bytes
  }
}

extension ListTable.Cell {
  var isNumber: Bool {
    switch self {
    case .bytes, .count: true
    default: false
    }
  }

  func text(_ options: TextOptions, _ isWide: Bool) -> String {
    switch self {
    case .text(let text): text.map(EscapedText.terminal) ?? "-"
    case .names(let names):
      names.isEmpty ? "-" : names.map(EscapedText.terminal).joined(separator: ", ")
    case .id(let id):
      id.map { isWide ? $0.description : EscapedText.terminal(ShortID.of($0.bytes)) } ?? "-"
    case .path(let path): path?.description ?? "-"
    case .bytes(let count): count.map(options.size) ?? "-"
    case .count(let count): count.map(String.init) ?? "-"
    case .time(let time): time?.text ?? "-"
    case .flag(let flag): flag.map { $0 ? "yes" : "no" } ?? "-"
    }
  }

  func write(_ key: String, to object: inout JSONWriter) {
    switch self {
    case .text(let text): object.field(key, text)
    case .names(let names): object.strings(key, names)
    case .id(let id): object.field(key, id.map { EscapedText.utf8($0.bytes) })
    case .path(let path): object.path(key, path)
    case .bytes(let count): object.field(key, count)
    case .count(let count): object.field(key, count)
    case .time(let time): object.field(key, time)
    case .flag(let flag): object.field(key, flag)
    }
  }
}
