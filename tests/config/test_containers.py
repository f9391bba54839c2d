"""The image and the composition: every process is watched, nobody is root, no secret is written down."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSITION = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSITION["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
# Only those who have a mail server with a password, an identity provider, or a new key set these.
MAY_BE_EMPTY = {"EMAIL_HOST_PASSWORD", "OIDC_CLIENT_SECRET", "SECRET_KEY_FALLBACKS"}
LAST_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
EVERY_SERVICE = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())


def test_the_composition_has_all_it_takes():
    assert set(SERVICES) == {"migrate", "web", "worker", "beat", "database", "redis"}


@EVERY_SERVICE
def test_a_service_has_a_health_check(service):
    check = service["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= set(check)


@EVERY_SERVICE
def test_a_service_is_not_root_and_cannot_become_it(service):
    assert str(service["user"]).split(":")[0] not in {"", "0", "root"}
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@EVERY_SERVICE
def test_a_secret_comes_from_the_environment_with_a_hint_where_it_is_missing(service):
    for name, value in service["environment"].items():
        if re.search(r"SECRET|PASSWORD|AUTH$", name) and name not in MAY_BE_EMPTY:
            assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", value), name
        if "://" in str(value):
            assert re.search(r":\$\{[A-Z_]+:\?[^}]+\}@", value), name


@EVERY_SERVICE
def test_a_volume_is_named_and_declared(service):
    for volume in service.get("volumes", []):
        assert volume.split(":")[0] in COMPOSITION["volumes"]


@pytest.mark.parametrize(
    ("name", "path"), [("database", "/var/lib/postgresql"), ("redis", "/data")]
)
def test_what_must_last_lies_in_a_volume(name, path):
    assert [volume.split(":")[1] for volume in SERVICES[name]["volumes"]] == [path]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_site_waits_for_the_migration(name):
    assert SERVICES[name]["depends_on"]["migrate"] == {
        "condition": "service_completed_successfully"
    }
    assert SERVICES[name]["depends_on"]["database"] == {"condition": "service_healthy"}


def test_the_addresses_that_the_proxy_saw_are_believed():
    value = SERVICES["web"]["environment"]["ALLAUTH_TRUSTED_PROXY_COUNT"]
    assert value == "${ALLAUTH_TRUSTED_PROXY_COUNT:-1}"


def test_only_the_web_server_has_a_port_and_only_for_the_proxy_on_the_same_machine():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_the_image_runs_as_a_user_of_its_own_and_is_watched():
    assert re.findall(r"^USER (\w+)$", LAST_STAGE, re.MULTILINE) == ["site"]
    assert "--uid 10001" in LAST_STAGE
    assert SERVICES["web"]["user"].split(":")[0] == "10001"
    assert len(re.findall(r"^HEALTHCHECK ", LAST_STAGE, re.MULTILINE)) == 1


def test_the_image_installs_pinned_packages_and_collects_the_static_files():
    assert "pip install --no-cache-dir --require-hashes -r requirements.txt" in DOCKERFILE
    assert "RUN npm ci" in DOCKERFILE
    assert "manage.py collectstatic --noinput" in DOCKERFILE


def test_the_image_bakes_no_secret_in():
    set_for_good = re.findall(r"^(?:ENV|ARG) (.*(?:\\\n.*)*)$", DOCKERFILE, re.MULTILINE)
    assert [line for line in set_for_good if re.search(r"SECRET|PASSWORD|_URL", line)] == []


def test_what_the_image_copies_is_let_through():
    let_through = [
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    ]
    assert [name for name in let_through if not (ROOT / name).exists()] == []
    assert {"requirements.txt", "package-lock.json", "config", "templates", "locale"} <= set(
        let_through
    )
