"""Ways to write an address that should not be connected to, as whole URLs.

`{port}` is the canary's, `{front}` the host and port of a site that is allowed, `{path}` a path without its first
slash by which the canary knows who came. Names are looked up by a resolver of the benchmark.
"""

HOSTS = (
    # loopback, as inet_aton and browsers read it
    "127.0.0.1", "127.0.0.1.", "127.127.127.127", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7F.1",
    "0x7f.0.0.1", "017700000001", "0177.0.0.1", "0177.0.0.01", "0x7f.0.0x0.01", "00000177.0.0.1", "0", "0x0", "0.0.0.0",
    "0.1.2.3",
    # letters and stops that IDNA maps to ASCII, and escapes
    "１２７.０.０.１", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "①②⑦.⓪.⓪.①", "𝟏𝟐𝟕.𝟎.𝟎.𝟏", "%31%32%37.0.0.1",
    "127%2E0%2E0%2E1", "0x7f%2E1", "127.0.0.1\u00ad",
    # private, shared, link-local, metadata, documentation, benchmark, multicast, reserved
    "10.0.0.1", "167772161", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.100.100.200",
    "169.254.169.254", "2852039166", "0xA9FEA9FE", "169.254.170.2", "192.0.0.192", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    # IPv6, and IPv4 inside it: mapped, compatible, NAT64, 6to4, Teredo
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::FFFF:7f00:1]", "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]", "[::ffff:0:127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[fc00::1]",
    "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[100::1]", "[3fff::1]",
    # names of such addresses
    "localhost", "LOCALHOST.", "ｌｏｃａｌｈｏｓｔ", "canary.test", "127.0.0.1.nip.test", "mixed.test", "six.test",
)  # fmt: skip

NAMES = {"mixed.test": ("127.0.0.2", "127.0.0.1"), "six.test": ("::1",)}  # every other name is 127.0.0.1

TRICKS = (
    "http://{front}@127.0.0.1:{port}/{path}",
    "http://user:pass@127.0.0.1:{port}/{path}",
    "http://127.0.0.1:{port}\\@{front}/{path}",
    "http://{front}\\@127.0.0.1:{port}/{path}",
    "http://{front}#@127.0.0.1:{port}/{path}",
    "http://{front}?@127.0.0.1:{port}/{path}",
    "http://127.0.0.1:{port}#@{front}/{path}",
    "http://127.0.0.1:{port}?@{front}/{path}",
    "http://127.0.0.1:{port};@{front}/{path}",
    "http://{front}%00@127.0.0.1:{port}/{path}",
    "http://{front}%0d%0aHost:%20127.0.0.1:{port}/{path}",
    "http:\\\\127.0.0.1:{port}\\{path}",
    "http:/127.0.0.1:{port}/{path}",
    "http:127.0.0.1:{port}/{path}",
    "http:///127.0.0.1:{port}/{path}",
    "//127.0.0.1:{port}/{path}",
    "\\\\127.0.0.1:{port}\\{path}",
    "/\\127.0.0.1:{port}/{path}",
    "ht\ttp://127.0.0.1:{port}/{path}",
    " http://127.0.0.1:{port}/{path}",
    "http://127.0.0.1:000{port}/{path}",
    "HTTP://127.0.0.1:{port}/{path}",
    "https://127.0.0.1:{port}/{path}",
    "ftp://127.0.0.1:{port}/{path}",
    "gopher://127.0.0.1:{port}/{path}",
    "file://127.0.0.1:{port}/{path}",
    "s3://127.0.0.1:{port}/{path}",
    "jar:http://127.0.0.1:{port}/{path}",
    "view-source:http://127.0.0.1:{port}/{path}",
)

FORMS = (*(f"http://{host}:{{port}}/{{path}}" for host in HOSTS), *TRICKS)
