import type { Topic } from "../app/help";

export const PERMISSIONS_HELP: Topic = {
  title: "Permissions policies",
  body: (
    <>
      <p>
        An identity-based policy says what a user, a group or a role may do. A <em>managed</em> policy has an ARN of its
        own and can be attached to many; an <em>inline</em> policy belongs to one user, group or role and is deleted
        with it.
      </p>
      <p>A user has the policies that are attached directly and those of all groups that the user is in.</p>
      <h3>Related topics</h3>
      <ul>
        <li>Give permissions to groups rather than to single users: they are easier to look over.</li>
        <li>An explicit deny in any policy wins over whatever allows.</li>
        <li>A permissions boundary limits what the policies can allow.</li>
      </ul>
    </>
  ),
};

export const BOUNDARY_HELP: Topic = {
  title: "Permissions boundary",
  body: (
    <>
      <p>
        A permissions boundary is a managed policy that says the most that identity-based policies may allow. It allows
        nothing by itself: something is allowed only where both the boundary and a policy allow it.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>
          Let somebody create users only with a boundary, by the condition key <code>iam:PermissionsBoundary</code>.
        </li>
        <li>Groups have no boundary.</li>
      </ul>
    </>
  ),
};

export const TAGS_HELP: Topic = {
  title: "Tags",
  body: (
    <>
      <p>
        A tag is a key with a value, of your choice. Keys are unique whatever their case; up to 50 can be on one
        resource.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>
          Policies can decide by tags: <code>aws:PrincipalTag</code>, <code>iam:ResourceTag</code>,{" "}
          <code>aws:RequestTag</code>. Who may change tags may then change who is allowed something.
        </li>
      </ul>
    </>
  ),
};

export const LAST_ACCESSED_HELP: Topic = {
  title: "Last accessed",
  body: (
    <>
      <p>
        Which services the policies allow, and when each was last asked for something, allowed or not. What was never
        used can often be taken away.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>The report knows calls that this server decided, within the tracking period of 400 days.</li>
        <li>Open a service to see its actions.</li>
      </ul>
    </>
  ),
};
