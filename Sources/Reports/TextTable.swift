/// Rows in aligned columns; the one formatter of every table that we print.
///
/// Cells are safe text already. The last column is never padded.
package struct TextTable {
  package enum Alignment: Hashable, Sendable { case left, right }

  package struct Column: Hashable, Sendable {
    package var title: String
    package var alignment: Alignment
    package init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  package var columns: [Column]
  package var rows: [[String]] = []
  /// Blanks between columns.
  package var gap = 2
  /// The least width of a column with the gap after it.
  package var minimumWidth = 0
  package var showsTitles = true
  /// Keeps the blanks that an empty last cell leaves at the end of a line.
  package var keepsTrailingBlanks = false
  /// Where a line is cut, with an ellipsis; `nil` for never.
  package var limit: Int?
  package var ellipsis = "…"

  package init(_ columns: [Column]) { self.columns = columns }

  /// The lines, each with a newline.
  package func text() -> String { lines().map { $0 + "\n" }.joined() }

  package func lines() -> [String] {
    let lines = (showsTitles ? [columns.map(\.title)] : []) + rows
    let widths = columns.indices.map { column in
      let widest = lines.reduce(0) { max($0, Self.width($1, column)) }
      return max(widest, minimumWidth - gap)
    }
    return lines.map { cut(line($0, widths)) }
  }

  private static func width(_ cells: [String], _ column: Int) -> Int {
    cells.indices.contains(column) ? cells[column].unicodeScalars.count : 0
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() where widths.indices.contains(column) {
      let blanks = String(
        repeating: " ", count: max(0, widths[column] - cell.unicodeScalars.count))
      let isLast = column == cells.count - 1
      switch columns[column].alignment {
      case .right: line += blanks + cell
      case .left: line += isLast ? cell : cell + blanks
      }
      if !isLast { line += String(repeating: " ", count: gap) }
    }
    return line
  }

  private func cut(_ line: String) -> String {
    var line = line
    while !keepsTrailingBlanks, line.last == " " { line.removeLast() }
    guard let limit, line.unicodeScalars.count > limit else { return line }
    let kept = max(0, limit - ellipsis.unicodeScalars.count)
    return String(String.UnicodeScalarView(line.unicodeScalars.prefix(kept))) + ellipsis
  }
}
