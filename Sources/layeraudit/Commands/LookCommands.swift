internal import ArgumentParser
internal import Audit
internal import LayerModel
internal import Reports
internal import Scanner

/// How the commands that look without judging show what they found.
struct LookOptions: ParsableArguments {
  @Flag(help: "JSON instead of text.") var json = false
  @Flag(help: "Exact byte counts.") var bytes = false
  @Flag(help: "Nothing but ASCII.") var ascii = false
  @Flag(name: .shortAndLong, help: "Whole ids and names, however wide.") var wide = false
  @Option(help: "When to color: auto, always or never.") var color = Terminal.ColorChoice.auto

  var text: TextOptions {
    let terminal = Terminal.standardOutput()
    var options = TextOptions()
    options.color = terminal.usesColor(color)
    options.width = terminal.width
    options.exactBytes = bytes
    options.ascii = ascii
    return options
  }
}

extension StoreOptions {
  /// The stores with sizes, without hashing.
  func measuredStores(level: AuditLevel = .sizes) throws -> [StoreReport] {
    try readStores().map { record in
      let measurements = Scanner(workers: Scanner.defaultWorkers)
        .scan(record, level: level, progress: ScanProgress())
      return StoreReport(
        record: record, measurements: measurements, ledger: Ledger(of: record, measurements))
    }
  }
}

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List stores, images, layers, containers or orphans.")
  @Argument(help: "What: stores, images, layers, containers or orphans.")
  var subject: ListTable.Subject
  @OptionGroup var stores: StoreOptions
  @OptionGroup var look: LookOptions

  func run() throws {
    let stores = try stores.measuredStores()
    let table = ListTable(subject, of: stores)
    try Console.write(
      look.json ? table.json() : Array(table.text(options: look.text, isWide: look.wide).utf8))
    try Incompleteness(of: stores).end()
  }
}

struct TreeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tree", abstract: "Draw the layers as a forest, children below parents.")
  @OptionGroup var stores: StoreOptions
  @OptionGroup var look: LookOptions

  func run() throws {
    let tree = TreeText(options: look.text, isWide: look.wide)
    let stores = try stores.measuredStores()
    try Console.write(look.json ? tree.json(stores) : stores.flatMap { Array(tree.text($0).utf8) })
    try Incompleteness(of: stores).end()
  }
}

struct SizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "size",
    abstract: "Where the bytes of a store are, and how large its images and layers.",
    discussion: """
      LISTED is what the engine's own list says. UNIQUE and SHARED are on disk; FREES is what removing \
      the image would free, WASTED what its layers have and hide. reports/README.md defines every number.
      """)
  @OptionGroup var stores: StoreOptions
  @OptionGroup var look: LookOptions
  @Flag(
    help:
      "Read contents, too: what is there twice in an image is wasted, and what is in packed layers."
  )
  var content = false

  func run() throws {
    let size = SizeText(options: look.text, isWide: look.wide)
    let measurer = WasteMeasurer(
      workers: Scanner.defaultWorkers, comparesContents: content, progress: ScanProgress())
    let stores = try stores.measuredStores().map(measurer.measured)
    let texts = stores.map(size.text).joined(separator: "\n")
    try Console.write(look.json ? size.json(stores) : Array(texts.utf8))
    try Incompleteness(of: stores).end()
  }
}

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "What `docker history` would print, from disk.")
  @Argument(help: "An image's name, name:tag or id.") var image: String
  @OptionGroup var stores: StoreOptions
  @Flag(help: "Whole ids and commands.") var noTrunc = false
  @Flag(help: "JSON instead of text.") var json = false
  @Flag(inversion: .prefixedNo, help: "Ages and rounded sizes, as Docker does by default.")
  var human = true

  func run() throws {
    let matches = try stores.readStores().flatMap { record in
      record.images(called: image).map { (record, $0) }
    }
    guard let (record, image) = matches.first, Set(matches.map(\.1.id)).count == 1 else {
      throw CommandFailure(
        status: .noStore,
        message: (matches.isEmpty ? "no image is" : "several images are")
          + " called \(EscapedText.terminal(image))"
          + (matches.isEmpty ? "" : ": say which by its id, as `list images --wide` has it"))
    }
    let table = HistoryTable(of: image, in: record)
    try Console.write(
      json
        ? table.json() : Array(table.text(now: Clock.now(), isHuman: human, isWhole: noTrunc).utf8))
    if !table.isComplete {
      Console.complain("the chain of layers is broken: this is not all of the image's history")
      throw ExitStatus.incomplete
    }
  }
}

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "One layer: its facts, and what its JSON changes against its parent.")
  @Argument(help: "A layer's id, or the beginning of one.") var layer: String
  @OptionGroup var stores: StoreOptions
  @OptionGroup var look: LookOptions
  @Flag(help: "Hash its content, too.") var content = false

  func run() throws {
    let stores = try stores.measuredStores(level: content ? .content : .sizes)
    let unread = Incompleteness(of: stores)
    let matches = stores.flatMap { store in
      store.record.layers(called: layer).compactMap { LayerDetails(of: $0.id, in: store) }
    }
    guard let details = matches.first, matches.count == 1 else {
      unread.complain()
      throw CommandFailure(
        status: .noStore,
        message: (matches.isEmpty ? "no layer's id begins with" : "several layers' ids begin with")
          + " \(EscapedText.terminal(layer))")
    }
    try Console.write(look.json ? details.json() : Array(details.text(options: look.text).utf8))
    try unread.end()
  }
}

extension ListTable.Subject: ExpressibleByArgument {}
