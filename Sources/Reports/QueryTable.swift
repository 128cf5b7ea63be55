package import LayerModel

/// Rows of a query, as a table or as JSON objects.
package enum QueryTable {
  package static func text(_ columns: [String], _ rows: [[FactValue]]) -> String {
    var table = TextTable(
      columns.enumerated().map { position, name in
        let isNumber = rows.first.map { $0[position].isNumber } ?? false
        return TextTable.Column(EscapedText.terminal(name), isNumber ? .right : .left)
      })
    table.rows = rows.map { row in row.map { EscapedText.terminal($0.text ?? "-") } }
    return table.text()
  }

  /// An array of objects; NULL is null.
  package static func json(_ columns: [String], _ rows: [[FactValue]]) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { list in
      for row in rows {
        list.object { object in
          for (name, value) in zip(columns, row) {
            switch value {
            case .null: object.field(name, nil)
            case .integer(let number): object.field(name, ByteCount(number))
            case .real, .text, .bytes: object.field(name, value.text)
            }
          }
        }
      }
    }
    writer.end()
    return writer.bytes
  }
}

extension FactValue {
  fileprivate var isNumber: Bool {
    switch self {
    case .integer, .real: true
    case .null, .text, .bytes: false
    }
  }
}
