"""Certificates are checked, what is wrong with one is said, and exceptions are per source with a reason."""

import socket
import ssl
import warnings
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from threading import Thread

import pytest

from hub.records import Ask

x509 = pytest.importorskip("cryptography.x509", reason="certificates for the test are made with cryptography")
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402

TODAY = datetime.now(UTC)
NAMED = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
OTHER = x509.SubjectAlternativeName([x509.DNSName("other.test")])


class Certificate:
    """A key and a certificate for it, signed by another or by itself."""

    def __init__(self, name, signer=None, names=None, until=TODAY + timedelta(days=30)):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        issuer = signer or self
        builder = (
            x509.CertificateBuilder(issuer.name, self.name, self.key.public_key(), x509.random_serial_number())
            .not_valid_before(TODAY - timedelta(days=60))
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=names is None, path_length=None), critical=True)
        )
        if names is not None:
            builder = builder.add_extension(names, critical=False)
        self.certificate = builder.sign(issuer.key, hashes.SHA256())

    @property
    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self):
        plain = serialization.NoEncryption()
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


ROOT = Certificate("root")
MIDDLE = Certificate("middle", ROOT)
CHAINS = {
    "good": [Certificate("good", ROOT, NAMED)],
    "expired": [Certificate("expired", ROOT, NAMED, TODAY - timedelta(days=1))],
    "other": [Certificate("other", ROOT, OTHER)],
    "self-signed": [Certificate("self", None, NAMED)],
    "whole": [Certificate("leaf", MIDDLE, NAMED), MIDDLE],
    "incomplete": [Certificate("leaf", MIDDLE, NAMED)],
}


@pytest.fixture
def files(tmp_path):
    """A file for each authority, as an operator would keep it."""
    for name, certificate in (("root", ROOT), ("middle", MIDDLE)):
        (tmp_path / name).write_bytes(certificate.pem)
    return tmp_path


def serving(chain, folder):
    path = folder / "chain"
    path.write_bytes(chain[0].key_pem + b"".join(certificate.pem for certificate in chain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


CASES = [
    ("good", {"ca_bundle": "root"}, None),
    ("whole", {"ca_bundle": "root"}, None),
    ("good", {}, "tls_chain"),
    ("expired", {"ca_bundle": "root"}, "tls_expired"),
    ("other", {"ca_bundle": "root"}, "tls_host"),
    ("self-signed", {"ca_bundle": "root"}, "tls_chain"),
    ("incomplete", {"ca_bundle": "root"}, "tls_chain"),
    ("incomplete", {"ca_bundle": "root", "intermediate": "middle"}, None),
    ("incomplete", {"intermediate": "middle"}, "tls_chain"),  # an intermediate is no root
    ("expired", {"insecure_reason": "expired since May, the ministry knows"}, None),
    ("other", {"insecure_reason": "old name until July"}, None),
    ("expired", {"ca_bundle": "root", "insecure_reason": " "}, "tls_expired"),
    ("expired", {"ca_bundle": "root", "insecure_reason": True}, "tls_expired"),
    ("good", {"ca_bundle": "missing"}, "tls_chain"),
]


@pytest.mark.parametrize(("chain", "settings", "code"), CASES)
def test_what_is_wrong_with_a_certificate_is_said(chain, settings, code, files, site_thread, fetch, answer):
    site = site_thread.open(serving(CHAINS[chain], files))
    site.pages["/a"] = [answer(200, b"fine")]
    tls = {
        name: str(files / value) if name in ("ca_bundle", "intermediate") else value for name, value in settings.items()
    }
    got = fetch(site.url("/a"), tls=tls)
    assert (got.error, got.body) == (code, b"" if code else b"fine")
    assert bool(site.hits) == (code is None)


def test_http_where_https_should_be(fetch):
    def refuse(listener):
        connection, _ = listener.accept()
        with connection:
            connection.recv(100)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=refuse, args=(listener,))
        thread.start()
        got = fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        thread.join()
    assert got.error == "tls_protocol"


def old_tls(folder):
    context = serving(CHAINS["good"], folder)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def test_an_old_protocol_needs_a_setting(files, site_thread, fetch, answer):
    site = site_thread.open(old_tls(files))
    site.pages["/a"] = [answer(200, b"fine")]
    root = {"ca_bundle": str(files / "root")}
    assert fetch(site.url("/a"), tls=root).error == "tls_protocol"
    assert fetch(site.url("/a"), tls={**root, "legacy": True}).body == b"fine"


def test_one_sources_exception_is_not_anothers(files, site_thread, visit, answer):
    """Two sources at one host: a connection that nobody verified is not used for the one that wants it verified."""
    site = site_thread.open(serving(CHAINS["good"], files))
    site.pages["/a"] = [answer(200)]

    async def scenario(client):
        lax = await client.fetch(Ask(site.url("/a"), "lax", tls={"insecure_reason": "test"}))
        return lax, await client.fetch(Ask(site.url("/a"), "strict"))

    lax, strict = visit(scenario)
    assert (lax.error, strict.error) == (None, "tls_chain")


def test_an_exception_does_not_hold_where_a_redirect_leads_to(files, site_thread, site, fetch, answer):
    secure = site_thread.open(serving(CHAINS["self-signed"], files))
    secure.pages["/a"] = [answer(200, b"fine")]
    site.pages["/a"] = [answer(302, Location=secure.url("/a"))]

    async def lookup(_host):
        return ["127.0.0.1"]

    def moved_from(host):
        return fetch(site.url("/a", host), tls={"insecure_reason": "test"}, client={"resolver": lookup})

    assert moved_from("127.0.0.1").body == b"fine"
    assert moved_from("a.test").error == "tls_chain"


def test_a_handshake_that_never_ends(fetch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        got = fetch(f"https://127.0.0.1:{silent.getsockname()[1]}/", client={"deadline": 0.3})
    assert got.error == "connect_timeout"
