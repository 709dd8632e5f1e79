import type { Topic } from "../../app/help";

export const SETTINGS_HELP: Topic = {
  title: "Account settings",
  body: (
    <>
      <p>What holds for the whole account: the rules of passwords, how the account is called, and its tokens.</p>
      <h3>Related topics</h3>
      <ul>
        <li>A password policy does not hold for the root user, nor for access keys.</li>
        <li>An alias stands in the sign-in URL in the place of the account ID.</li>
      </ul>
    </>
  ),
};

export const PASSWORD_POLICY_HELP: Topic = {
  title: "Password policy",
  body: (
    <>
      <p>
        The policy is asked when a password is set or changed. A password that is there stays good, unless the policy
        has passwords expire.
      </p>
      <p>
        Where users may not change their own password by this policy, they still may by a policy that allows
        iam:ChangePassword. Where an administrator has to reset expired passwords, users of expired ones cannot sign in
        until then: keep a way in that does not expire.
      </p>
    </>
  ),
};

export const STS_HELP: Topic = {
  title: "Security Token Service",
  body: (
    <p>
      At AWS, version 1 tokens of the global endpoint are good only in regions that every account has. Tokens of this
      installation are good in all regions, in either version: the setting is kept for tools that ask for it, and told
      by the account summary.
    </p>
  ),
};

export const OUTBOUND_HELP: Topic = {
  title: "Outbound identity federation",
  body: (
    <>
      <p>
        A service outside can accept users and roles of this account without a secret: it verifies a token that the
        account signs for them, by OpenID Connect discovery at the issuer URL.
      </p>
      <p>
        Who may have which token is a matter of policies: sts:GetWebIdentityToken, with conditions on the audience, the
        duration and the algorithm. Once it is disabled no new tokens are signed; those that were signed stay good until
        they expire.
      </p>
    </>
  ),
};
