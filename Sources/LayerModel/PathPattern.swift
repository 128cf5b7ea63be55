/// A pattern for names with slashes: `*` and `?` stay within one component, `**` crosses them.
package struct PathPattern: Hashable, Sendable {
  private let pattern: [UInt8]

  package init(_ pattern: String) { self.pattern = Array(pattern.utf8) }

  /// Whether the whole of `text` matches.
  package func matches(_ text: String) -> Bool {
    let text = Array(text.utf8)
    // The places in the pattern that some reading of the text so far can have reached.
    var reached = closure([0])
    for byte in text {
      var next: Set<Int> = []
      for place in reached where place < pattern.count {
        switch pattern[place] {
        case Self.star:
          if isDoubleStar(place) || byte != Self.slash { next.insert(place) }
        case UInt8(ascii: "?"): if byte != Self.slash { next.insert(place + 1) }
        default: if pattern[place] == byte { next.insert(place + 1) }
        }
      }
      reached = closure(next)
    }
    return reached.contains(pattern.count)
  }

  /// Adds the places behind stars, which may match nothing.
  private func closure(_ places: Set<Int>) -> Set<Int> {
    var all = places
    var open = Array(places)
    while let place = open.popLast() {
      guard place < pattern.count, pattern[place] == Self.star else { continue }
      let behind = place + (isDoubleStar(place) ? 2 : 1)
      if all.insert(behind).inserted { open.append(behind) }
    }
    return all
  }

  private func isDoubleStar(_ place: Int) -> Bool {
    place + 1 < pattern.count && pattern[place + 1] == Self.star
  }

  private static let star = UInt8(ascii: "*")
  private static let slash = UInt8(ascii: "/")
}
