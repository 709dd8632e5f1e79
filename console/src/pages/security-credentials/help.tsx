import type { Topic } from "../../app/help";

export const CREDENTIALS_HELP: Topic = {
  title: "Security credentials",
  body: (
    <>
      <p>What you prove with that you are who you say: a password and MFA at the console, keys for programs.</p>
      <h3>Related topics</h3>
      <ul>
        <li>Assign two MFA devices: when one is lost, the other still lets you in.</li>
        <li>A passkey cannot be phished: it answers at the address of this installation alone.</li>
        <li>
          Prefer credentials that end by themselves to access keys: “aws login” in a terminal, roles for programs.
        </li>
      </ul>
    </>
  ),
};
