import Foundation

/// Imports, builds, runs, commits, saves, loads, tags and removes by a daemon.
struct DockerChurn: Churn {
  let docker: DockerClient
  let files: ChurnFiles

  init(_ daemon: LiveDaemon) throws {
    docker = daemon.client
    files = try ChurnFiles("churn", in: daemon.place.folder)
  }

  func round(_ number: Int) throws {
    try files.write(number)
    try writeDockerfile(number)
    try docker.run("import", files.tar, "imported:latest")
    try docker.run("import", files.tar, "imported:\(number)")
    for buildKit in ["0", "1"] {
      try docker.run(
        "build", "--network", "none", "-t", "built\(buildKit):latest", files.folder.path,
        environment: ["DOCKER_BUILDKIT=\(buildKit)"])
    }
    let container = try docker.run(
      "create", "--network", "none", "built0:latest", "/busybox", "sh", "-c", Self.work)
    if Surroundings.busybox != nil { try docker.run("start", container) }
    try docker.run("commit", container, "committed:latest")
    try docker.run(
      "save", "-o", files.archive, "built0:latest", "built1:latest", "committed:latest")
    try docker.run("rm", "-f", container)
    try docker.run("rmi", "-f", "built0:latest", "built1:latest", "committed:latest")
    try docker.run("load", "-q", "-i", files.archive)
    try docker.run("tag", "built1:latest", "moved:latest")
    if number > 2 { try docker.run("rmi", "-f", "imported:\(number - 2)") }
    if number % 3 == 0 { try docker.run("image", "prune", "-f") }
    if number % 4 == 0 { try docker.run("builder", "prune", "-af") }
  }

  /// Writes files and removes them again, so that the container's layer changes under an audit.
  private static let work =
    "i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo $i >/f$i; busybox rm -f /f$((i-3)) /a/n$i; done"

  private func writeDockerfile(_ number: Int) throws {
    let step =
      Surroundings.busybox == nil
      ? ""
      : #"RUN ["/busybox", "sh", "-c", "busybox rm -rf /a/b; busybox mkdir /a/b; echo \#(number) >/a/b/new"]"#
    try """
    FROM imported:latest
    COPY tree/a/n1 /first
    \(step)
    COPY tree/a/b /second
    """.write(to: files.folder.appending(path: "Dockerfile"), atomically: true, encoding: .utf8)
  }
}
