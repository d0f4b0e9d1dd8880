"""Seeds of the fuzzing: small valid and hostile inputs of each target, and what fuzzing once found (`tests/fuzz/found`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.tasks.collect.attacks import ITEM, RSS
from tests.warehouse.sql.test_text import READS, WRITES

FOUND = Path(__file__).parent / "found"

_ATOM = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">&lt;b&gt;x&lt;/b&gt;</title><id>urn:1</id>'
    b'<link href="/a?utm_source=x"/><updated>2026-04-24T06:00:00Z</updated><content>y</content></entry></feed>'
)
_JSON = b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"https://a.example/1","title":"t","date_published":"2026-04-24T06:00:00Z"}]}'
_SITEMAP = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    b"<url><loc>https://a.example/1</loc><news:news><news:title>t</news:title>"
    b"<news:publication_date>2026-04-24</news:publication_date></news:news></url></urlset>"
)
_PROFILE = Path(__file__).parents[2] / "deployments" / "countries" / "MN.yaml"

_SEEDS: Mapping[str, Sequence[bytes]] = {
    "feed": (
        RSS % (ITEM % b"A quiet day"),
        RSS % (ITEM % b"&amp;amp;lt;img src=x onerror=y&amp;amp;gt;"),
        RSS % (ITEM % b"<![CDATA[<script>x</script>]]>"),
        _ATOM,
        _JSON,
        _SITEMAP,
        b'<?xml version="1.0" encoding="cp1255"?><rss><channel><item><title>\xf9\xec\xe5\xed</title></item></channel></rss>',
    ),
    "date": tuple(
        text.encode()
        for text in (
            "Fri, 24 Apr 2026 06:00:00 GMT",
            "2026-04-24T06:00:00+05:30",
            "24 avril 2026 à 6 h 30",
            "۱۴۰۵/۰۲/۰۴ ۱۲:۳۰",
            "04/24/2026 6:00 PM EST",
            "https://a.example/2026/apr/24/x",
            "1777010400",
            "20260424T060000Z",
        )
    ),
    "url": tuple(
        text.encode()
        for text in (
            "https://user:secret@a.example:443/x/../y?utm_source=z&b=1#top",
            "//a.example/é?ü",
            "http://[::1]/",
            "https://пример.example/путь",
            "javascript:alert(1)",
            "https://news.google.com/articles/CBMi?url=https%3A%2F%2Fb.example%2F",
            "a.example/path",
            "https://a.example/%zz%20%2f",
        )
    ),
    "html": (
        b"<html><body><article><p>Gunmen killed 12 soldiers.</p><script>x</script></article></body></html>",
        b"&amp;lt;img src=x onerror=y&amp;gt; <p>a</p><![CDATA[b]]><!-- c -->",
        b"<a href='x'>y</a><style>z</style><br/><div title='>'>q</div>",
    ),
    "profile": (_PROFILE.read_bytes()[:4000], b"country: MN\nname: Mongolia\n", b"a: &a [*a, *a]\n", b"[" * 200),
    "sql": tuple(sql.encode() for sql in (*READS, *WRITES)),
    "verifier": (
        b"Gunmen killed 12 soldiers near Orvel.\0Gunmen raid army post, killing 12. Gunmen attacked a post near Orvel on Wednesday.",
        "The border was not closed.\0Пограничники закрыли границу 24 апреля, погибли 12 человек.".encode(),
        b'He said "we did not close the border" on April 22, 2026.\0The minister said: "we did not close the border".',
    ),
}


def seeds(target: str) -> list[bytes]:
    """The inputs that fuzzing of a target begins with, and those that once broke it."""
    found = sorted(path.read_bytes() for path in (FOUND / target).glob("*"))
    return [*_SEEDS[target], *found]
