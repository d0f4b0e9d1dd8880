"""The files with which a team runs Weekwatch: what linters and schemas say, and what must hold of every container.

No container is started here. nginx is: its file is served as it stands, with other paths and another port.
"""

from __future__ import annotations

import ipaddress
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.cli.serve import HEADERS

DEPLOYMENTS = Path(__file__).parents[2] / "deployments"
MANIFESTS = sorted(p for p in (DEPLOYMENTS / "kubernetes").glob("*.yaml") if p.name != "kustomization.yaml")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOYMENTS / "compose.yaml").read_text(encoding="utf-8"))


def objects(path: Path) -> list[dict[str, Any]]:
    return [found for found in yaml.safe_load_all(path.read_text(encoding="utf-8")) if found]


def containers() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Name, pod and container of everything that the manifests run."""
    for path in MANIFESTS:
        for found in objects(path):
            if found["kind"] in ("Deployment", "StatefulSet"):
                pod = found["spec"]["template"]["spec"]
                for container in [*pod.get("initContainers", ()), *pod["containers"]]:
                    yield f"{path.name} {container['name']}", pod, container


def test_the_dockerfile_is_clean() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("hadolint is not installed")
    done = subprocess.run([hadolint, DEPLOYMENTS / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_the_dockerfile_copies_is_there_and_not_ignored() -> None:
    root = DEPLOYMENTS.parent
    sent = {line[1:] for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    copied = set()
    for line in (DEPLOYMENTS / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            copied |= set(line.split()[1:-1])
    assert copied == sent
    assert all((root / name).exists() for name in copied)


def test_the_image_runs_without_root() -> None:
    users = re.findall(r"^USER (\S+)$", (DEPLOYMENTS / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert users
    assert users[-1].split(":")[0] not in ("0", "root")


def test_the_compose_file_is_valid() -> None:
    compose_spec = pytest.importorskip("compose_spec", reason="compose-spec is not installed")
    compose_spec.PyCompose.from_yaml(yaml.safe_dump(COMPOSE)).validate()
    with pytest.raises(ValueError, match="restrat"):
        compose_spec.PyCompose.from_yaml(yaml.safe_dump(COMPOSE).replace("restart:", "restrat:")).validate()


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_a_service_is_confined(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    for published in service.get("ports", ()):
        assert published.startswith("127.0.0.1:"), "only what stands before it may be reached from elsewhere"


def test_the_compose_file_holds_no_secret() -> None:
    for name, service in COMPOSE["services"].items():
        for key, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|_KEY|AUTH|LOGIN", key):
                assert str(value).startswith("${"), f"{name}: {key}"
    example = (DEPLOYMENTS / "env.example").read_text(encoding="utf-8")
    for key, value in re.findall(r"^#? ?([A-Z_]+)=(.*)$", example, re.MULTILINE):
        assert not (re.search("PASSWORD|SECRET|_KEY|AUTH|LOGIN", key) and value), key


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_a_manifest_is_valid(path: Path) -> None:
    checker = pytest.importorskip("kubernetes_validate", reason="kubernetes-validate is not installed")
    for found in objects(path):
        checker.validate(found, checker.latest_version(), strict=True)


def test_the_kustomization_names_every_manifest_but_the_secrets() -> None:
    (listed,) = objects(DEPLOYMENTS / "kubernetes" / "kustomization.yaml")
    assert set(listed["resources"]) == {p.name for p in MANIFESTS} - {"secret.example.yaml"}
    assert all(
        not v
        for s in objects(DEPLOYMENTS / "kubernetes" / "secret.example.yaml")
        for v in (s["stringData"] or {}).values()
    )


@pytest.mark.parametrize(("name", "pod", "container"), list(containers()), ids=lambda value: str(value)[:30])
def test_a_pod_is_confined(name: str, pod: dict[str, Any], container: dict[str, Any]) -> None:
    assert pod["securityContext"]["runAsNonRoot"] is True, name
    assert pod["automountServiceAccountToken"] is False
    confined = container["securityContext"]
    assert confined["readOnlyRootFilesystem"] is True
    assert confined["allowPrivilegeEscalation"] is False
    assert confined["capabilities"] == {"drop": ["ALL"]}
    assert "memory" in container["resources"]["limits"]
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    assert mounted <= {volume["name"] for volume in pod["volumes"]} | {"data"}


def test_prefects_api_asks_for_a_login() -> None:
    services = COMPOSE["services"]
    login = services["server"]["environment"]["PREFECT_SERVER_API_AUTH_STRING"]
    assert login.startswith("${PREFECT_LOGIN:?")  # without it nothing starts
    for name in ("deploy", "worker"):
        assert services[name]["environment"]["PREFECT_API_AUTH_STRING"] == login
    said = {name: {entry["name"]: entry for entry in container.get("env", ())} for name, _, container in containers()}
    key = {"secretKeyRef": {"name": "weekwatch-login", "key": "PREFECT_LOGIN"}}
    assert said["server.yaml server"]["PREFECT_SERVER_API_AUTH_STRING"]["valueFrom"] == key
    for name in ("worker.yaml deploy", "worker.yaml worker"):
        assert said[name]["PREFECT_API_AUTH_STRING"]["valueFrom"] == key


def test_nobody_reaches_out_to_private_addresses_or_metadata() -> None:
    policies = {
        found["metadata"]["name"]: found["spec"] for found in objects(DEPLOYMENTS / "kubernetes" / "network.yaml")
    }
    assert set(policies["nobody-unless-said"]["policyTypes"]) == {"Ingress", "Egress"}
    assert policies["nobody-unless-said"]["podSelector"] == {}
    blocks = [
        to["ipBlock"]
        for spec in policies.values()
        for rule in spec.get("egress", ())
        for to in rule["to"]
        if "ipBlock" in to
    ]
    assert {block["cidr"] for block in blocks} == {"0.0.0.0/0", "::/0"}
    for address in (
        "10.1.2.3",
        "172.20.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.100.100.200",
        "127.0.0.1",
        "fd00:ec2::254",
        "fe80::1",
    ):
        found = ipaddress.ip_address(address)
        inside = [b for b in blocks if found.version == ipaddress.ip_network(b["cidr"]).version]
        assert inside
        for block in inside:
            assert any(found in ipaddress.ip_network(left_out) for left_out in block["except"]), address
    reaches = [
        name
        for name, spec in policies.items()
        for rule in spec.get("egress", ())
        for to in rule["to"]
        if "ipBlock" in to
    ]
    assert set(reaches) == {"workers-to-the-server-and-the-internet"}


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    """The address of nginx with the file of the deployments, serving the folder's `site`."""
    found = shutil.which("nginx")
    if found is None or not Path("/etc/nginx/mime.types").exists():
        pytest.skip("nginx is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = (DEPLOYMENTS / "nginx.conf").read_text(encoding="utf-8")
    for theirs, ours in (
        (" /tmp/", f" {folder}/"),
        ("root /srv/warehouse/site;", f"root {folder}/site;"),
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("worker_processes auto;", "worker_processes 1;\nuser root;"),
        ("/dev/stdout", f"{folder}/access.log"),
        ("/dev/stderr", f"{folder}/error.log"),
    ):
        assert theirs in text
        text = text.replace(theirs, ours)
    file = folder / "nginx.conf"
    file.write_text(text, encoding="utf-8")
    process = subprocess.Popen([found, "-c", str(file), "-g", "daemon off;"], stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(200):
            if process.poll() is not None:
                raise AssertionError(process.stderr.read() if process.stderr else "")
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def ask(address: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(address, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def test_nginx_serves_the_site_strictly(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "country").mkdir(parents=True)
    for name in ("index.html", "country/index.html", "site-manifest.json", ".hidden", "data.parquet", "code.mjs"):
        (site / name).write_text(f"<p>{name}</p>" * 200, encoding="utf-8")
    with nginx(tmp_path) as address:
        status, headers, body = ask(f"{address}/")
        assert (status, body[:18]) == (200, b"<p>index.html</p><")
        assert (
            headers.items()
            >= (HEADERS | {"X-Frame-Options": "DENY", "Content-Type": "text/html; charset=utf-8"}).items()
        )
        assert headers["Server"] == "nginx"
        assert ask(f"{address}/country/")[0] == 200
        missing, said, _ = ask(f"{address}/nowhere.html")
        assert (missing, said["X-Content-Type-Options"]) == (404, "nosniff")
        for hidden in ("site-manifest.json", ".hidden"):
            assert ask(f"{address}/{hidden}")[0] == 404
        assert ask(f"{address}/", "POST")[0] in (403, 405)
        assert ask(f"{address}/", "HEAD")[0] == 200
        assert ask(f"{address}/../nginx.conf")[0] in (400, 404)
        types = {name: ask(f"{address}/{name}")[1]["Content-Type"] for name in ("data.parquet", "code.mjs")}
        assert types == {"data.parquet": "application/vnd.apache.parquet", "code.mjs": "text/javascript"}
        again = ask(f"{address}/", **{"If-None-Match": headers["ETag"]})
        assert again[0] == 304
        assert ask(f"{address}/", **{"Accept-Encoding": "gzip"})[1]["Content-Encoding"] == "gzip"
        assert ask(f"{address}/healthz")[2] == b"ok\n"
    assert "127.0.0.1" not in (tmp_path / "access.log").read_text(encoding="utf-8")
