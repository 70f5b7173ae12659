"""The rules of a platform's descriptor: what can be judged without building anything."""

from __future__ import annotations

import inspect
import pickle
import re
from collections.abc import Collection, Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit

import attrs
import pytest

from tunemantra.core.requirement import Capability, Requirement
from tunemantra.core.status import SUBSTATES, Status
from tunemantra.core.territory import ENCODINGS
from tunemantra.errors import TuneMantraError
from tunemantra.host.structuring import structure
from tunemantra.ports.platform import API_VERSION, Platform, PlatformDriver, SupportsMailStatus, SupportsWebhook
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint
from tunemantra.testing._expect import expect, kept

_SECRET = re.compile(r"(?:.*_)?(?:passwords?|passphrases?|secrets?|tokens?|private_key|api_key)")
_VERBS = ("check", "build", "deliver", "report")
_PROTOCOLS = {Capability.WEBHOOK: SupportsWebhook, Capability.MAIL_STATUS: SupportsMailStatus}


class DescriptorRules:
    """Rules PLT-001 to PLT-009."""

    @pytest.fixture
    def platform(self) -> Platform:
        """Return the descriptor; to be overridden."""
        raise NotImplementedError("override the fixture `platform`")

    @pytest.fixture
    def settings(self) -> object:
        """Return valid settings; to be overridden."""
        raise NotImplementedError("override the fixture `settings`")

    @pytest.fixture
    def driver(self, platform: Platform, settings: object) -> PlatformDriver:
        """Return the driver with these settings."""
        return platform.driver(settings)

    @pytest.fixture
    def errors(self) -> Mapping[str, TuneMantraError]:
        """Return the error for each reply that the platform's table knows; to be overridden."""
        raise NotImplementedError("override the fixture `errors`")

    @pytest.fixture
    def native_words(self) -> Collection[str]:
        """Return every word that the store's own paper gives a release's state; to be overridden."""
        raise NotImplementedError("override the fixture `native_words`")

    @pytest.fixture
    def wrong_settings(self) -> Mapping[str, object]:
        """Return values of the right type that the settings refuse, by field; override it where there are some."""
        return {}

    def test_plt_001_the_descriptor_is_complete(self, platform: Platform) -> None:
        """PLT-001."""
        rule = "PLT-001"
        parts: Mapping[str, object] = attrs.asdict(platform, recurse=False)
        expect(rule, re.fullmatch(r"[a-z][a-z0-9_-]*", platform.key), f"{platform.key!r} is no short lower-case name")
        expect(rule, platform.label.strip(), "no label for people")
        expect(rule, platform.api in {API_VERSION, API_VERSION - 1}, f"contract version {platform.api}")
        expect(rule, isinstance(parts["requirement"], Requirement), "requirement is no Requirement")
        encoding = platform.requirement.territory_encoding
        expect(
            rule, encoding in ENCODINGS, f"territory encoding {encoding!r} is none of {', '.join(sorted(ENCODINGS))}"
        )
        expect(
            rule, callable(parts["driver"]) and callable(parts["connections"]), "driver or connections is no function"
        )
        expect(rule, platform.poll_seconds > 0, f"poll_seconds is {platform.poll_seconds}")
        expect(rule, platform.contract in {"public", "sandbox"}, f"contract is {platform.contract!r}")
        expect(rule, all(isinstance(c, Capability) for c in platform.capabilities), "a capability is no Capability")

    def test_plt_002_settings_keep_secrets_as_references(self, platform: Platform, settings: object) -> None:
        """PLT-002."""
        rule = "PLT-002"
        made = platform.settings
        expect(rule, inspect.isclass(made) and attrs.has(made), f"{made} is no attrs class")
        expect(rule, isinstance(settings, made), f"the settings are no {made.__name__}")
        for attribute in attrs.fields(attrs.resolve_types(made)):
            if _SECRET.fullmatch(attribute.name):
                held = f"{attribute.name} holds {attribute.type}, not a {SecretRef.__name__}"
                expect(rule, SecretRef.__name__ in str(attribute.type), held)

    def test_plt_003_native_words_mean_real_states(self, platform: Platform) -> None:
        """PLT-003."""
        rule = "PLT-003"
        reached = set()
        words: Mapping[str, object] = platform.status_map
        for native, meaning in words.items():
            pair = isinstance(meaning, tuple) and len(meaning) == 2
            expect(rule, pair, f"{native!r} means {meaning!r}, not a status and a substate")
            status, substate = platform.status_map[native]
            expect(rule, isinstance(status, Status), f"{native!r} means {status!r}, which is no Status")
            expect(rule, substate in SUBSTATES[status], f"{native!r} means {status}: {substate}, which does not exist")
            reached.add(status)
        wanted = {Status.LIVE, Status.REJECTED}
        wanted |= {Status.TAKEN_DOWN} if Capability.TAKEDOWN in platform.capabilities else set()
        missing = sorted(status.value for status in wanted - reached)
        expect(rule, not missing, f"no native word means {', '.join(missing)}")

    def test_plt_004_capabilities_are_implemented_and_declared(
        self, platform: Platform, driver: PlatformDriver
    ) -> None:
        """PLT-004."""
        rule = "PLT-004"
        for verb in _VERBS:
            method = getattr(driver, verb, None)
            expect(rule, callable(method), f"the driver has no {verb}")
            expect(rule, not inspect.iscoroutinefunction(method), f"{verb} is asynchronous")
        for capability, protocol in _PROTOCOLS.items():
            declared, able = capability in platform.capabilities, isinstance(driver, protocol)
            said = f"{capability.value} is {'' if declared else 'not '}declared and {'' if able else 'not '}implemented"
            expect(rule, declared == able, said)

    def test_plt_005_connections_are_named_endpoints(self, platform: Platform, settings: object) -> None:
        """PLT-005."""
        rule = "PLT-005"
        endpoints = kept(rule, "connections", lambda: platform.connections(settings))
        expect(rule, endpoints, "no connection is named")
        for name, endpoint in endpoints.items():
            expect(rule, isinstance(endpoint, Endpoint), f"{name!r} is a {type(endpoint).__name__}")
            expect(rule, endpoint.name == name, f"{name!r} names an endpoint called {endpoint.name!r}")
            expect(rule, urlsplit(endpoint.url).scheme, f"{endpoint.url!r} has no scheme")
            expect(rule, urlsplit(endpoint.url).password is None, f"{name!r} has a password in its URL")
        schemes = {re.sub(r"http$", "https", endpoint.scheme) for endpoint in endpoints.values()}
        lacking = ", ".join(sorted({*platform.delivers_over} - schemes))
        expect(rule, not lacking, f"it says that it delivers over {lacking}, and names no such connection")
        again = platform.connections(settings)
        expect(rule, again == endpoints, "asked again, the connections differ")

    def test_plt_006_replies_become_our_errors(self, platform: Platform, errors: Mapping[str, TuneMantraError]) -> None:
        """PLT-006."""
        rule = "PLT-006"
        expect(rule, errors, f"no reply of {platform.label} is known")
        for reply, error in errors.items():
            expect(rule, isinstance(error, TuneMantraError), f"{reply} becomes a {type(error).__name__}")
            expect(
                rule, type(error) is not TuneMantraError, f"{reply} becomes the root of the tree, which says nothing"
            )
            expect(rule, error.message.strip(), f"{reply} becomes an error without words")
            copy = kept(rule, f"pickling {reply}", lambda e=error: pickle.loads(pickle.dumps(e)))  # type: ignore[misc] # noqa: S301 - our own
            same = (copy.code, copy.disposition, copy.message) == (error.code, error.disposition, error.message)
            expect(rule, same, f"{reply} changes when pickled")

    def test_plt_007_the_simulator_can_be_found(self, platform: Platform) -> None:
        """PLT-007."""
        if platform.sandbox is None:
            pytest.skip("the platform ships no simulator")
        module = platform.sandbox.module
        found = kept("PLT-007", f"looking for {module}", lambda: find_spec(module))
        expect("PLT-007", found, f"there is no module {module}")

    def test_plt_008_wrong_settings_are_all_named(
        self, platform: Platform, wrong_settings: Mapping[str, object]
    ) -> None:
        """PLT-008."""
        names = [attribute.name for attribute in attrs.fields(platform.settings)]
        tables: list[Mapping[str, object]] = [dict.fromkeys(names, object()), wrong_settings]
        for table in tables:
            asked = {**table, "no_such_setting": 1}
            made: object
            made, findings = structure(platform.settings, asked, path="it")
            named = {finding.path.removeprefix("it.").split(".")[0] for finding in findings}
            missing = sorted(asked.keys() - named)
            expect("PLT-008", made is None and not missing, f"wrong and not refused: {', '.join(missing)}")

    def test_plt_009_words_are_known_or_not(self, platform: Platform, native_words: Collection[str]) -> None:
        """PLT-009."""
        lost = sorted(set(native_words) - set(platform.status_map))
        expect("PLT-009", native_words, "no word of the store is named")
        expect("PLT-009", not lost, f"no meaning is given to {', '.join(lost)}")
        for word in ("", "no such word", *(f"{word} or so" for word in native_words)):
            meaning = platform.status_map.get(word)
            expect("PLT-009", meaning is None and word not in platform.status_map, f"{word!r} is taken for {meaning}")


__all__ = ["DescriptorRules"]
