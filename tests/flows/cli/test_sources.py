from __future__ import annotations

import datetime as dt
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.checking import check_countries
from flows.cli.app import app
from flows.homes import BUNDLED_COUNTRIES, countries_folder
from tasks.collect.http.fetch import FetchSettings
from tasks.countries.profiles import OVERLAY, CountryProfile, load_groups, load_international_feeds, load_profiles
from tests.tasks.collect.broken_sites import serve_sites
from tests.tasks.collect.patience import patient
from warehouse.errors import ProfileError
from warehouse.store.home import Home

NOW = dt.datetime(2026, 4, 24, 12, tzinfo=dt.UTC)
RUN = CliRunner()


def rss(language: str = "en", age_days: int = 0, dated: bool = True, count: int = 3) -> bytes:
    titles = {
        "en": "The parliament passed the budget after a long night of debate number {}",
        "fr": "Le parlement a adopté le budget après une longue nuit de débats numéro {}",
    }[language]
    day = (NOW - dt.timedelta(days=age_days)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    items = "".join(
        f"<item><title>{titles.format(n)}</title><link>https://example.org/{n}</link>"
        + (f"<pubDate>{day}</pubDate>" if dated else "")
        + "</item>"
        for n in range(count)
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


PAGES = {
    "/good": rss(),
    "/french": rss("fr"),
    "/old": rss(age_days=90),
    "/undated": rss(dated=False),
    "/empty": rss(count=0),
    "/page": b"<!doctype html><html><body>Welcome</body></html>",
}
EXPECTED = {
    "good": "ok",
    "french": "other language",
    "old": "stale",
    "undated": "undated",
    "empty": "empty",
    "page": "no feed",
    "gone": "failed",
    "moved": "moved",
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/good")
            self.end_headers()
            return
        body = PAGES.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_each_feed_is_judged_with_what_to_do(port: int) -> None:
    feeds = [
        {"url": f"http://{name}.localhost/{name}", "outlet": name, "language": "en", "source": "a test"}
        for name in EXPECTED
    ]
    profile = CountryProfile.model_validate(
        {"country": "XA", "name": "Arvania", "names": {}, "languages": ["en"], "time_zone": "UTC", "feeds": feeds}
    )
    settings = patient(port)
    checks = {one.outlet: one for one in check_countries({"XA": profile}, settings, lambda: NOW)["XA"][0]}
    assert {name: one.verdict for name, one in checks.items()} == EXPECTED
    good = checks["good"]
    assert (good.http_status, good.items, good.newest_at, good.language) == (200, 3, NOW, "en")
    assert (good.undated_share, good.why, good.remedy, good.usable) == (0.0, "", "", True)
    assert checks["moved"].redirected_to == "http://moved.localhost/good"
    assert (checks["gone"].http_status, checks["gone"].usable) == (404, False)
    assert (checks["french"].language, checks["french"].usable) == ("fr", True)
    assert "90 days" in checks["old"].why
    assert all(one.remedy for name, one in checks.items() if name != "good")


def test_check_ends_with_a_code_for_scripts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "XA.yaml").write_text(
        "country: XA\nname: Arvania\nnames: {}\nlanguages: [en]\ntime_zone: UTC\n"
        "feeds: [{url: 'http://127.0.0.1/feed', outlet: Here, language: en, source: a test}]\n"
    )
    monkeypatch.setenv("WEEKWATCH_COUNTRIES", str(tmp_path))
    done = RUN.invoke(app, ["check", "xa", "--json"])
    assert done.exit_code == 3
    (row,) = json.loads(done.stdout)
    assert (row["verdict"], row["outlet"]) == ("failed", "Here")
    assert "public addresses" in row["what to do"]


def test_check_mend_writes_the_mended_profile_beside_the_bundled_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = Home.create(tmp_path / "data")
    folder = tmp_path / "data" / "countries"
    folder.mkdir()
    (folder / OVERLAY).touch()
    feed = "{{url: 'http://{0}.localhost/old', outlet: {0}, language: en, source: a test}}"
    (folder / "XA.yaml").write_text(
        "# Our own.\ncountry: XA\nname: Arvania\nnames: {}\nlanguages: [en]\ntime_zone: UTC\n"
        f"feeds: [{feed.format('moved')}, {feed.format('shut')}]\n"
    )
    with serve_sites() as (port, _):
        there = patient(port)

        def checked(profiles: Any, settings: FetchSettings, *others: Any, **more: Any) -> Any:
            return check_countries(profiles, there, *others, **more)

        monkeypatch.setattr("flows.checking.check_countries", checked)
        monkeypatch.setattr("flows.cli.commands.building.sources._clock", lambda: NOW)
        asked = ["check", "xa", "--home", home.location, "--json"]
        done = RUN.invoke(app, asked)
        assert "old" in (folder / "XA.yaml").read_text()
        mended = RUN.invoke(app, [*asked, "--mend"])
        assert (done.exit_code, mended.exit_code) == (3, 3)
        assert [row["instead"] for row in json.loads(mended.stdout)] == ["http://moved.localhost/new", None]
        text = (folder / "XA.yaml").read_text()
        RUN.invoke(app, [*asked, "--mend"])
    profile = load_profiles(folder)["XA"]
    assert text == (folder / "XA.yaml").read_text()
    assert text.startswith("# Our own.\n")
    assert [feed.url for feed in profile.feeds] == ["http://moved.localhost/new", "http://shut.localhost/old"]
    assert [(one.url, one.instead) for one in profile.retired] == [
        ("http://moved.localhost/old", "http://moved.localhost/new")
    ]


def test_where_no_server_is_reached_the_network_is_suspected_and_not_the_profile(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    resolve = socket.getaddrinfo

    def offline(host: Any, *others: Any, **more: Any) -> Any:
        if str(host)[:1].isdigit():
            return resolve(host, *others, **more)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", offline)
    monkeypatch.setenv("WEEKWATCH_COUNTRIES", str(tmp_path))
    feed = "{{url: 'https://{0}/feed', outlet: {0}, language: en, source: a test}}"
    profile = "country: XA\nname: Arvania\nnames: {{}}\nlanguages: [en]\ntime_zone: UTC\nfeeds: [{}]\n"
    (tmp_path / "XA.yaml").write_text(profile.format(f"{feed.format('a.example')}, {feed.format('b.example')}"))
    done = RUN.invoke(app, ["check", "xa", "--json"])
    assert done.exit_code == 3
    assert {row["what to do"].partition(":")[0] for row in json.loads(done.stdout)} == {
        "this machine seems to be offline"
    }
    assert "seems to be offline" in RUN.invoke(app, ["check", "xa"]).stderr
    # One that fails in another way shows that the machine is not to blame alone.
    here = feed.format("127.0.0.1")
    (other := tmp_path / "other").mkdir()
    monkeypatch.setenv("WEEKWATCH_COUNTRIES", str(other))
    (other / "XA.yaml").write_text(profile.format(f"{feed.format('a.example')}, {here}"))
    done = RUN.invoke(app, ["check", "xa"])
    assert "offline" not in done.stdout + done.stderr


def test_an_unknown_country_is_answered_with_the_nearest_and_not_with_all() -> None:
    raised = RUN.invoke(app, ["check", "mongolai"]).exception
    assert isinstance(raised, ProfileError)
    assert "MN (Mongolia)" in str(raised.remedy)
    assert len(str(raised.remedy)) < 250


def test_sources_counts_what_the_profiles_say() -> None:
    done = RUN.invoke(app, ["sources", "--json"])
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert said["country_count"] >= 195
    assert said["countries_with_five_feeds"] >= 150
    assert said["language_count"] >= 40
    assert set(said["territories_without_profile"]) & {country["country"] for country in said["countries"]} == set()
    assert "not checked" in said["liveness"]


def test_an_own_profile_is_used_and_bundled_ones_still_reach_the_others(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "data")
    assert RUN.invoke(app, ["country", "new", "mn", "--home", home.location]).exit_code == 0
    folder = countries_folder(home)
    assert [path.name for path in folder.glob("*.yaml")] == ["MN.yaml"]
    assert load_profiles(folder) == load_profiles(BUNDLED_COUNTRIES)
    own = folder / "MN.yaml"
    own.write_text(own.read_text("utf-8").replace("name: Mongolia\n", "name: Our Mongolia\n"), "utf-8")
    found = load_profiles(folder)
    assert found.pop("MN").name == "Our Mongolia"
    assert found == {code: one for code, one in load_profiles(BUNDLED_COUNTRIES).items() if code != "MN"}
    assert load_groups(folder) == load_groups(BUNDLED_COUNTRIES)
    assert load_international_feeds(folder) == load_international_feeds(BUNDLED_COUNTRIES)
    assert RUN.invoke(app, ["country", "new", "UA", "--home", home.location]).exit_code == 0


def test_a_new_country_goes_to_the_homes_own_folder_beside_the_others(tmp_path: Path) -> None:
    home = tmp_path / "data"
    done = RUN.invoke(app, ["country", "new", "fo", "--home", str(home)])
    assert done.exit_code == 0, done.output
    profiles = load_profiles(home / "countries")
    assert profiles["FO"].name == "Faroe Islands"
    assert len(profiles) >= 196
    again = RUN.invoke(app, ["country", "new", "fo", "--home", str(home)])
    assert "already" in str(again.exception)
    out = RUN.invoke(app, ["country", "new", "TD", "--out", str(tmp_path / "drafts")])
    assert out.exit_code == 0
    assert set(load_profiles(tmp_path / "drafts")) == {"TD"}
