"""How many segments a text takes: 160 of the plain GSM letters, or 70 of any others."""

_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("\f^{}\\[~]|€")  # these take two places (GSM 03.38)


def segments(body: str) -> int:
    """Return how many segments a text is sent in; an empty one takes one."""
    if all(letter in _PLAIN or letter in _ESCAPED for letter in body):
        length = len(body) + sum(letter in _ESCAPED for letter in body)
        return _parts(length, whole=160, part=153)
    return _parts(len(body.encode("utf-16-le")) // 2, whole=70, part=67)


def _parts(length: int, *, whole: int, part: int) -> int:
    return 1 if length <= whole else -(-length // part)
