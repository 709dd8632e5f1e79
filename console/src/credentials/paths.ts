/** The addresses of what an owner's credentials lead to: below one's own page, or below the user's. */
import { paths } from "../app/paths";
import type { Owner } from "./owner";

const below = (owner: Owner) => (owner.isOwn ? paths.credentials : paths.user(owner.userName));

/** Where the owner's credentials of a kind are shown. */
export const credentialsPath = (owner: Owner, kind: "access-keys" | "mfa") =>
  `${below(owner)}?tab=${owner.isOwn ? kind : "security-credentials"}`;
export const createAccessKeyPath = (owner: Owner) => `${below(owner)}/create-access-key`;
export const assignMfaPath = (owner: Owner) => `${below(owner)}/assign-mfa`;
