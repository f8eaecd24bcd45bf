"""TLS as a source needs it: verified unless an operator wrote down why not, and failures told apart."""

import ssl
from collections.abc import Mapping

from hub.errors import FetchError

# OpenSSL's X509_V_ERR_ numbers; any other verification failure is one of the chain
_EXPIRED = {9, 10}  # not yet valid, expired
_OTHER_HOST = {62, 63, 64}  # host name, e-mail, IP address


class TlsContexts:
    """TLS contexts by a source's settings, each made once.

    `ca_bundle` a file of roots trusted instead of the system's; `intermediate` a file with a certificate
    the site forgets to send (the chain must still end in a trusted root); `legacy` old protocols, ciphers
    and renegotiation; `insecure_reason` why the certificate is not verified at all.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[tuple[str, str | bool], ...], ssl.SSLContext] = {}

    def get(self, settings: Mapping[str, str | bool]) -> ssl.SSLContext:
        """The context for these settings; FetchError tls_chain where a file of theirs cannot be used."""
        key = tuple(sorted(settings.items()))
        if key not in self._made:
            self._made[key] = _context(settings)
        return self._made[key]


def tls_code(error: ssl.SSLError) -> str:
    """The code of CODES for a failed handshake."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return "tls_protocol"
    if error.verify_code in _EXPIRED:
        return "tls_expired"
    return "tls_host" if error.verify_code in _OTHER_HOST else "tls_chain"


def _context(settings: Mapping[str, str | bool]) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=_text(settings, "ca_bundle"))
        if intermediate := _text(settings, "intermediate"):
            context.load_verify_locations(intermediate)
    except OSError as error:  # a missing file, or (ssl.SSLError) no certificate in it
        raise FetchError("tls_chain", f"a certificate file of the source: {error.strerror or error}") from error
    # Python 3.13 turns this on, and a pinned intermediate would then be a root
    context.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
    context.set_alpn_protocols(["http/1.1"])
    if settings.get("legacy"):
        _allow_legacy(context)
    if _text(settings, "insecure_reason"):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _text(settings: Mapping[str, str | bool], name: str) -> str | None:
    value = settings.get(name)
    return value if isinstance(value, str) and value.strip() else None


def _allow_legacy(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
