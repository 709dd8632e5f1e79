import type { Topic } from "../../app/help";

export const PROVIDERS_HELP: Topic = {
  title: "Identity providers",
  body: (
    <>
      <p>
        An identity provider is whose word is taken for who somebody is. It is added once; roles then name its ARN as
        Federated in their trust policy, and those for whom it vouches assume them without a user of this account.
      </p>
      <p>Who may add or change a provider decides whose word that is: give these permissions like those on policies.</p>
      <h3>Related topics</h3>
      <ul>
        <li>OpenID Connect: for jobs of a CI system, workloads of a cluster, and applications.</li>
        <li>SAML 2.0: for people who sign in at a directory.</li>
      </ul>
    </>
  ),
};

export const TEST_HELP: Topic = {
  title: "Testing a token",
  body: (
    <>
      <p>
        The token is verified, and the trust policy of each role decided, as if it was used just now. Nobody gets
        credentials by it, and an assertion stays good.
      </p>
      <p>
        The server keeps no token, and neither does this page. Still, whoever has a token that is good can use it until
        it ends: test short-lived ones.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>It takes access-analyzer:TestToken, and iam:ListRoles, because it tells what trust policies say.</li>
        <li>Keys that depend on the call, such as aws:SourceIp, are absent unless you say them.</li>
      </ul>
    </>
  ),
};

export const OIDC_HELP: Topic = {
  title: "OpenID Connect providers",
  body: (
    <>
      <p>
        The provider URL is exactly the <code>iss</code> of the tokens, case and trailing slash included. An audience is
        the client ID that tokens are for, their <code>aud</code>.
      </p>
      <p>
        Keys are fetched from the issuer when a token first comes. Thumbprints are kept for tools that ask for them: a
        certificate has to be one that an authority vouches for.
      </p>
      <p>
        A role that trusts an issuer which many share needs a condition on <code>sub</code>, or it trusts every customer
        of that issuer.
      </p>
    </>
  ),
};

export const SAML_HELP: Topic = {
  title: "SAML providers",
  body: (
    <>
      <p>
        The metadata document comes from the identity provider. To renew certificates, replace it by one that holds the
        old certificate and the new one.
      </p>
      <p>
        At the identity provider, add this server as a service provider: audience <code>urn:amazon:webservices</code>,
        recipient the address of this server followed by <code>/saml</code>, without encryption of assertions.
      </p>
    </>
  ),
};
