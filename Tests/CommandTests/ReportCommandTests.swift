import BundledStores
import Foundation
import Testing

/// `layeraudit report convert`, as a person runs it.
struct ReportCommandTests {
  @Test func `a report is written in every other form as the audit wrote it`() throws {
    let store = try BundledStore(.vfs)
    let folder = try Folder()
    let forms = ["sarif", "junit", "csv", "html", "prometheus", "ndjson", "markdown", "text"]
    func outputs(_ place: String) -> [String] {
      forms.flatMap { ["-o", "\($0)=\(folder.path("\(place).\($0)"))"] }
    }
    let audit = try Program.run(
      ["audit", "-o", "json=\(folder.path("report.json"))"] + outputs("audit") + [store.root.path])
    #expect(audit.status == 0)
    let convert = try Program.run(
      ["report", "convert", folder.path("report.json")] + outputs("convert"))
    #expect(convert.status == 0)
    for form in forms {
      #expect(try folder.read("convert.\(form)") == folder.read("audit.\(form)"), "\(form)")
    }
  }

  @Test func `what is no report ends with 5 and says what is wrong`() throws {
    let folder = try Folder()
    try folder.write("other.json", "{\"schema_version\": 7}")
    let run = try Program.run("report", "convert", folder.path("other.json"))
    #expect(run.status == 5)
    #expect(run.complaints.contains("\"schema_version\" is not 1"))
    #expect(try Program.run("report", "convert", folder.path("missing.json")).status == 5)
  }
}
