/** The link that opens the form for switching to a role, filled in. */
import { readTrust } from "../../trust/document";
import { entitiesOf } from "../../trust/entities";

interface Named {
  Path?: string | undefined;
  RoleName?: string | undefined;
}

export function switchLink(origin: string, account: string, { Path = "/", RoleName = "" }: Named): string {
  const query = new URLSearchParams({ roleName: `${Path.slice(1)}${RoleName}`, account });
  return `${origin}/switchrole?${query}`;
}

/** Who switches is a user of an account, and tells no external ID. */
const SWITCHING = new Set(["account", "user", "role", "session", "everyone"]);

export function canBeSwitchedTo(trust: string | undefined): boolean {
  return readTrust(trust).some(
    (statement) =>
      statement.isAllowing &&
      statement.actions.some((action) => /^sts:(?:\*|assumerole\*?)$/i.test(action)) &&
      entitiesOf([statement]).some(({ kind }) => SWITCHING.has(kind)) &&
      !statement.conditions.some(({ key }) => key.toLowerCase() === "sts:externalid"),
  );
}
