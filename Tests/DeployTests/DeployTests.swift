import BundledStores
import Foundation
import Testing
import Yams

/// The files in `deploy`, as those who read them do.
@Suite struct DeployTests {
  private static let deploy = URL(filePath: #filePath).appending(path: "../../../deploy")
    .standardized

  private static func runs(_ words: String...) -> Bool {
    do { return try Command(words).status == 0 } catch { return false }
  }

  private static let hasPromtool = runs("promtool", "--version")
  private static let hasSystemd = runs("systemd-analyze", "--version")

  @Test(arguments: ["kubernetes/daemonset.yml", "kubernetes/cronjob.yml"])
  func `a pod reads the host and has one capability`(name: String) throws {
    let text = try String(contentsOf: Self.deploy.appending(path: name), encoding: .utf8)
    let manifest = try #require(try Yams.compose(yaml: text))
    let spec = try #require(manifest["spec"])
    let pod = try #require((spec["jobTemplate"]?["spec"] ?? spec)["template"]?["spec"])
    #expect(pod["hostNetwork"] == nil && pod["hostPID"] == nil)
    #expect(pod["automountServiceAccountToken"]?.bool == false)
    let container = try #require(pod["containers"]?[0])
    let security = try #require(container["securityContext"])
    #expect(security["privileged"] == nil)
    #expect(security["allowPrivilegeEscalation"]?.bool == false)
    #expect(security["readOnlyRootFilesystem"]?.bool == true)
    #expect(security["capabilities"]?["drop"]?.array().compactMap(\.string) == ["ALL"])
    #expect(security["capabilities"]?["add"]?.array().compactMap(\.string) == ["DAC_READ_SEARCH"])
    let mounts = try #require(container["volumeMounts"]?.array())
    let names = pod["volumes"]?.array().compactMap { $0["name"]?.string }
    #expect(mounts.compactMap { $0["name"]?.string } == names)
    for mount in mounts where mount["mountPath"]?.string != "/textfile" {
      #expect(mount["readOnly"]?.bool == true)
    }
  }

  @Test(.enabled(if: hasPromtool))
  func `each alert fires when it should and only then`() throws {
    let folder = Self.deploy.appending(path: "prometheus").path
    for words in ["check rules alerts.yml", "test rules alerts.test.yml"] {
      let run = try Command(["sh", "-c", "cd \"$0\" && promtool \(words)", folder])
      #expect(run.status == 0, "\(run.output)\(run.complaints)")
    }
  }

  @Test(.enabled(if: hasSystemd))
  func `the unit is as safe as systemd can tell`() throws {
    let unit = Self.deploy.appending(path: "systemd/layeraudit.service").path
    let run = try Command([
      "systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", unit,
    ])
    #expect(run.status == 0, "\(run.output.suffix(200))\(run.complaints)")
  }

  @Test func `the unit calls the program with flags that it has`() throws {
    let text = try String(
      contentsOf: Self.deploy.appending(path: "systemd/layeraudit.service"), encoding: .utf8)
    let command = try #require(
      text.firstMatch(of: /ExecStart=\/usr\/bin\/layeraudit ((?:.*\\\n)*.*)/))
    let words = command.1.split { $0 == " " || $0 == "\n" || $0 == "\\" }.map(String.init)
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "layeraudit").path
    let place = FileManager.default.temporaryDirectory.path
    let own = words.map { $0.replacing("/var/lib/layeraudit", with: place) }
    let run = try Command([program] + own + ["/nonexistent"])
    // No store; wrong words would end with 2.
    #expect(run.status == 4, "\(run.complaints)")
  }
}
