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

export const USER_HELP: Topic = {
  title: "User",
  body: (
    <>
      <p>
        What a user may do is decided by the policies on <em>Permissions</em>: those attached directly, and those of the
        groups on <em>Groups</em>, within the permissions boundary.
      </p>
      <p>
        <em>Edit</em> changes the name and the path. The user keeps password, keys and memberships; the ARN changes, and
        policies that name the old one no longer mean this user.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>
          <em>Last accessed</em> shows what the user is allowed and does not use.
        </li>
        <li>Deactivate access keys before you delete the user, to see whether something still needs them.</li>
      </ul>
    </>
  ),
};

export const CREATE_USER_HELP: Topic = {
  title: "Create user",
  body: (
    <>
      <p>
        Make one user for each person: what somebody did is then known to be theirs, and when they leave, one user goes.
      </p>
      <p>
        Console access gives the user a password. Without permissions the user can sign in and do nothing; add them by
        groups, which are easier to look over than policies of single users.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>Hand the password over on another way than the address and the name.</li>
        <li>Have the new user assign an MFA device under “Security credentials” after the first sign-in.</li>
      </ul>
    </>
  ),
};
