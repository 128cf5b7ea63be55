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
  /// Columns that give way where a line is too long, the widest first: their cells lose their
  /// middle, as far as ``shortest`` letters.
  package var shortened: Set<Int> = []
  private static let shortest = 12

  package init(_ columns: [Column]) { self.columns = columns }

  /// The lines, each with a newline.
  package func text() -> String { lines().map { $0 + "\n" }.joined() }

  package func lines() -> [String] {
    var lines = (showsTitles ? [columns.map(\.title)] : []) + rows
    var widths = columns.indices.map { column in
      let widest = lines.reduce(0) { max($0, Self.width($1, column)) }
      return max(widest, minimumWidth - gap)
    }
    shorten(&lines, &widths)
    return lines.map { cut(line($0, widths)) }
  }

  private func shorten(_ lines: inout [[String]], _ widths: inout [Int]) {
    guard let limit else { return }
    var excess = widths.reduce(0, +) + gap * (columns.count - 1) - limit
    let order = shortened.filter(widths.indices.contains).sorted()
    while excess > 0, let widest = order.max(by: { widths[$0] < widths[$1] }),
      widths[widest] > Self.shortest
    {
      widths[widest] -= 1
      excess -= 1
    }
    for number in lines.indices {
      for column in order where lines[number].indices.contains(column) {
        lines[number][column] = MiddleCut.text(
          lines[number][column], to: widths[column], ellipsis: ellipsis)
      }
    }
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
