/// Finds the name that a misspelt one was meant to be.
enum NearestName {
  /// `; did you mean "x"?`, or nothing when no name is near.
  static func hint(_ name: String, of names: some Sequence<String>) -> String {
    let nearest = names.sorted().map { ($0, distance(name, $0)) }.min { $0.1 < $1.1 }
    guard let (candidate, distance) = nearest, distance <= max(2, name.count / 3) else { return "" }
    return "; did you mean \"\(candidate)\"?"
  }

  /// Levenshtein's distance.
  static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (line, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, other) in right.enumerated() {
        let above = row[column + 1]
        row[column + 1] = min(
          above + 1, row[column] + 1, diagonal + (character == other ? 0 : 1))
        diagonal = above
      }
    }
    return row[right.count]
  }
}
