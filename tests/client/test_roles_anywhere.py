"""Roles Anywhere: boto3 keeps trust anchors, profiles and revocation lists, and a signer of its own begins sessions.

No SDK has CreateSession: `tests.support.workload` signs as the user guide says, with nothing of the verifier's.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.support.accounts import Actor, allow, another_account, code, complaint, document, refusal
from tests.support.certificates import DAY, Issued
from tests.support.server import ServerInThread, server_in_thread
from tests.support.workload import ARNS, authority, named, revocations, signed, workload

PRINCIPAL = {"Service": "rolesanywhere.amazonaws.com"}
ACTIONS = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
YEARS = 10 * 365 * DAY
"""The certificates of the tests begin at a fixed time: these are good today."""
SPIFFE = "spiffe://example.org/web"

CA = authority("CA", ends=YEARS)
STRANGE = authority("CA", ends=YEARS)
WEB = workload(
    named(O="Example", CN="web"),
    CA,
    (x509.SubjectAlternativeName([x509.UniformResourceIdentifier(SPIFFE)]), False),
    ends=YEARS,
    serial=0x1F71C5,
)


def pem(*issued: Issued) -> str:
    return "".join(one.certificate.public_bytes(Encoding.PEM).decode() for one in issued)


def source(*issued: Issued) -> dict[str, Any]:
    return {"sourceType": "CERTIFICATE_BUNDLE", "sourceData": {"x509CertificateData": pem(*issued)}}


def with_a_private_key() -> dict[str, Any]:
    """Return a bundle with which somebody pasted the key along."""
    key = CA.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {"sourceType": "CERTIFICATE_BUNDLE", "sourceData": {"x509CertificateData": pem(CA) + key}}


def trusting(*statements: dict[str, object], **more: object) -> str:
    return document({"Effect": "Allow", "Principal": PRINCIPAL, "Action": ACTIONS, **more}, *statements)


@dataclass
class Site:
    """An account with a trust anchor, and a profile for the role `web`."""

    server: ServerInThread
    actor: Actor
    anchor: dict[str, Any] = field(init=False)
    profile: dict[str, Any] = field(init=False)
    role: str = field(init=False)

    def __post_init__(self) -> None:
        self.anchor = self.anywhere.create_trust_anchor(name="ca", source=source(CA), enabled=True)["trustAnchor"]
        made = self.iam.create_role(RoleName="web", AssumeRolePolicyDocument=trusting())["Role"]
        self.role = made["Arn"]
        self.profile = self.anywhere.create_profile(name="web", roleArns=[self.role], enabled=True)["profile"]

    @property
    def iam(self) -> Any:
        return self.actor.client("iam")

    @property
    def anywhere(self) -> Any:
        return self.actor.client("rolesanywhere")

    def trust(self, policy: str) -> None:
        self.iam.update_assume_role_policy(RoleName="web", PolicyDocument=policy)

    def create_session(
        self,
        leaf: Issued = WEB,
        *,
        chain: Sequence[Issued] = (),
        body: Mapping[str, object] | None = None,
        arns: Mapping[str, str] | None = None,
        **options: Any,
    ) -> tuple[int, dict[str, Any]]:
        """Return status and body of a call that *leaf* signs."""
        address = urlsplit(self.server.endpoint)
        own = {
            "profileArn": self.profile["profileArn"],
            "roleArn": self.role,
            "trustAnchorArn": self.anchor["trustAnchorArn"],
        }
        text = json.dumps({} if body is None else body).encode()
        request = signed(
            leaf,
            chain=chain,
            time=options.pop("time", int(time.time())),
            body=text,
            host=address.netloc,
            arns=own if arns is None else {name: value for name, value in {**own, **arns}.items() if value},
            **options,
        )
        assert address.hostname
        connection = http.client.HTTPConnection(address.hostname, address.port or 0, timeout=30)
        headers = {name.decode(): value.decode() for name, value in request.headers}
        connection.request("POST", f"/sessions?{request.query.decode()}", text, headers)
        response = connection.getresponse()
        answer: dict[str, Any] = json.loads(response.read())
        connection.close()
        return response.status, answer

    def session(self, *args: Any, **options: Any) -> Actor:
        status, answer = self.create_session(*args, **options)
        assert status == 201, answer
        made = answer["credentialSet"][0]["credentials"]
        return Actor(self.server, (made["accessKeyId"], made["secretAccessKey"], made["sessionToken"]))

    def refused(self, *args: Any, **options: Any) -> tuple[int, str]:
        status, answer = self.create_session(*args, **options)
        assert status >= 400
        return status, answer["message"]


@pytest.fixture(scope="module")
def site(ostiary: ServerInThread) -> Site:
    return Site(ostiary, Actor(ostiary, (ostiary.root_access_key_id, ostiary.root_secret)))


@pytest.fixture
def fresh(ostiary: ServerInThread) -> Site:
    """A site in an account of its own, for tests that change it."""
    return Site(ostiary, another_account(ostiary).root)


# -- a workload gets credentials -----------------------------------------------------------------------


def test_a_workload_gets_credentials_of_the_role(site: Site) -> None:
    status, answer = site.create_session()
    assert status == 201
    made = answer["credentialSet"][0]
    account = site.role.split(":")[4]
    assert made["assumedRoleUser"]["arn"] == f"arn:aws:sts::{account}:assumed-role/web/1f71c5"
    assert (made["roleArn"], made["sourceIdentity"]) == (site.role, "CN=web")
    assert answer["subjectArn"].startswith(f"arn:aws:rolesanywhere:us-east-1:{account}:subject/")
    keys = made["credentials"]
    actor = Actor(site.server, (keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"]))
    assert actor.arn == made["assumedRoleUser"]["arn"]


def test_with_an_rsa_key_and_an_authority_between(site: Site) -> None:
    between = authority("between", CA, ends=YEARS)
    leaf = workload("far", between, ends=YEARS, key=rsa.generate_private_key(65_537, 2_048), serial=0xABC)
    assert site.session(leaf, chain=[between]).arn.endswith("assumed-role/web/0abc")


def test_what_the_certificate_says_is_for_the_trust_policy_and_for_the_session(fresh: Site) -> None:
    tag = {"StringEquals": {"aws:PrincipalTag/x509SAN/URI": SPIFFE, "sts:SourceIdentity": "CN=web"}}
    own = {"ArnEquals": {"aws:SourceArn": fresh.anchor["trustAnchorArn"]}}
    tags_alone = {"StringEquals": {"aws:PrincipalTag/x509SAN/URI": SPIFFE}}
    fresh.trust(
        document(
            {"Effect": "Allow", "Principal": PRINCIPAL, "Action": "sts:AssumeRole", "Condition": {**tag, **own}},
            {
                "Effect": "Allow",
                "Principal": PRINCIPAL,
                "Action": ["sts:TagSession", "sts:SetSourceIdentity"],
                "Condition": tags_alone,
            },
        )
    )
    policy = document(
        allow("iam:GetRole", Condition={"StringEquals": {"aws:PrincipalTag/x509SAN/URI": SPIFFE}}),
        allow("iam:ListRoles", Condition={"StringEquals": {"aws:SourceIdentity": "CN=web"}}),
    )
    fresh.iam.put_role_policy(RoleName="web", PolicyName="p", PolicyDocument=policy)
    iam = fresh.session().client("iam")
    assert iam.get_role(RoleName="web")["Role"]["Arn"] == fresh.role
    assert iam.list_roles()["Roles"]
    other = workload("other", CA, ends=YEARS)
    assert fresh.refused(other)[0] == 403


def test_the_trust_policy_can_name_another_anchor(fresh: Site) -> None:
    other = {"ArnEquals": {"aws:SourceArn": ARNS["trustAnchorArn"]}}
    fresh.trust(trusting(Condition=other))
    status, message = fresh.refused()
    assert (status, "is not authorized to perform: sts:AssumeRole" in message) == (403, True)


@pytest.mark.parametrize("missing", ACTIONS)
def test_the_role_must_allow_the_service_all_three(fresh: Site, missing: str) -> None:
    fresh.trust(
        document({"Effect": "Allow", "Principal": PRINCIPAL, "Action": [one for one in ACTIONS if one != missing]})
    )
    status, message = fresh.refused()
    assert status == 403
    assert missing in message


def test_the_parameters_may_stand_in_the_body(site: Site) -> None:
    arns = {
        "profileArn": site.profile["profileArn"],
        "roleArn": site.role,
        "trustAnchorArn": site.anchor["trustAnchorArn"],
    }
    form = "application/x-www-form-urlencoded"  # as AWS's client for Python calls the same JSON
    for content_type in ("application/json", form):
        actor = site.session(arns=dict.fromkeys(arns, ""), body=arns, content_type=content_type)
        assert actor.arn.endswith("/1f71c5")


def test_the_lesser_duration_counts_and_a_role_that_allows_less_refuses(fresh: Site) -> None:
    fresh.anywhere.update_profile(profileId=fresh.profile["profileId"], durationSeconds=7_200)
    status, message = fresh.refused()
    assert (status, "MaxSessionDuration" in message) == (400, True)
    before = int(time.time())
    status, answer = fresh.create_session(body={"durationSeconds": 900})
    expiration = answer["credentialSet"][0]["credentials"]["expiration"]
    expires = time.strptime(expiration, "%Y-%m-%dT%H:%M:%SZ")
    assert status == 201
    assert 0 <= int(time.mktime(expires) - time.timezone) - before - 900 < 60


def test_a_profile_decides_whether_sessions_are_named_and_machines_described(fresh: Site) -> None:
    assert fresh.refused(body={"roleSessionName": "mine"}) == (403, "Not authorized to set roleSessionName.")
    fresh.anywhere.update_profile(profileId=fresh.profile["profileId"], acceptRoleSessionName=True)
    assert fresh.session(body={"roleSessionName": "mine"}).arn.endswith("/web/mine")
    wanting = fresh.anywhere.create_profile(
        name="described", roleArns=[fresh.role], enabled=True, requireInstanceProperties=True
    )["profile"]["profileArn"]
    assert fresh.refused(arns={"profileArn": wanting}) == (400, "The profile requires instanceProperties.")
    fresh.session(arns={"profileArn": wanting}, body={"instanceProperties": {"host": "a"}})


def test_the_policies_of_the_profile_bound_the_session(fresh: Site) -> None:
    fresh.iam.put_role_policy(
        RoleName="web", PolicyName="p", PolicyDocument=document(allow(["iam:ListRoles", "iam:ListUsers"]))
    )
    fresh.anywhere.update_profile(
        profileId=fresh.profile["profileId"], sessionPolicy=document(allow("iam:ListUsers")), managedPolicyArns=[]
    )
    iam = fresh.session().client("iam")
    iam.list_users()
    assert code(iam.list_roles) == "AccessDenied"


def test_what_cannot_be_a_tag_is_left_out_and_rules_choose_the_rest(fresh: Site) -> None:
    fresh.trust(trusting(Condition={"Null": {"aws:PrincipalTag/x509Subject/O": "true"}}))
    odd = workload(named(O="Example, Inc. *", CN="web"), CA, ends=YEARS)
    assert fresh.refused()[0] == 403  # its O is a tag
    fresh.session(odd)
    profile = fresh.profile["profileId"]
    fresh.anywhere.put_attribute_mapping(
        profileId=profile, certificateField="x509Subject", mappingRules=[{"specifier": "CN"}]
    )
    fresh.session()


# -- refusals of CreateSession -------------------------------------------------------------------------


def costly_key() -> rsa.RSAPrivateKey:
    """Return an RSA key with an exponent that makes whoever verifies with it do more than with others."""
    plain = rsa.generate_private_key(65_537, 2_048).private_numbers()
    p, q, exponent = plain.p, plain.q, 4_294_967_311  # a prime of 33 bits
    d = pow(exponent, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(exponent, plain.public_numbers.n)
    return rsa.RSAPrivateNumbers(
        p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q), public
    ).private_key()


NOT_SIGNING = workload("old", STRANGE, ends=YEARS)
BETWEEN = authority("between", CA, ends=YEARS)
REFUSALS: dict[str, tuple[dict[str, Any], int, str]] = {
    "another authority": ({"leaf": NOT_SIGNING}, 403, "Untrusted certificate"),
    "expired": ({"leaf": workload("old", CA)}, 403, "Untrusted certificate"),
    "an exponent that takes long": (
        {"leaf": workload("slow", CA, ends=YEARS, key=costly_key())},
        403,
        "Its key must be",
    ),
    "an authority twice": ({"chain": [BETWEEN, BETWEEN]}, 403, "more than once"),
    "an authority's": ({"leaf": CA}, 403, "Untrusted certificate"),
    "another key's signature": ({"key": NOT_SIGNING.key}, 403, "signature does not match"),
    "another serial number": ({"serial": "7"}, 403, "serial number"),
    "an old signature": ({"time": int(time.time()) - 900}, 403, ""),
    "a signature of the future": ({"time": int(time.time()) + 900}, 403, ""),
    "for another service": ({"service": "sts"}, 403, ""),
    "a header that is not signed": ({"unsigned": ["x-amz-x509"]}, 403, ""),
    "an anchor that is not there": (
        {"arns": {"trustAnchorArn": "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/none"}},
        403,
        "Untrusted certificate",
    ),
    "an anchor of another region": (
        {"arns": {"trustAnchorArn": "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/none"}},
        400,
        "region",
    ),
    "a profile that is not there": (
        {"arns": {"profileArn": "arn:aws:rolesanywhere:us-east-1:111122223333:profile/none"}},
        403,
        "no such profile",
    ),
    "a role that the profile does not list": (
        {"arns": {"roleArn": "arn:aws:iam::111122223333:role/admin"}},
        403,
        "Requested Role isn't one of those listed in the Profile.",
    ),
    "a duration that is too short": ({"body": {"durationSeconds": 899}}, 400, "durationSeconds"),
    "an unknown parameter": ({"body": {"duration": 900}}, 400, "not recognized"),
    "no role": ({"arns": {"roleArn": ""}}, 400, "roleArn"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_threat_29_a_certificate_that_does_not_prove_is_refused_and_recorded(site: Site, what: str) -> None:
    options, status, words = REFUSALS[what]
    answered, message = site.refused(**options)
    assert answered == status, message
    assert words in message
    assert _last_session(site)["errorMessage"] == message


def test_revoked_disabled_and_deleted_things_refuse_at_once(fresh: Site) -> None:
    anywhere, anchor, profile = fresh.anywhere, fresh.anchor["trustAnchorId"], fresh.profile["profileId"]
    data = revocations(CA, WEB).public_bytes(Encoding.DER)
    crl = anywhere.import_crl(name="l", crlData=data, trustAnchorArn=fresh.anchor["trustAnchorArn"])["crl"]
    fresh.session()  # the list is not enabled
    anywhere.enable_crl(crlId=crl["crlId"])
    assert fresh.refused() == (403, "Certificate revoked")
    event = _last_session(fresh)
    assert (event["recipientAccountId"], event["userIdentity"]["userName"]) == (
        fresh.role.split(":")[4],
        "CN=web,O=Example",
    )
    assert event["additionalEventData"]["x509SerialNumber"] == "1f71c5"
    anywhere.delete_crl(crlId=crl["crlId"])
    anywhere.disable_trust_anchor(trustAnchorId=anchor)
    assert fresh.refused() == (403, "The trust anchor is disabled.")
    anywhere.enable_trust_anchor(trustAnchorId=anchor)
    anywhere.disable_profile(profileId=profile)
    assert fresh.refused() == (403, "The profile is disabled.")
    anywhere.enable_profile(profileId=profile)
    fresh.session()
    anywhere.delete_profile(profileId=profile)
    assert fresh.refused()[0] == 403
    anywhere.delete_trust_anchor(trustAnchorId=anchor)
    assert fresh.refused()[0] == 403


def test_a_role_of_another_account_is_nobodys_to_give(fresh: Site, site: Site) -> None:
    profile = {"profileArn": site.profile["profileArn"], "roleArn": site.role}
    assert fresh.refused(arns=profile) == (403, "There is no such profile beside the trust anchor.")


def test_the_event_names_the_certificate_and_hides_the_keys(site: Site) -> None:
    site.session()
    event = _last_session(site)
    assert event["eventSource"] == "rolesanywhere.amazonaws.com"
    assert event["userIdentity"]["type"] == "AWSService"
    assert event["userIdentity"]["userName"] == "CN=web,O=Example"
    assert (
        event["additionalEventData"].items()
        >= {
            "sourceArn": site.anchor["trustAnchorArn"],
            "x509Issuer": "CN=CA",
            "x509SAN/URI": SPIFFE,
            "x509SerialNumber": "1f71c5",
        }.items()
    )
    made = event["responseElements"]["credentialSet"][0]
    assert made["assumedRoleUser"]["arn"].endswith("/1f71c5")
    assert {made["credentials"]["secretAccessKey"], made["credentials"]["sessionToken"]} == {
        "HIDDEN_DUE_TO_SECURITY_REASONS"
    }


def _last_session(site: Site) -> dict[str, Any]:
    return next(one for one in reversed(site.server.events()) if one["eventName"] == "CreateSession")


# -- what an administrator keeps -----------------------------------------------------------------------


def test_a_trust_anchor_is_made_found_changed_and_deleted(fresh: Site) -> None:
    anywhere = fresh.anywhere
    made = anywhere.create_trust_anchor(name="next", source=source(STRANGE), tags=[{"key": "k", "value": "v"}])
    anchor = made["trustAnchor"]
    assert anchor["enabled"] is False
    assert anchor["source"] == source(STRANGE)
    for name in (anchor["trustAnchorId"], anchor["trustAnchorArn"]):
        assert anywhere.get_trust_anchor(trustAnchorId=name)["trustAnchor"] == anchor
    changed = anywhere.update_trust_anchor(
        trustAnchorId=anchor["trustAnchorId"], name="newer", source=source(CA, STRANGE)
    )["trustAnchor"]
    assert (changed["name"], changed["source"]) == ("newer", source(CA, STRANGE))
    pages = anywhere.get_paginator("list_trust_anchors").paginate(pageSize=1)
    assert {one["name"] for page in pages for one in page["trustAnchors"]} == {"ca", "newer"}
    anywhere.delete_trust_anchor(trustAnchorId=anchor["trustAnchorId"])
    assert complaint(anywhere.get_trust_anchor, trustAnchorId=anchor["trustAnchorId"]) == (
        "ResourceNotFoundException",
        "Trust anchor not found.",
    )


def test_each_region_has_its_own(fresh: Site) -> None:
    there = fresh.server.client("rolesanywhere", *fresh.actor.keys, region="eu-west-1")
    assert there.list_trust_anchors()["trustAnchors"] == []
    for name in (fresh.anchor["trustAnchorId"], fresh.anchor["trustAnchorArn"]):
        assert code(there.get_trust_anchor, trustAnchorId=name) == "ResourceNotFoundException"


def test_tags_are_for_policies(fresh: Site) -> None:
    anywhere, arn = fresh.anywhere, fresh.anchor["trustAnchorArn"]
    anywhere.tag_resource(resourceArn=arn, tags=[{"key": "team", "value": "web"}, {"key": "x", "value": "1"}])
    anywhere.untag_resource(resourceArn=arn, tagKeys=["x", "y"])
    assert anywhere.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "team", "value": "web"}]
    condition = {"StringEquals": {"aws:ResourceTag/team": "web"}}
    user = _user(fresh, document(allow("rolesanywhere:GetTrustAnchor", Condition=condition)))
    user.get_trust_anchor(trustAnchorId=fresh.anchor["trustAnchorId"])
    anywhere.untag_resource(resourceArn=arn, tagKeys=["team"])
    status, wire, message = refusal(user.get_trust_anchor, trustAnchorId=fresh.anchor["trustAnchorId"])
    assert (status, wire) == (403, "AccessDeniedException")
    assert f"rolesanywhere:GetTrustAnchor on resource: {arn}" in message


def test_to_make_a_profile_one_must_be_allowed_to_pass_each_role(fresh: Site) -> None:
    passed = {"StringEquals": {"iam:PassedToService": "rolesanywhere.amazonaws.com"}}
    user = _user(
        fresh,
        document(allow("rolesanywhere:CreateProfile"), allow("iam:PassRole", fresh.role, Condition=passed)),
    )
    user.create_profile(name="one", roleArns=[fresh.role])
    other = fresh.role.replace("role/web", "role/other")
    assert code(user.create_profile, name="two", roleArns=[fresh.role, other]) == "AccessDeniedException"
    assert (
        code(user.create_profile, name="t", roleArns=[], tags=[{"key": "a", "value": "b"}]) == "AccessDeniedException"
    )
    assert {one["name"] for one in fresh.anywhere.list_profiles()["profiles"]} == {"web", "one"}


def _user(site: Site, policy: str) -> Any:
    """Return a client of a new user with *policy*."""
    name = f"u{time.monotonic_ns()}"
    site.iam.create_user(UserName=name)
    site.iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy)
    key = site.iam.create_access_key(UserName=name)["AccessKey"]
    return site.server.client("rolesanywhere", key["AccessKeyId"], key["SecretAccessKey"])


def test_mapping_rules_are_put_and_deleted(fresh: Site) -> None:
    anywhere, profile = fresh.anywhere, fresh.profile["profileId"]
    assert fresh.profile["attributeMappings"] == [
        {"certificateField": "x509Issuer", "mappingRules": [{"specifier": "*"}]},
        {
            "certificateField": "x509SAN",
            "mappingRules": [{"specifier": "DNS"}, {"specifier": "URI"}, {"specifier": "Name/*"}],
        },
        {"certificateField": "x509Subject", "mappingRules": [{"specifier": "*"}]},
    ]
    rules = [{"specifier": "Name"}, {"specifier": "URI"}]
    anywhere.put_attribute_mapping(profileId=profile, certificateField="x509SAN", mappingRules=rules)
    anywhere.delete_attribute_mapping(profileId=profile, certificateField="x509SAN", specifiers=["URI"])
    left = anywhere.delete_attribute_mapping(profileId=profile, certificateField="x509Issuer")["profile"]
    assert left["attributeMappings"] == [
        {"certificateField": "x509SAN", "mappingRules": [{"specifier": "Name/*"}]},
        {"certificateField": "x509Subject", "mappingRules": [{"specifier": "*"}]},
    ]
    revision = fresh.server.revision
    delete, put = anywhere.delete_attribute_mapping, anywhere.put_attribute_mapping
    assert code(delete, profileId=profile, certificateField="x509SAN", specifiers=["DNS"]) == "ValidationException"
    unknown = [{"specifier": "nothing"}]
    assert code(put, profileId=profile, certificateField="x509Subject", mappingRules=unknown) == "ValidationException"
    assert fresh.server.revision == revision


def test_what_cannot_be_used_is_refused_and_nothing_changes(fresh: Site) -> None:
    anywhere, arn = fresh.anywhere, fresh.anchor["trustAnchorArn"]
    not_an_authority = source(WEB)
    acm = {"sourceType": "AWS_ACM_PCA", "sourceData": {"acmPcaArn": "arn:aws:acm-pca:us-east-1:111122223333:x"}}
    revision = fresh.server.revision
    create, profile = anywhere.create_trust_anchor, fresh.anywhere.create_profile
    assert code(create, name="n", source=not_an_authority) == "ValidationException"
    assert code(create, name="n", source=with_a_private_key()) == "ValidationException"
    assert "PRIVATE" not in json.dumps(fresh.server.events())
    assert code(create, name="n", source=acm) == "NotImplemented"
    assert code(create, name="n", source=source(CA), aliasName="a") == "NotImplemented"
    assert code(create, name="n*", source=source(CA)) == "ValidationException"
    assert code(profile, name="n", roleArns=["arn:aws:iam::999999999999:role/web"]) == "AccessDeniedException"
    assert code(profile, name="n", roleArns=[fresh.role.replace("role/web", "role")]) == "ValidationException"
    assert code(profile, name="n", roleArns=[], sessionPolicy="{") == "ValidationException"
    strange = revocations(STRANGE).public_bytes(Encoding.DER)
    assert code(anywhere.import_crl, name="l", crlData=strange, trustAnchorArn=arn) == "ValidationException"
    assert code(anywhere.list_subjects) == "NotImplemented"
    assert code(anywhere.list_profiles, pageSize=0) == "ValidationException"
    assert fresh.server.revision == revision


def test_quotas_are_reached_and_not_exceeded(tmp_path: Path) -> None:
    quotas = {"quotas_trust_anchors": "1", "quotas_workload_profiles": "1", "quotas_crls_per_trust_anchor": "1"}
    with server_in_thread(tmp_path, **quotas) as server:
        site = Site(server, Actor(server, (server.root_access_key_id, server.root_secret)))
        anywhere, arn = site.anywhere, site.anchor["trustAnchorArn"]
        data = revocations(CA).public_bytes(Encoding.DER)
        anywhere.import_crl(name="l", crlData=data, trustAnchorArn=arn)
        refused = {
            complaint(anywhere.create_trust_anchor, name="n", source=source(CA)),
            complaint(anywhere.create_profile, name="n", roleArns=[]),
            complaint(anywhere.import_crl, name="n", crlData=data, trustAnchorArn=arn),
        }
    assert refused == {
        ("ValidationException", f"Cannot exceed quota for {what}: 1")
        for what in ("trust anchors", "profiles", "CRLs of a trust anchor")
    }


def test_every_revocation_list_counts_however_many_there_may_be(tmp_path: Path) -> None:
    with server_in_thread(tmp_path, quotas_crls_per_trust_anchor="200") as server:
        site = Site(server, Actor(server, (server.root_access_key_id, server.root_secret)))
        anywhere, arn = site.anywhere, site.anchor["trustAnchorArn"]
        data = revocations(CA).public_bytes(Encoding.DER)
        ids = [anywhere.import_crl(name="l", crlData=data, trustAnchorArn=arn)["crl"]["crlId"] for _ in range(101)]
        last = max(ids)
        anywhere.update_crl(crlId=last, crlData=revocations(CA, WEB).public_bytes(Encoding.DER))
        anywhere.enable_crl(crlId=last)
        assert site.refused() == (403, "Certificate revoked")


def test_an_anchor_keeps_the_authority_of_its_revocation_lists(fresh: Site) -> None:
    anywhere, arn, id_ = fresh.anywhere, fresh.anchor["trustAnchorArn"], fresh.anchor["trustAnchorId"]
    data = revocations(CA).public_bytes(Encoding.PEM)
    crl = anywhere.import_crl(name="l", crlData=data, trustAnchorArn=arn, enabled=True)["crl"]
    assert (crl["crlData"], crl["trustAnchorArn"]) == (data, arn)
    assert code(anywhere.update_trust_anchor, trustAnchorId=id_, source=source(STRANGE)) == "ValidationException"
    assert [one["crlId"] for one in anywhere.list_crls()["crls"]] == [crl["crlId"]]
    newer = revocations(CA, WEB).public_bytes(Encoding.PEM)
    anywhere.update_crl(crlId=crl["crlId"], crlData=newer)
    assert fresh.refused() == (403, "Certificate revoked")
    anywhere.import_crl(name="m", crlData=data, trustAnchorArn=arn)
    assert code(anywhere.import_crl, name="o", crlData=data, trustAnchorArn=arn) == "ValidationException"
    anywhere.delete_trust_anchor(trustAnchorId=id_)
    assert anywhere.list_crls()["crls"] == []
