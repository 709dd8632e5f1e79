import type { Topic } from "../../app/help";

export const GROUPS_HELP: Topic = {
  title: "User groups",
  body: (
    <>
      <p>
        A user group is a set of IAM users. Policies that are attached to it apply to each of them, and a user can be in
        several groups.
      </p>
      <p>
        A group holds users only, not other groups. It is no principal: policies of resources cannot name it. It has no
        tags and no permissions boundary.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>Make a group for each kind of work, and give it what that work needs.</li>
        <li>
          To rename a group changes its ARN. Its users and policies stay; policies that name the old ARN no longer mean
          it.
        </li>
      </ul>
    </>
  ),
};
