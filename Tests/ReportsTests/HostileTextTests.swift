import LayerModel
import Reports
import Testing

@Suite struct HostileTextTests {
  @Test func `no text report holds a control byte but the newline`() {
    var generator = SeededGenerator()
    for _ in 0..<200 {
      let report = randomReport(&generator)
      for verbosity in [TextOptions.Verbosity.normal, .verbose] {
        var options = TextOptions()
        options.verbosity = verbosity
        let safe = text(report, options).allSatisfy { $0 == 10 || $0 >= 32 && $0 != 127 }
        #expect(safe, "\(generator)")
      }
    }
  }

  @Test func `no table or tree holds a harmful character`() {
    var generator = SeededGenerator()
    for _ in 0..<200 {
      let store = randomReport(&generator).stores[0]
      var listing = TreeText().text(store)
      for subject in ListTable.Subject.allCases {
        listing += ListTable(subject, of: [store]).text(isWide: true)
      }
      for image in store.record.images {
        let history = HistoryTable(of: image, in: store.record)
        listing +=
          history.text(now: Timestamp(seconds: 0))
          + history.text(
            now: Timestamp(seconds: 0), isHuman: false, isWhole: true)
      }
      for layer in store.record.layers {
        listing += LayerDetails(of: layer.id, in: store)?.text() ?? ""
      }
      let safe = listing.unicodeScalars.allSatisfy { $0 == "\n" || !EscapedText.isHarmful($0) }
      #expect(safe, "\(generator)")
    }
  }

  @Test func `colour comes only when asked for`() {
    var options = TextOptions()
    #expect(!text(SampleReport.report, options).contains(0x1B))
    options.color = true
    #expect(text(SampleReport.report, options).contains(0x1B))
  }

  @Test func `findings of one rule are capped and the rest is counted`() {
    let shown = String(decoding: text(SampleReport.report), as: UTF8.self)
    #expect(shown.contains("and 3 more of this rule"))
    #expect(!shown.contains("setuid-file"))
  }

  @Test func `every layer is in the tree once, whatever the parents say`() {
    var generator = SeededGenerator()
    for _ in 0..<200 {
      let names = (0..<20).map { LayerID("layer-\($0)") }
      var store = SampleReport.store
      store.record.layers = names.map { name in
        var layer = LayerClaim(id: name, role: .image, contentPath: "/x", contentState: "directory")
        layer.parent = Bool.random(using: &generator) ? names.randomElement(using: &generator) : nil
        return layer
      }
      let lines = TreeText(isWide: true).text(store).split(separator: "\n").dropFirst(2)
      #expect(lines.count == names.count, "\(generator)")
    }
  }

  @Test func `a chain of ten thousand layers and as many forks is drawn`() {
    var store = SampleReport.store
    store.record.layers = (0..<10_000).map { number in
      var layer = LayerClaim(
        id: LayerID("\(number)"), role: .image, contentPath: "/x", contentState: "directory")
      layer.parent = number < 2 ? nil : LayerID("\((number - 2) / 2 * 2)")
      return layer
    }
    #expect(TreeText().text(store).split(separator: "\n").count == 10_002)
  }

  private func randomReport(_ generator: inout SeededGenerator) -> AuditReport {
    var report = SampleReport.report
    func word() -> String { String(decoding: generator.bytes(upTo: 30), as: UTF8.self) }
    func path() -> BytePath { BytePath(generator.bytes(upTo: 30)) }
    for index in report.findings.indices {
      report.findings[index].path = path()
      report.findings[index].message = word()
      report.findings[index].expected = word()
      report.findings[index].why = word()
      report.findings[index].fix = word()
      report.findings[index].store = word()
      report.findings[index].subject = .init(kind: word(), id: word())
      report.findings[index].affects = .init(images: [word()], containers: [word()])
      report.findings[index].evidence = [word(): word()]
    }
    var record = report.stores[0].record
    record.location = StoreLocation(kind: .dockerGraph, driver: word(), root: path())
    for index in record.layers.indices {
      record.layers[index].createdBy = word()
      record.layers[index].comment = word()
      record.layers[index].parentText = word()
      record.layers[index].contentState = word()
      record.layers[index].configuration = [.init(name: word(), value: "[\(word())]")]
    }
    record.images[0].names = [word(), word()]
    record.containers[0].name = word()
    record.containers[0].configPath = path()
    record.leftovers[0].path = path()
    record.problems = [AttributedProblem(.notEntered(path(), reason: word()))]
    report.stores[0].record = record
    return report
  }
}
