import type { Topic } from "../../app/help";

export const USERS_HELP: Topic = {
  title: "Users",
  body: (
    <>
      <p>
        An IAM user is an identity of this account with credentials that last: a password for the console, access keys
        for the API. A new user may do nothing until a policy allows it, directly or by a group.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>Prefer roles, whose credentials end by themselves, for programs.</li>
        <li>Ask every user with a password for MFA.</li>
      </ul>
    </>
  ),
};
