"""Everything that can go wrong, by the code that AWS puts on the wire.

Errors carry the wire's code and nothing of HTTP: status and fault come from the service models and from the
table of common errors in `ostiary.wire.faults`, and a test finds each code there.
"""

from __future__ import annotations

from typing import ClassVar


class OstiaryError(Exception):
    """A refusal that the caller is told about, in AWS's words."""

    code: ClassVar[str]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


# -- who is calling (aws-facts: common errors) ---------------------------------------------------------


class MissingAuthenticationTokenError(OstiaryError):
    """The request carries no credentials at all."""

    code = "MissingAuthenticationToken"


class IncompleteSignatureError(OstiaryError):
    """The credentials are there and are not a whole SigV4 signature."""

    code = "IncompleteSignature"


class InvalidClientTokenIdError(OstiaryError):
    """The access key id or session token is unknown, inactive, or not what Ostiary made."""

    code = "InvalidClientTokenId"


class SignatureDoesNotMatchError(OstiaryError):
    """The signature is not the one that the secret key makes over this request."""

    code = "SignatureDoesNotMatch"


class ExpiredTokenError(OstiaryError):
    """The session token was good once."""

    code = "ExpiredToken"


class RequestExpiredError(OstiaryError):
    """A presigned request was sent after its expiry."""

    code = "RequestExpired"


class AccessDeniedError(OstiaryError):
    """The caller is known and may not do this."""

    code = "AccessDenied"


class WrongPasswordError(AccessDeniedError):
    """The password that the caller shows is not its own: a guess, of which few are looked at."""


# -- the request itself --------------------------------------------------------------------------------


class MalformedQueryStringError(OstiaryError):
    """The bytes of the request are not what the query protocol defines."""

    code = "MalformedQueryString"


class SerializationError(OstiaryError):
    """The bytes of the request are not what the rest-json protocol defines."""

    code = "SerializationException"


class UnknownOperationError(OstiaryError):
    """The method and path of the request name no operation."""

    code = "UnknownOperationException"


class OrganizationNotFoundError(OstiaryError):
    """The account is in no AWS organization."""

    code = "OrganizationNotFoundException"


class MissingActionError(OstiaryError):
    """The request names no operation."""

    code = "MissingAction"


class InvalidActionError(OstiaryError):
    """The request names an operation that the service does not have."""

    code = "InvalidAction"


class NotImplementedByOstiaryError(OstiaryError):
    """The operation exists at AWS and this version of Ostiary does not have it (HTTP 501)."""

    code = "NotImplemented"


class InvalidParameterValueError(OstiaryError):
    """A value is outside what the operation takes."""

    code = "InvalidParameterValue"


class InvalidParameterCombinationError(OstiaryError):
    """Two parameters exclude each other."""

    code = "InvalidParameterCombination"


class ValidationError(OstiaryError):
    """The request breaks the constraints of the service model, or a rule that AWS words the same way."""

    code = "ValidationError"


class ThrottlingError(OstiaryError):
    """Too much at once; the client may try again."""

    code = "Throttling"


class InternalFailureError(OstiaryError):
    """Something broke on our side. The message never says what: the log does, under the request id."""

    code = "InternalFailure"


class ServiceUnavailableError(OstiaryError):
    """What is needed for an answer is out of reach now (HTTP 503); nothing was decided, nothing changed."""

    code = "ServiceUnavailable"


# -- IAM and STS ---------------------------------------------------------------------------------------


class NoSuchEntityError(OstiaryError):
    """Something was named that does not exist."""

    code = "NoSuchEntity"


class EntityAlreadyExistsError(OstiaryError):
    """The name is taken; names compare without case."""

    code = "EntityAlreadyExists"


class DeleteConflictError(OstiaryError):
    """The thing still has subordinate things."""

    code = "DeleteConflict"


class LimitExceededError(OstiaryError):
    """A quota would be exceeded (aws-facts 5, policy-evaluation.md 1.13)."""

    code = "LimitExceeded"


class ConcurrentModificationError(OstiaryError):
    """What the call was decided on changed while it was being carried out."""

    code = "ConcurrentModification"


class MalformedPolicyDocumentError(OstiaryError):
    """A policy document breaks the grammar (policy-evaluation.md 1.11, 1.12)."""

    code = "MalformedPolicyDocument"


class InvalidInputError(OstiaryError):
    """A value is well-formed and makes no sense here."""

    code = "InvalidInput"


class UnmodifiableEntityError(OstiaryError):
    """Only the service that owns the thing may change it."""

    code = "UnmodifiableEntity"


