/** Switching to a role, and remembering it for the next time. */
import { carryOut } from "../api/clients";
import { switchRole } from "../session/endpoints";
import { noteRole, type RecentRole } from "../session/recent-roles";

/** Have the session of who signed in as *principalArn* act as *role*. Raises ApiError; the page has to begin anew. */
export async function actAs(principalArn: string, role: RecentRole): Promise<void> {
  await carryOut("SwitchRole", () => switchRole(role.account, role.roleName, role.displayName));
  noteRole(principalArn, role);
}
