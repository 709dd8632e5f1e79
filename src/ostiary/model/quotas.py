"""How many and how long: AWS's default quotas (aws-facts 5), which an installation or an account may raise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """The quotas of one account. Sizes are characters, white space not counted (policy-evaluation.md 1.13)."""

    users: int = 5_000
    groups: int = 300
    roles: int = 1_000
    instance_profiles: int = 1_000
    policies: int = 1_500
    groups_per_user: int = 10
    attached_policies_per_user: int = 10
    attached_policies_per_group: int = 10
    attached_policies_per_role: int = 10
    access_keys_per_user: int = 2
    versions_per_policy: int = 5
    policy_size: int = 6_144
    user_policy_size: int = 2_048
    group_policy_size: int = 5_120
    role_policy_size: int = 10_240
    assume_role_policy_size: int = 2_048
    tags_per_entity: int = 50
    saml_providers: int = 100
    identity_providers_per_saml_provider: int = 10
    keys_per_saml_provider: int = 10
    oidc_providers: int = 100
    client_ids_per_oidc_provider: int = 100
    server_certificates: int = 20
    signing_certificates_per_user: int = 2
    ssh_public_keys_per_user: int = 5
    service_credentials_per_user: int = 2
    mfa_devices_per_user: int = 8
    trust_anchors: int = 50
    workload_profiles: int = 250
    crls_per_trust_anchor: int = 2
