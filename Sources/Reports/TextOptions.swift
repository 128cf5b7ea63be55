import LayerModel

/// How a text for people is to look.
package struct TextOptions: Hashable, Sendable {
  package enum Verbosity: Hashable, Sendable {
    /// The last line only.
    case quiet
    /// Errors and warnings, a few of each rule; why and what next once a rule.
    case normal
    /// All findings, notes and suppressed ones too; why and what next with each.
    case verbose
  }

  package var color = false
  /// Columns to fill; below 80 counts as 80.
  package var width = 80
  package var verbosity = Verbosity.normal
  /// Sizes as exact numbers of bytes in place of binary units.
  package var exactBytes = false
  /// Only ASCII in what we write ourselves; names from a store keep their letters.
  package var ascii = false

  package init() {}

  var columns: Int { max(80, width) }
  var ellipsis: String { ascii ? "..." : "…" }
  var dot: String { ascii ? "-" : "·" }

  func size(_ count: ByteCount) -> String { exactBytes ? "\(count.value) B" : count.iec }
  func size(_ count: ByteCount?) -> String { count.map(size) ?? "not measured" }

  /// The text in a colour, which only repeats what the words say.
  func paint(_ text: String, _ color: TextColor) -> String {
    self.color ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// Terminal colours by their SGR parameters.
///
/// Source: ECMA-48, section 8.3.117.
enum TextColor: String {
  case bold = "1"
  case red = "1;31"
  case green = "32"
  case yellow = "33"
  case blue = "34"
}

/// Words put on lines of a given width.
enum Paragraph {
  /// Breaks at spaces and newlines; a word longer than a line stays whole, so that a path or an id
  /// can be copied.
  ///
  /// The words are escaped here: what comes back is safe to print.
  static func lines(_ text: String, first: String, rest: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = first
    var isFresh = true
    for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
      let safe = EscapedText.terminal(String(word))
      if !isFresh, line.unicodeScalars.count + 1 + safe.unicodeScalars.count > width {
        lines.append(line)
        line = rest
        isFresh = true
      }
      line += (isFresh ? "" : " ") + safe
      isFresh = false
    }
    return lines + [line]
  }
}

/// "1 layer", "2 layers".
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
