import type { Topic } from "../../app/help";

export const POLICIES_HELP: Topic = {
  title: "Policies",
  body: (
    <>
      <p>
        A policy says which actions on which resources are allowed or denied. A managed policy can be attached to many
        users, groups and roles; a change of it reaches all of them at once.
      </p>
      <h3>Types</h3>
      <ul>
        <li>AWS managed policies are kept by AWS and cannot be changed.</li>
        <li>Job functions are those of them that are made for a line of work.</li>
        <li>Customer managed policies are yours.</li>
      </ul>
      <h3>Related topics</h3>
      <ul>
        <li>As a permissions boundary, a policy is the most that a user or role may do; it grants nothing.</li>
        <li>A policy that is used cannot be deleted before it is detached.</li>
      </ul>
    </>
  ),
};

export const EDITOR_HELP: Topic = {
  title: "Policy document",
  body: (
    <>
      <p>
        A document is a list of statements. Each allows or denies (Effect) actions on resources, perhaps under
        conditions. What no statement allows is denied, and a denial is stronger than all that allow.
      </p>
      <h3>Checks</h3>
      <p>
        While you write, ValidatePolicy reads the document. Errors have to be mended before you go on. Security
        warnings, warnings and suggestions are advice.
      </p>
      <h3>Keys</h3>
      <ul>
        <li>Enter goes into the editor, Escape out of it.</li>
        <li>Ctrl+F finds, Ctrl+Z takes back.</li>
      </ul>
    </>
  ),
};
