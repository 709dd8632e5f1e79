/**
 * Whose credentials: a user's, or those of the root user, whom most calls mean by naming nobody. `isOwn`: they are shown
 * on the page of who is signed in, and what they lead to leads back there.
 */
export type Owner = { kind: "user"; userName: string; isOwn: boolean } | { kind: "root"; account: string; isOwn: true };

export const userOwner = (userName: string): Owner => ({ kind: "user", userName, isOwn: false });

/** How a call names the owner. */
export const named = (owner: Owner): { UserName?: string } =>
  owner.kind === "user" ? { UserName: owner.userName } : {};

/** The same for the calls that demand a name: the account number stands for root. */
export const mustName = (owner: Owner) => ({ UserName: owner.kind === "user" ? owner.userName : owner.account });

/** What the owner is called on a page, and in the name of a file. */
export const called = (owner: Owner) => (owner.kind === "user" ? owner.userName : "root");
