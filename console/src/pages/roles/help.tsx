import type { Topic } from "../../app/help";

export const ROLES_HELP: Topic = {
  title: "Roles",
  body: (
    <>
      <p>
        A role is an identity without credentials of its own. Whom its trust policy names can assume it, and then has
        its permissions for a while: people of this account or another, workloads, services, and those who sign in at an
        identity provider.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>“Trusted entities” are those whom the trust policy allows to assume the role.</li>
        <li>“Last activity” goes back 400 days. A role that nobody uses can be deleted.</li>
        <li>Service-linked roles belong to a service, which alone decides what they may do.</li>
      </ul>
    </>
  ),
};

export const CREATE_HELP: Topic = {
  title: "Create role",
  body: (
    <>
      <p>
        A role has two kinds of policies. Its trust policy says who can assume it, and under which conditions. Its
        permissions say what they may do then.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>An external ID keeps a third party from using your role for another of its customers.</li>
        <li>A role that trusts a shared issuer, such as that of GitHub Actions, has to say whose tokens it means.</li>
        <li>A permissions boundary is the most that a role may do, whatever its policies allow.</li>
        <li>A trust policy has 2,048 characters at most, white space not counted.</li>
      </ul>
    </>
  ),
};

export const ROLE_HELP: Topic = {
  title: "Role",
  body: (
    <>
      <p>
        Permissions say what sessions of the role may do, trust relationships who can begin one. To end those that there
        are, revoke them.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>
          The maximum session duration is the longest session that somebody may ask for: an hour unless it is raised.
        </li>
        <li>An instance profile hands the role to instances. A role may be in several, and each holds one role.</li>
      </ul>
    </>
  ),
};

export const TRUST_HELP: Topic = {
  title: "Trust policy",
  body: (
    <>
      <p>
        The trust policy says who can assume the role. A principal that is an account means each of its users and roles
        whose own policies allow it; a user or role that is named needs no policy of its own in the same account.
      </p>
      <p>
        Users and roles are remembered by their unique IDs. When one is deleted, its ID (AIDA… or AROA…) stands in the
        policy in its place: nobody has it, and a new user of the same name is not trusted.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>It has 2,048 characters at most, white space not counted, and neither Resource nor NotPrincipal.</li>
        <li>Demand aws:SourceAccount or aws:SourceArn of a service that works for several accounts.</li>
      </ul>
    </>
  ),
};

export const SESSIONS_HELP: Topic = {
  title: "Revoke sessions",
  body: (
    <>
      <p>
        Credentials of a session are good until they end. Revoking denies everything to those that were issued before
        now, by an inline policy. Revoking again moves its time on.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>Who should not come back has to be taken out of the trust policy first.</li>
        <li>The operator ends single sessions with the command ostiary sessions revoke.</li>
      </ul>
    </>
  ),
};

export const PROFILES_HELP: Topic = {
  title: "Instance profiles",
  body: (
    <>
      <p>
        An instance profile holds a role, and gives its credentials to instances. Programs name the profile, not the
        role. The console makes one of the same name for each role that instances are to have.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>A profile holds one role. To give another one to instances, remove the first.</li>
      </ul>
    </>
  ),
};