class MalformedCertificateError(OstiaryError):
    """A certificate, its key or its chain cannot be read, does not hold together, or is not valid now."""

    code = "MalformedCertificate"


class InvalidCertificateError(OstiaryError):
    """A certificate can be read and not be used."""

    code = "InvalidCertificate"


class KeyPairMismatchError(OstiaryError):
    """The private key is not the one of the certificate."""

    code = "KeyPairMismatch"


class DuplicateCertificateError(OstiaryError):
    """A user of the account has this signing certificate already."""

    code = "DuplicateCertificate"


class InvalidPublicKeyError(OstiaryError):
    """An SSH public key is broken, of another kind than RSA, or too short."""

    code = "InvalidPublicKey"


class UnrecognizedPublicKeyEncodingError(OstiaryError):
    """An SSH public key is neither in the form of `ssh-rsa` nor in PEM."""

    code = "UnrecognizedPublicKeyEncoding"


class DuplicateSshPublicKeyError(OstiaryError):
    """The user has this SSH public key already."""

    code = "DuplicateSSHPublicKey"


class PasswordPolicyViolationError(OstiaryError):
    """A new password is not one that the account's password policy takes."""

    code = "PasswordPolicyViolation"


class InvalidUserTypeError(OstiaryError):
    """Only an IAM user can do this to itself."""

    code = "InvalidUserType"


class InvalidAuthenticationCodeError(OstiaryError):
    """The one-time codes are not two in a row of this device, or one of them was used before."""

    code = "InvalidAuthenticationCode"


class ReportNotPresentError(OstiaryError):
    """There is no credential report yet."""

    code = "ReportNotPresent"


class ReportInProgressError(OstiaryError):
    """The credential report is being made."""

    code = "ReportInProgress"


class ReportExpiredError(OstiaryError):
    """The credential report is too old to be given out."""

    code = "ReportExpired"


class PolicyNotAttachableError(OstiaryError):
    """The policy belongs to a kind that cannot be attached to this entity."""

    code = "PolicyNotAttachable"


class PackedPolicyTooLargeError(OstiaryError):
    """Session policies and tags do not fit into a session token (policy-evaluation.md 1.13)."""

    code = "PackedPolicyTooLarge"


class RegionDisabledError(OstiaryError):
    """STS is switched off in the region asked for."""

    code = "RegionDisabledException"


class ResourceNotFoundError(OstiaryError):
    """There is no such trust anchor, profile or revocation list in the account and region."""

    code = "ResourceNotFoundException"


class TooManyTagsError(OstiaryError):
    """A resource would have more tags than the quota allows."""

    code = "TooManyTagsException"


class InvalidLookupAttributesError(OstiaryError):
    """More than one attribute is given to look events up by."""

    code = "InvalidLookupAttributesException"


class InvalidTimeRangeError(OstiaryError):
    """A range of time ends before it begins."""

    code = "InvalidTimeRangeException"


class InvalidNextTokenError(OstiaryError):
    """The token does not continue this list."""

    code = "InvalidNextTokenException"


class InvalidIdentityTokenError(OstiaryError):
    """A SAML assertion or web identity token is not what its provider would have made for us."""

    code = "InvalidIdentityToken"


class ExpiredIdentityTokenError(OstiaryError):
    """A SAML assertion or web identity token was good once."""

    code = "ExpiredTokenException"


class IdpRejectedClaimError(OstiaryError):
    """The identity provider says that its user did not sign in."""

    code = "IDPRejectedClaim"


class IdpCommunicationError(OstiaryError):
    """The identity provider could not be asked for its keys; the client may try again."""

    code = "IDPCommunicationError"


class FeatureEnabledError(OstiaryError):
    """The feature is on already."""

    code = "FeatureEnabled"


class FeatureDisabledError(OstiaryError):
    """The feature is off, or was never on."""

    code = "FeatureDisabled"


class OutboundFederationDisabledError(OstiaryError):
    """The account signs no web identity tokens."""

    code = "OutboundWebIdentityFederationDisabledException"


class SessionDurationEscalationError(OstiaryError):
    """What is asked for would outlive the session that asks for it."""

    code = "SessionDurationEscalationException"


class TokenPayloadTooLargeError(OstiaryError):
    """A web identity token would carry too much."""

    code = "JWTPayloadSizeExceededException"


class InvalidAuthorizationMessageError(OstiaryError):
    """An encoded authorization message was not made here, or not for this account, or is too old."""

    code = "InvalidAuthorizationMessageException"
