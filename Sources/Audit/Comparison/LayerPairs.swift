internal import LayerModel

/// Which layer of one image stands for which of another.
///
/// Layers of equal content are the same. Of the others those made by the same command belong
/// together, in order; where no command is known on either side, those at the same place do.
struct LayerPairs {
  struct Place: Hashable {
    let position: Int
    let layer: LayerProfile
  }

  struct Pair: Hashable {
    let before: Place?
    let after: Place?
  }

  /// In the order of the new image; what is gone stands before what took its place.
  private(set) var differences: [Pair] = []

  init(before: [LayerProfile], after: [LayerProfile]) {
    let same = Self.common(before.map(Self.content), after.map(Self.content))
    var (old, new) = (0, 0)
    for (oldEnd, newEnd) in same + [(before.count, after.count)] {
      pair(Self.places(before, old..<oldEnd), Self.places(after, new..<newEnd))
      (old, new) = (oldEnd + 1, newEnd + 1)
    }
  }

  /// Pairs what lies between two layers that are the same.
  private mutating func pair(_ before: [Place], _ after: [Place]) {
    let commands = Self.common(before.map(Self.command), after.map(Self.command))
    var (old, new) = (0, 0)
    for (oldEnd, newEnd) in commands + [(before.count, after.count)] {
      pairByPlace(Array(before[old..<oldEnd]), Array(after[new..<newEnd]))
      if oldEnd < before.count {
        differences.append(Pair(before: before[oldEnd], after: after[newEnd]))
      }
      (old, new) = (oldEnd + 1, newEnd + 1)
    }
  }

  private mutating func pairByPlace(_ before: [Place], _ after: [Place]) {
    let isUntold = (before + after).allSatisfy { $0.layer.createdBy == nil }
    guard isUntold, before.count == after.count else {
      differences += before.map { Pair(before: $0, after: nil) }
      differences += after.map { Pair(before: nil, after: $0) }
      return
    }
    differences += zip(before, after).map { Pair(before: $0, after: $1) }
  }

  private static func places(_ layers: [LayerProfile], _ range: Range<Int>) -> [Place] {
    range.map { Place(position: $0, layer: layers[$0]) }
  }

  /// Equal for layers that hold the same: a damaged one has the DiffID and another size.
  private static func content(_ layer: LayerProfile) -> String {
    "\(layer.identity) \(layer.bytes?.description ?? "")"
  }

  /// What made the layer; for one that does not tell, a word that no other layer has.
  private static func command(_ place: Place) -> String {
    place.layer.createdBy.map { "by " + withoutDigests($0) } ?? "at \(place.layer.identity)"
  }

  /// `COPY file:<digest> in /` is the same step whatever the file holds.
  private static func withoutDigests(_ command: String) -> String {
    var text = ""
    var digits = ""
    for scalar in (command + " ").unicodeScalars {
      switch scalar {
      case "0"..."9", "a"..."f": digits.unicodeScalars.append(scalar)
      default:
        text += digits.unicodeScalars.count < shortestDigest ? digits : "#"
        text.unicodeScalars.append(scalar)
        digits = ""
      }
    }
    return text
  }

  private static let shortestDigest = 12

  /// The longest common subsequence, as places on both sides in rising order.
  ///
  /// Takes time and space by the product of the lengths, which ``longest`` bounds: beyond it only
  /// what both begin with counts as common.
  private static func common(_ left: [String], _ right: [String]) -> [(Int, Int)] {
    let start = zip(left, right).prefix { $0 == $1 }.count
    let head = (0..<start).map { ($0, $0) }
    let (rows, columns) = (left.count - start, right.count - start)
    guard rows > 0, columns > 0, rows <= longest, columns <= longest else { return head }
    var lengths = [[Int]](
      repeating: [Int](repeating: 0, count: columns + 1), count: rows + 1)
    for row in (0..<rows).reversed() {
      for column in (0..<columns).reversed() {
        lengths[row][column] =
          left[start + row] == right[start + column]
          ? lengths[row + 1][column + 1] + 1
          : max(lengths[row + 1][column], lengths[row][column + 1])
      }
    }
    var tail: [(Int, Int)] = []
    var (row, column) = (0, 0)
    while row < rows, column < columns {
      if left[start + row] == right[start + column] {
        tail.append((start + row, start + column))
        (row, column) = (row + 1, column + 1)
      } else if lengths[row + 1][column] >= lengths[row][column + 1] {
        row += 1
      } else {
        column += 1
      }
    }
    return head + tail
  }

  /// No engine makes an image of more layers.
  private static let longest = 512
}
