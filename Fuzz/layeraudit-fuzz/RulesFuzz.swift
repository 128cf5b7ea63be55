import Rules

/// Any text as a rule and as a list of suppressions.
enum RulesFuzz {
  static func run(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(RuleFileError) { _ = try Rule(file: "fuzz", text: text) } catch {
      // That is what a person is told.
    }
    do throws(RuleFileError) {
      _ = try Suppression.load(("fuzz", text), rules: ["layer-size-mismatch"])
    } catch {
      // As above.
    }
  }
}
