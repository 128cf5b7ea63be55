import ArgumentParser

/// Which program is measured, and how often.
struct MeasuredProgram: ParsableArguments {
  @Option(help: "The program to measure.")
  var layeraudit = ".build/release/layeraudit"

  @Option(help: "Measured runs of each command.")
  var runs = 3

  func validate() throws {
    guard runs > 0 else { throw ValidationError("--runs is 1 or more") }
  }
}
