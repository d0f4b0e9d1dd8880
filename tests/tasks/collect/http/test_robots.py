"""robots.txt: RFC 9309's own examples, and files that are none."""

import pytest

from tasks.collect.http.robots import NOTHING_ALLOWED, Robots, read_robots

SITE = "https://news.example"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/feed", True),
        ("User-agent: *\nDisallow:", "/feed", True),
        ("User-agent: *\nDisallow: /", "/feed", False),
        ("User-Agent: *\nDisallow: /private # not for you\n", "/private/1", False),
        ("user-agent: other\ndisallow: /\n", "/feed", True),
        ("user-agent: *\ndisallow: /\n\nuser-agent: Weekwatch\nallow: /feed\ndisallow: /admin", "/else", True),
        ("user-agent: *\ndisallow: /\n\nuser-agent: weekwatch\ndisallow:", "/else", True),
        ("user-agent: a\nuser-agent: weekwatch\ndisallow: /x", "/x", False),
        ("user-agent: weekwatch\ndisallow: /x\nuser-agent: a\ndisallow: /y", "/y", True),
        ("user-agent: *\nallow: /example/page/\ndisallow: /example/page/disallowed.gif", "/example/page/disallowed.gif", False),
        ("user-agent: *\nallow: /p\ndisallow: /", "/page", True),
        ("user-agent: *\nallow: /folder\ndisallow: /folder", "/folder/page", True),
        ("user-agent: *\ndisallow: /*.gif$", "/a/b.gif", False),
        ("user-agent: *\ndisallow: /*.gif$", "/a/b.gif?x", True),
        ("user-agent: *\ndisallow: /*?paged=", "/feed/?paged=2", False),
        ("user-agent: *\ndisallow: /*a*b*c", "/xaxbxcx", False),
        ("user-agent: *\ndisallow: /*a*b*c", "/xaxcxbx", True),
        ("user-agent: *\ndisallow: /*ab$", "/ab", False),
        ("user-agent: *\ndisallow: /a*ab$", "/ab", True),
        ("user-agent: *\ndisallow: /caf%C3%A9", "/café", False),
        ("\ufeffUser-agent: *\r\nDisallow: /x\r\n", "/x", False),
        ("<!doctype html><p>Disallow: /", "/x", True),
        ("disallow: /x", "/x", True),
    ],
)  # fmt: skip
def test_what_is_allowed(text: str, path: str, allowed: bool) -> None:
    assert read_robots(text.encode(), "weekwatch").allows(SITE + path) is allowed


def test_hostile_files_are_bounded() -> None:
    many = b"User-agent: *\n" + b"".join(b"Disallow: /%d\n" % n for n in range(60_000))
    assert len(read_robots(many, "weekwatch").rules) <= 2_000
    stars = read_robots(b"User-agent: *\nDisallow: /" + b"*a" * 900 + b"b$", "weekwatch")
    assert stars.allows(SITE + "/" + "a" * 4_000)
    assert read_robots(b"\x00\xff\xfe" * 1_000, "weekwatch") == Robots()
    assert not NOTHING_ALLOWED.allows(SITE)
