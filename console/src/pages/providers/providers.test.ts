import { expect, test } from "vitest";
import { endOfCertificate, readMetadata } from "./metadata";
import { readProvider } from "./provider";
import { audienceError, metadataError, nameError, plainThumbprint, thumbprintError, urlError } from "./rules";
import { trusts } from "./trust";

const ARN = "arn:aws:iam::111122223333:oidc-provider/issuer.example:8443/one";

test("an ARN tells kind and name", () => {
  expect(readProvider(ARN)).toEqual({ arn: ARN, kind: "oidc", name: "issuer.example:8443/one" });
  expect(readProvider("arn:aws:iam::111122223333:saml-provider/corp")).toMatchObject({ kind: "saml", name: "corp" });
  expect(readProvider("nonsense")).toMatchObject({ name: "nonsense" });
});

const policy = (...statements: unknown[]) => encodeURIComponent(JSON.stringify({ Statement: statements }));

test("a trust policy trusts whom a statement that allows names as Federated", () => {
  expect(trusts(policy({ Effect: "Allow", Principal: { Federated: ARN } }), ARN)).toBe(true);
  expect(trusts(policy({ Effect: "Allow", Principal: { Federated: ["other", ARN] } }), ARN)).toBe(true);
  expect(
    trusts(encodeURIComponent(JSON.stringify({ Statement: { Effect: "Allow", Principal: { Federated: ARN } } })), ARN),
  ).toBe(true);
  expect(trusts(policy({ Effect: "Deny", Principal: { Federated: ARN } }), ARN)).toBe(false);
  expect(trusts(policy({ Effect: "Allow", Principal: { AWS: ARN } }), ARN)).toBe(false);
  expect(trusts(policy({ Effect: "Allow", Principal: "*" }, {}), ARN)).toBe(false);
  expect(trusts("no policy", ARN)).toBe(false);
});

test.each(["https://issuer.example", "https://issuer.example:8443/a/B/"])("an issuer: %s", (url) => {
  expect(urlError(url)).toBe("");
});

test.each([
  "",
  "https://",
  "http://issuer.example",
  "https://a.example?x=1",
  "https://a b",
  `https://${"a".repeat(248)}`,
])("no issuer: %s", (url) => {
  expect(urlError(url)).not.toBe("");
});

test("names, audiences, documents and thumbprints are measured as the server does", () => {
  expect(nameError("corp_1.x-y")).toBe("");
  expect(nameError("a b")).not.toBe("");
  expect(nameError("a".repeat(129))).not.toBe("");
  expect(audienceError("a")).toBe("");
  expect(audienceError("")).not.toBe("");
  expect(metadataError("x".repeat(999))).not.toBe("");
  expect(metadataError("x".repeat(1_000))).toBe("");
  expect(metadataError("x".repeat(700_001))).not.toBe("");
  expect(plainThumbprint("AA:bb CC")).toBe("aabbcc");
  expect(thumbprintError("AA:".repeat(20))).toBe("");
  expect(thumbprintError("aa")).not.toBe("");
});

const CERTIFICATE =
  "MIIBNDCB26ADAgECAgEHMAoGCCqGSM49BAMCMBoxGDAWBgNVBAMMD2lkcC5leGFtcGxlLmNvbTAgFw0yMDAxMDEwMDAwMDBaGA8yMTE5MTIwODAwMDAwMFowGjEYMBYGA1UEAwwPaWRwLmV4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEoFz/ow627E8FpZyGw+jn0ZG/gv3D0PjXLmnk51pfBVQo6+YqoHHncFtkBFFPdkxtkeGZwj/dzXaQBmXXKCg0hKMQMA4wDAYDVR0TAQH/BAIwADAKBggqhkjOPQQDAgNIADBFAiA9FrfRDLhqDiGtHLZoYfFEtQA8uB3yrv9TkDXjAh11NwIhAMDMVuuevho902f6CBSW5eHfrzs+zpXwLAR4Lv0qYgiY";

const METADATA = `<?xml version="1.0"?>
<!-- <md:EntityDescriptor entityID="commented"><IDPSSODescriptor/></md:EntityDescriptor> -->
<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">
  <md:EntityDescriptor entityID="https://idp.example/a?b=1&amp;c=2">
    <md:IDPSSODescriptor>
      <md:KeyDescriptor use="signing"><ds:X509Certificate>${CERTIFICATE}</ds:X509Certificate></md:KeyDescriptor>
      <md:KeyDescriptor use="encryption"><ds:X509Certificate>other</ds:X509Certificate></md:KeyDescriptor>
      <md:SingleSignOnService Binding="one" Location='https://idp.example/sso'/>
      <md:SingleSignOnService Binding="two" Location='https://idp.example/sso'/>
    </md:IDPSSODescriptor>
    <md:SPSSODescriptor><md:KeyDescriptor><ds:X509Certificate>sp</ds:X509Certificate></md:KeyDescriptor></md:SPSSODescriptor>
  </md:EntityDescriptor>
  <EntityDescriptor entityID="https://sp.example"><SPSSODescriptor/></EntityDescriptor>
</md:EntitiesDescriptor>`;

test("metadata tells its identity providers", () => {
  expect(readMetadata(METADATA)).toEqual([
    { entityId: "https://idp.example/a?b=1&c=2", signIn: ["https://idp.example/sso"], certificates: [CERTIFICATE] },
  ]);
  expect(readMetadata("")).toEqual([]);
  expect(readMetadata("<html><p>no</p></html>")).toEqual([]);
});

test("a certificate tells its end", () => {
  expect(endOfCertificate(CERTIFICATE)?.toISOString()).toBe("2119-12-08T00:00:00.000Z");
  expect(endOfCertificate("no certificate")).toBeNull();
  expect(endOfCertificate("AAAA")).toBeNull();
});
