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
