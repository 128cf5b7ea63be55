import BundledStores
import Foundation
import Testing

@testable import layeraudit

/// What a package adds to the program: its manual, completions and notices.
@Suite struct PackageTests {
  private static let sources = URL(filePath: #filePath).appending(path: "../../..").standardized

  /// As it is installed.
  private let manual: String
  /// The heads of its lists, word by word.
  private let items: [[Substring]]
  private let commands: [CommandHelp]

  init() throws {
    manual = try Self.text("deploy/man/layeraudit.1").replacing("@VERSION@", with: "1.2.3")
      .replacing("@DATE@", with: "January 2, 2026")
    items = manual.split(separator: "\n").filter { $0.hasPrefix(".It ") }
      .map { $0.split(separator: " ").dropFirst().filter { $0 != "," } }
    commands = try CommandHelp.all()
  }

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: sources.appending(path: path), encoding: .utf8)
  }

  private static func isInstalled(_ program: String) -> Bool {
    do { return try Command(["which", program]).status == 0 } catch { return false }
  }

  @Test func `the manual has every flag of every command once and no other`() {
    let told = items.filter { $0.first == "Fl" }
      .flatMap { $0.filter { $0.hasPrefix("-") || $0.allSatisfy(\.isLetter) && $0.count == 1 } }.map
    { "-\($0)" }.sorted()
    let flags = Set(commands.flatMap(\.flags) + ["--generate-completion-script"])
    #expect(told == flags.sorted())
  }

  @Test func `the manual has every command`() {
    let told = items.filter { $0.first == "Cm" }.map { item in
      item.dropFirst().prefix { $0 != "Ar" && $0 != "Op" }.joined(separator: " ")
    }
    #expect(told.sorted() == commands.filter(\.isLeaf).map(\.name).sorted())
  }

  @Test func `the manual and the README have every exit status`() throws {
    let rows = try Self.text("README.md").split(separator: "\n").filter { $0.hasPrefix("| ") }
      .map { $0.split { $0 == " " || $0 == "," || $0 == "|" }.prefix(2).map(String.init) }
    for status in ExitStatus.allCases {
      let number = "\(status.rawValue)"
      #expect(items.contains { $0.contains { $0 == number } }, "\(status)")
      #expect(rows.contains { $0.contains(number) }, "\(status)")
    }
  }

  @Test func `the manual has every variable that the program looks at`() throws {
    let folder = Self.sources.appending(path: "Sources")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var names: Set<Substring> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let code = try String(contentsOf: file, encoding: .utf8)
      names.formUnion(code.matches(of: /Environment\.value\("(\w+)"\)/).map(\.1).map { $0 })
    }
    let told = Set(items.filter { $0.first == "Ev" }.flatMap { $0.dropFirst() })
    #expect(told == names)
  }

  @Test(
    arguments: ["mandoc -Tlint -Wwarning", "man --warnings -l"].filter {
      isInstalled(String($0.prefix { $0 != " " }))
    })
  func `readers of manuals find nothing wrong`(reader: String) throws {
    let folder = try Folder()
    try folder.write("layeraudit.1", manual)
    let words = reader.split(separator: " ").map(String.init)
    let run = try Command(words + [folder.path("layeraudit.1")])
    #expect(run.status == 0 && run.complaints == "", "\(run.output)\(run.complaints)")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `completions name every command and are what the shell can read`(shell: String) throws {
    let script = try Command([CommandHelp.program, "--generate-completion-script", shell]).output
    let words = Set(script.split { !$0.isLetter })
    for name in commands.compactMap({ $0.name.split(separator: " ").last }) {
      #expect(words.contains(name))
    }
    guard Self.isInstalled(shell) else { return }
    let folder = try Folder()
    try folder.write("completions", script)
    let run = try Command([shell, "-n", folder.path("completions")])
    #expect(run.status == 0 && run.complaints == "", "\(run.complaints)")
  }

  @Test func `the notices name every package that the program is made of`() throws {
    let notices = try Self.text("deploy/debian/copyright")
    let packages = try Self.text("Package.swift").matches(of: /url: "https:.*\/([^"\/]+)"/)
    #expect(!packages.isEmpty)
    for package in packages { #expect(notices.contains("\(package.1)/*")) }
  }

  @Test(
    arguments: ["scripts/make-package"]
      + ["postinst", "postrm", "prerm"].map { "deploy/debian/\($0)" })
  func `scripts are what a shell can read`(script: String) throws {
    let run = try Command(["sh", "-n", Self.sources.appending(path: script).path])
    #expect(run.status == 0, "\(run.complaints)")
  }
}
