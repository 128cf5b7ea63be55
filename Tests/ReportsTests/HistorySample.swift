import LayerModel

/// What a daemon of Docker 1.7.1 printed, and the layers it printed it of.
struct HistorySample {
  let rows: [(id: String, created: Int64, createdBy: String, size: ByteCount, comment: String)]
  let raw: String
  let human: String

  static let committed = HistorySample(
    rows: [
      (
        "b93b2e5c431b4045afa9291f13c574e232eb3d5ae80b80e152271b22298aa54d",
        1795477114,
        #"/bin/bash -c echo hi"#,
        0, "commit of never-started web"
      ),
      (
        "119a74127f94d39bfe175b092ee3c60b71e991281340f3d3955cdd6182bcff15",
        1434741441,
        #"/bin/sh -c #(nop) CMD ["/bin/bash"]"#,
        0, ""
      ),
      (
        "6d575c58c277cfefc0d83eb4e809f109c1a4e81ef56ecae06f60ed0d06a21acc",
        1434741440,
        #"/bin/sh -c sed -i 's/^#\s*\(deb.*universe\)$/\1/g' /etc/apt/sources.list"#,
        1670, ""
      ),
      (
        "0a5d3a675b33d442d5f7d9417945efae50dfdde7f1bf0106f7bbb17b4fe9c8c2",
        1434741438,
        #"/bin/sh -c echo '#!/bin/sh' > /usr/sbin/policy-rc.d && echo 'exit 101' >> /usr/sbin/policy-rc.d && rm -rf <docs> & true"#,
        4400, ""
      ),
      (
        "452d574bfe5e1c230c43ffd053277d5a3f8a6c73c549404a7c8b5e1620a80530",
        1434741434,
        #"/bin/sh -c #(nop) ADD file:49710b44e2ae0edef44de4be3deb8970c9c48ee4cde29391ebcc2a032624f846 in /"#,
        309790, ""
      ),
    ],
    raw: #"""
      IMAGE                                                              CREATED                CREATED BY                                                                                                                SIZE                COMMENT|
      b93b2e5c431b4045afa9291f13c574e232eb3d5ae80b80e152271b22298aa54d   2026-11-23T23:38:34Z   /bin/bash -c echo hi                                                                                                      0                   commit of never-started web|
      119a74127f94d39bfe175b092ee3c60b71e991281340f3d3955cdd6182bcff15   2015-06-19T19:17:21Z   /bin/sh -c #(nop) CMD ["/bin/bash"]                                                                                       0                   |
      6d575c58c277cfefc0d83eb4e809f109c1a4e81ef56ecae06f60ed0d06a21acc   2015-06-19T19:17:20Z   /bin/sh -c sed -i 's/^#\s*\(deb.*universe\)$/\1/g' /etc/apt/sources.list                                                  1670                |
      0a5d3a675b33d442d5f7d9417945efae50dfdde7f1bf0106f7bbb17b4fe9c8c2   2015-06-19T19:17:18Z   /bin/sh -c echo '#!/bin/sh' > /usr/sbin/policy-rc.d && echo 'exit 101' >> /usr/sbin/policy-rc.d && rm -rf <docs> & true   4400                |
      452d574bfe5e1c230c43ffd053277d5a3f8a6c73c549404a7c8b5e1620a80530   2015-06-19T19:17:14Z   /bin/sh -c #(nop) ADD file:49710b44e2ae0edef44de4be3deb8970c9c48ee4cde29391ebcc2a032624f846 in /                          309790              |

      """#,
    human: #"""
      IMAGE               CREATED             CREATED BY                                      SIZE                COMMENT|
      b93b2e5c431b        6 minutes ago       /bin/bash -c echo hi                            0 B                 commit of never-started web|
      119a74127f94        11 years ago        /bin/sh -c #(nop) CMD ["/bin/bash"]             0 B                 |
      6d575c58c277        11 years ago        /bin/sh -c sed -i 's/^#\s*\(deb.*universe\)$/   1.67 kB             |
      0a5d3a675b33        11 years ago        /bin/sh -c echo '#!/bin/sh' > /usr/sbin/polic   4.4 kB              |
      452d574bfe5e        11 years ago        /bin/sh -c #(nop) ADD file:49710b44e2ae0edef4   309.8 kB            |

      """#
  )

  static let built = HistorySample(
    rows: [
      (
        "1c9ec014e8e0a5c79968189a4d7ecd488cdf439b33da1e2360319400fe6ffd35",
        1795477113,
        #"/bin/sh -c #(nop) CMD ["--help"]"#,
        0, ""
      ),
      (
        "0133d6e118871538ff4461ae1acb7812be8106c5ee8fe51dc4b3189d3a71d49a",
        1795477113,
        #"/bin/sh -c #(nop) ENTRYPOINT &{["/bin/app"]}"#,
        0, ""
      ),
      (
        "daa93768cff65124e6fb4f8d50e88a205c73deb657f3c190cd640d9b96406480",
        1795477113,
        #"/bin/sh -c #(nop) COPY file:d32755d2bb11e96747ff58bb0645123b27e29ae09230939c86241cf18e45ff21 in /srv/hello.txt"#,
        14, ""
      ),
      (
        "5835b104bbd52bda6c6d70db261e8d0b811b65e898da54c8ed0f91fec8fa1b56",
        1795477113,
        #"/bin/sh -c #(nop) WORKDIR /srv"#,
        0, ""
      ),
      (
        "f0a4f81f47a810aa71b35b37f45ce86acd1c7ffd6f372fc82d3fcff02ea6fdc3",
        1795477113,
        #"/bin/sh -c #(nop) EXPOSE 8080/tcp"#,
        12, ""
      ),
      (
        "2fd2d33585cf4483bfaa717a32fb3282b2c715eaecaa1791e376dbca0d4ac214",
        1795477113,
        #"/bin/sh -c #(nop) VOLUME [/data]"#,
        0, ""
      ),
      (
        "a08ea7787f1d4d9859fad0b81d00234ddf8a1d2fa728c870b674b8465fdb09ca",
        1795477113,
        #"/bin/sh -c #(nop) LABEL org.example.role=fixture multi=a & b <c>"#,
        0, ""
      ),
      (
        "97bf61d52b60a013853e1ae17b4e8670044cdb42c13b58cfb2d1a9ef10efde33",
        1795477113,
        #"/bin/sh -c #(nop) ENV FOO=bar LANG=C.UTF-8"#,
        0, ""
      ),
      (
        "7b74a547267e3003e20715c25370bb093ab4404b686f6062d1777a43d8b4b882",
        1795477113,
        #"/bin/sh -c #(nop) ADD file:cd6456a66509bf8fec5c953fcf6334d43b30eec4c7146531805efc381592d7a3 in /"#,
        5012, ""
      ),
      (
        "79b306dd7520fa30d2e00140622dd3525490686a900f2c25d53d5c24e5288f14",
        1795477113,
        #"/bin/sh -c #(nop) MAINTAINER Fixture <fixture@example.invalid>"#,
        0, ""
      ),
    ],
    raw: #"""
      IMAGE                                                              CREATED                CREATED BY                                                                                                       SIZE                COMMENT|
      1c9ec014e8e0a5c79968189a4d7ecd488cdf439b33da1e2360319400fe6ffd35   2026-11-23T23:38:33Z   /bin/sh -c #(nop) CMD ["--help"]                                                                                 0                   |
      0133d6e118871538ff4461ae1acb7812be8106c5ee8fe51dc4b3189d3a71d49a   2026-11-23T23:38:33Z   /bin/sh -c #(nop) ENTRYPOINT &{["/bin/app"]}                                                                     0                   |
      daa93768cff65124e6fb4f8d50e88a205c73deb657f3c190cd640d9b96406480   2026-11-23T23:38:33Z   /bin/sh -c #(nop) COPY file:d32755d2bb11e96747ff58bb0645123b27e29ae09230939c86241cf18e45ff21 in /srv/hello.txt   14                  |
      5835b104bbd52bda6c6d70db261e8d0b811b65e898da54c8ed0f91fec8fa1b56   2026-11-23T23:38:33Z   /bin/sh -c #(nop) WORKDIR /srv                                                                                   0                   |
      f0a4f81f47a810aa71b35b37f45ce86acd1c7ffd6f372fc82d3fcff02ea6fdc3   2026-11-23T23:38:33Z   /bin/sh -c #(nop) EXPOSE 8080/tcp                                                                                12                  |
      2fd2d33585cf4483bfaa717a32fb3282b2c715eaecaa1791e376dbca0d4ac214   2026-11-23T23:38:33Z   /bin/sh -c #(nop) VOLUME [/data]                                                                                 0                   |
      a08ea7787f1d4d9859fad0b81d00234ddf8a1d2fa728c870b674b8465fdb09ca   2026-11-23T23:38:33Z   /bin/sh -c #(nop) LABEL org.example.role=fixture multi=a & b <c>                                                 0                   |
      97bf61d52b60a013853e1ae17b4e8670044cdb42c13b58cfb2d1a9ef10efde33   2026-11-23T23:38:33Z   /bin/sh -c #(nop) ENV FOO=bar LANG=C.UTF-8                                                                       0                   |
      7b74a547267e3003e20715c25370bb093ab4404b686f6062d1777a43d8b4b882   2026-11-23T23:38:33Z   /bin/sh -c #(nop) ADD file:cd6456a66509bf8fec5c953fcf6334d43b30eec4c7146531805efc381592d7a3 in /                 5012                |
      79b306dd7520fa30d2e00140622dd3525490686a900f2c25d53d5c24e5288f14   2026-11-23T23:38:33Z   /bin/sh -c #(nop) MAINTAINER Fixture <fixture@example.invalid>                                                   0                   |

      """#,
    human: #"""
      IMAGE               CREATED             CREATED BY                                      SIZE                COMMENT|
      1c9ec014e8e0        6 minutes ago       /bin/sh -c #(nop) CMD ["--help"]                0 B                 |
      0133d6e11887        6 minutes ago       /bin/sh -c #(nop) ENTRYPOINT &{["/bin/app"]}    0 B                 |
      daa93768cff6        6 minutes ago       /bin/sh -c #(nop) COPY file:d32755d2bb11e9674   14 B                |
      5835b104bbd5        6 minutes ago       /bin/sh -c #(nop) WORKDIR /srv                  0 B                 |
      f0a4f81f47a8        6 minutes ago       /bin/sh -c #(nop) EXPOSE 8080/tcp               12 B                |
      2fd2d33585cf        6 minutes ago       /bin/sh -c #(nop) VOLUME [/data]                0 B                 |
      a08ea7787f1d        6 minutes ago       /bin/sh -c #(nop) LABEL org.example.role=fixt   0 B                 |
      97bf61d52b60        6 minutes ago       /bin/sh -c #(nop) ENV FOO=bar LANG=C.UTF-8      0 B                 |
      7b74a547267e        6 minutes ago       /bin/sh -c #(nop) ADD file:cd6456a66509bf8fec   5.012 kB            |
      79b306dd7520        6 minutes ago       /bin/sh -c #(nop) MAINTAINER Fixture <fixture   0 B                 |

      """#
  )

  static let imported = HistorySample(
    rows: [
      (
        "0e739b47d0fed4079c9fd5669d524cd7684da9f0f12a4d4632c6062d2a2dd3ff",
        1795477525,
        #""#,
        2000, "Imported from -"
      )
    ],
    raw: #"""
      IMAGE                                                              CREATED                CREATED BY          SIZE                COMMENT|
      0e739b47d0fed4079c9fd5669d524cd7684da9f0f12a4d4632c6062d2a2dd3ff   2026-11-23T23:45:25Z                       2000                Imported from -|

      """#,
    human: #"""
      IMAGE               CREATED             CREATED BY          SIZE                COMMENT|
      0e739b47d0fe        2 seconds ago                           2 kB                Imported from -|

      """#
  )
}
