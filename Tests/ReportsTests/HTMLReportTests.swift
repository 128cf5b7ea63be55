import Foundation
import Hashing
import LayerModel
import Testing

@testable import Reports

/// The page is safe to open whatever a store holds, and complete without its script.
@Suite struct HTMLReportTests {
  private static func page(_ report: AuditReport) -> String {
    String(decoding: written(report, .html), as: UTF8.self)
  }

  @Test func `the one script that the policy allows is the one in the page`() {
    var hash = SHA256Hash()
    hash.update(Array(HTMLPage.script.utf8))
    #expect(HTMLPage.scriptDigest == Base64.text(of: hash.finish().bytes))
    let page = Self.page(SampleReport.report)
    #expect(page.contains("script-src 'sha256-\(HTMLPage.scriptDigest)'"))
    #expect(page.components(separatedBy: "<script").count == 2)
    #expect(page.contains("<script>\(HTMLPage.script)</script>"))
  }

  @Test func `markup in a store's names stays text`() {
    var report = SampleReport.report
    let attack = "</code><script>alert(1)</script>\" onload=\"x"
    report.findings[0].message = attack
    report.findings[0].expected = attack
    report.findings[0].path = BytePath(attack)
    report.findings[0].affects.images = [attack]
    report.host = attack
    report.stores[0].record.layers[0].createdBy = attack
    report.stores[0].record.images[0].names = [attack]
    report.stores[0].measurements.problems = [
      AttributedProblem(.unreadable(BytePath(attack), errno: 5))
    ]
    let page = Self.page(report)
    #expect(page.components(separatedBy: "<script").count == 2)
    #expect(!page.contains("\" onload=\""))
    #expect(page.contains("&lt;script&gt;alert(1)"))
  }

  @Test func `a page loads nothing and shows each finding without its script`() {
    let report = SampleReport.report
    let page = Self.page(report)
    for mark in ["http:", "https:", "src=", "@import", "url("] { #expect(!page.contains(mark)) }
    #expect(
      page.components(separatedBy: "<details class=\"finding\"").count - 1 == report.findings.count)
    #expect(page.contains("<form id=\"filters\" class=\"filters\" hidden>"))
  }

  @Test func `the worst findings come first, whatever store has them`() throws {
    var report = SampleReport.report
    report.findings = [Severity.note, .error, .warning, .error].enumerated().map { at, severity in
      var finding = SampleReport.finding(RuleID("rule-\(at)"), severity, "layer", "x")
      finding.store = "store-\(at)"
      return finding
    }
    let page = Self.page(report)
    let places = try ["rule-1", "rule-3", "rule-2", "rule-0"].map {
      try #require(page.range(of: "<code>\($0)</code>")).lowerBound
    }
    #expect(places == places.sorted())
  }

  @Test func `a long list is cut and says by how much`() {
    var report = SampleReport.clean
    let finding = SampleReport.report.findings[0]
    report.findings = Array(repeating: finding, count: HTMLReport.findingLimit + 7)
    #expect(Self.page(report).contains("<p>7 more findings are in the other reports.</p>"))
  }

  @Test func `the areas of a treemap are those of its layers`() throws {
    let svg = Treemap(SampleReport.store).svg
    let areas = svg.components(separatedBy: "<rect ").dropFirst().map { tile in
      let numbers = ["width", "height"].compactMap { name -> Double? in
        let after = tile.components(separatedBy: " \(name)=\"").dropFirst().first
        return after.flatMap { Double($0.prefix { $0 != "\"" }) }
      }
      return numbers.reduce(1, *)
    }
    #expect(!areas.isEmpty)
    #expect(abs(areas.reduce(0, +) - 360_000) < 500)
  }
}
