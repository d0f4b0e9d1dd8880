"""One spelling of a link."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.collect.urls import (
    MAX_URL,
    canonical_url,
    host_of,
    site_of,
    telling_fragments,
    wire_url,
    with_fragment,
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.COM:80/a/../b?utm_source=x&id=3#f", "http://example.com/b?id=3"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com:443/a", "https://example.com/a"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com/a?fbclid=1&gclid=2&ns_mchannel=rss&at_campaign=KARANGA", "https://example.com/a"),
        ("https://example.com/news.php?id=7&page=2&utm_medium=rss", "https://example.com/news.php?id=7&page=2"),
        ("https://example.com/?p=123", "https://example.com/?p=123"),
        ("https://example.com/%7euser/%e4%B8%ad", "https://example.com/~user/%E4%B8%AD"),
        ("https://example.com/中", "https://example.com/%E4%B8%AD"),
        ("https://example.com/a b", "https://example.com/a%20b"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://münchen.de/", "https://xn--mnchen-3ya.de/"),
        ("https://user:secret@example.com/", "https://example.com/"),
        ("  https://example.com/a\n", "https://example.com/a"),
        ("//example.com/a", "https://example.com/a"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
        (
            "https://www.google.com/url?q=https%3A%2F%2Fbbc.co.uk%2Fn%3Fid%3D1%26utm_medium%3Drss&sa=t",
            "https://bbc.co.uk/n?id=1",
        ),
        ("http://news.google.com/news/url?sa=t&url=http://example.com/story.html", "http://example.com/story.html"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fa&h=x", "https://example.com/a"),
        ("https://rss.news.yahoo.com/rss/x/*http://example.com/b", "http://example.com/b"),
        ("https://example.com/url?url=https://other.org/", "https://example.com/url?url=https://other.org/"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("ftp://example.com/", ""),
        ("mailto:a@example.com", ""),
        ("http://", ""),
        ("http://exa mple.com/", ""),
        ("http://example.com:99999/", ""),
        ("http://[::1", ""),
        ("https://example.com/" + "a" * 5000, ""),
        ("relative/path", ""),
        ("", ""),
        ("https:/example.com/a", "https://example.com/a"),
        ("http:////example.com/a", "http://example.com/a"),
        ("http://example.com:443/a", "http://example.com:443/a"),
        ("https://example.com:80/a", "https://example.com:80/a"),
        ("https://EXAMPLE.com./a", "https://example.com/a"),
        ("https://example..com/a", ""),
        ("https://-example.com/a", ""),
        ("https://example.com\\a", "https://example.com/a"),
        ("https://example.com/a/./b/../c", "https://example.com/a/c"),
        ("https://example.com/a/b/..", "https://example.com/a/"),
        ("https://example.com/a/b/.", "https://example.com/a/b/"),
        ("https://example.com/../../a", "https://example.com/a"),
        ("https://example.com/a?", "https://example.com/a"),
        ("https://example.com/a?b=1&&c=2", "https://example.com/a?b=1&c=2"),
        ("https://example.com/a?UTM_Source=x&b", "https://example.com/a?b"),
        ("https://example.com/a?b=[1]|2 3", "https://example.com/a?b=[1]|2%203"),
        ("https://example.com/%2fa%2F", "https://example.com/%2Fa%2F"),
        ("https://vk.com/away.php?to=https%3A%2F%2Fexample.com%2Fa", "https://example.com/a"),
        (
            "https://vk.com/other.php?to=https%3A%2F%2Fexample.com%2Fa",
            "https://vk.com/other.php?to=https%3A%2F%2Fexample.com%2Fa",
        ),
        ("https://notvk.com/away.php?to=https://e.org/", "https://notvk.com/away.php?to=https://e.org/"),
        ("https://www.google.com/url?q=ftp://e.org/a", "https://www.google.com/url?q=ftp://e.org/a"),
        ("https://www.google.com/url?url=https://a.org/&q=https://b.org/", "https://a.org/"),
        ("https://www.google.com/url?q=https://a.org/&q=https://b.org/", "https://a.org/"),
        ("https://news.yahoo.com/x/**https%3A//example.com/b", "https://example.com/b"),
        ("https://example.com/x/*http://example.org/b", "https://example.com/x/*http://example.org/b"),
        ("https://example.com/" + "a" * (MAX_URL - 20), "https://example.com/" + "a" * (MAX_URL - 20)),
        ("https://example.com/" + "a" * (MAX_URL - 19), ""),
        ("https://example.com/ " + "a" * (MAX_URL - 22), ""),
    ],
)
def test_spelling(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


def test_relative_links_need_a_base() -> None:
    assert canonical_url("/a?b=1", "https://example.com/rss.xml") == "https://example.com/a?b=1"
    assert canonical_url("../a", "https://example.com/x/y/rss") == "https://example.com/x/a"
    assert canonical_url("//other.org/a", "http://example.com/") == "http://other.org/a"
    assert canonical_url("//other.org/a", "https://example.com/") == "https://other.org/a"
    assert canonical_url("?page=2", "https://example.com/news?page=1") == "https://example.com/news?page=2"


def test_a_link_without_scheme_begins_with_a_host_where_it_is_one_of_the_feeds_own() -> None:
    feed = "https://example.com/rss/feed.xml"
    assert canonical_url("www.other.org/a", feed) == "https://www.other.org/a"
    assert canonical_url("news.example.com/a", feed) == "https://news.example.com/a"
    assert canonical_url("story.html", feed) == "https://example.com/rss/story.html"
    assert canonical_url("other.org/a", feed) == "https://example.com/rss/other.org/a"
    assert canonical_url("story.org/a", "http://192.0.2.1/rss") == "http://192.0.2.1/story.org/a"


def test_fragments_that_tell_articles_apart_are_known_by_their_number() -> None:
    page, other = "https://example.com/news", "https://example.com/other"
    links = [(page, f"{page}#1"), (page, f"{page}#2"), (other, f"{other}#top"), (other, f"{other}#top"), (other, other)]
    assert telling_fragments(links) == {page}
    tracked = [
        (page, f"{page}#utm_source=a"),
        (page, f"{page}#xtor=RSS-1"),
        (page, f"{page}#:~:text=word"),
        (page, f"{page}#a"),
    ]
    assert telling_fragments(tracked) == frozenset()
    assert with_fragment(page, f"{page}# a b ") == f"{page}#a%20b"
    assert with_fragment(page, f"{page}#:~:text=word") == page
    assert with_fragment(page, page) == page


@given(
    st.one_of(
        st.text(),
        st.text().map("https://example.com/".__add__),
        st.text().map("https://www.google.com/url?q=https://".__add__),
    )
)
@example("https://www.google.com/url?q=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fa.org%252F")
@example("https://example.com//../..//%2e%2e/%")
def test_applying_it_twice_changes_nothing(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert once == "" or once.startswith(("http://", "https://"))
    assert once.isascii()


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.bbc.co.uk/news/1", "bbc.co.uk"),
        ("https://edition.cnn.com/x", "cnn.com"),
        ("https://news.google.com/articles/x", ""),
        ("https://montsame.demo.localhost/x", "demo.localhost"),
        ("http://192.0.2.1/", ""),
        ("http://[2001:db8::1]/", ""),
        ("http://localhost/", ""),
        ("https://a.b.gov.mn/x", "b.gov.mn"),
        ("https://gov.mn/x", "gov.mn"),
        ("https://a.info.example/x", "info.example"),
        ("https://www.ikon.mn:8443/x", "ikon.mn"),
        ("", ""),
    ],
)
def test_site_of_names_the_publisher(url: str, site: str) -> None:
    assert site_of(url) == site


def test_host_and_wire_forms() -> None:
    assert host_of("https://www.example.com/") == "example.com"
    assert wire_url("http://münchen.de/ä?b=ü#f") == "http://xn--mnchen-3ya.de/%C3%A4?b=%C3%BC"
    assert wire_url("http://example.com:8080") == "http://example.com:8080/"
    assert host_of("http://[::1") == ""
    with pytest.raises(UnicodeError):
        wire_url("http://exa mple/")
