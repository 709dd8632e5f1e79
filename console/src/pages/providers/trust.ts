import { readTrust } from "../../trust/document";

/** Return whether a trust policy has a statement that allows something to the provider. */
export const trusts = (document: string | undefined, arn: string) =>
  readTrust(document).some(
    ({ isAllowing, principals }) =>
      isAllowing && principals.some(({ kind, value }) => kind === "Federated" && value === arn),
  );
