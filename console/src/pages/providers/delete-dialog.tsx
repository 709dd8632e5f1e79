import { DeleteOpenIDConnectProviderCommand, DeleteSAMLProviderCommand } from "@aws-sdk/client-iam";
import Box from "@cloudscape-design/components/box";
import { useState } from "react";
import { callIam } from "../../api/queries";
import { useChange } from "../../app/use-change";
import { DeleteDialog } from "../../components/delete-dialog";
import { onceEach } from "../../components/once-each";
import type { Provider } from "./provider";
import { LISTS } from "./queries";
import { TrustingRoles } from "./roles";

interface Props {
  providers: readonly Provider[];
  onDone: () => void;
  onCancel: () => void;
}

const deleteProvider = ({ kind, arn }: Provider): Promise<unknown> =>
  kind === "saml"
    ? callIam("DeleteSAMLProvider", DeleteSAMLProviderCommand, { SAMLProviderArn: arn })
    : callIam("DeleteOpenIDConnectProvider", DeleteOpenIDConnectProviderCommand, { OpenIDConnectProviderArn: arn });

export function DeleteProviders({ providers, onDone, onCancel }: Props) {
  const [first] = providers;
  const what = providers.length === 1 && first ? first.name : `${providers.length} identity providers`;
  const [done] = useState(() => new Set<Provider>());
  const deletion = useChange({
    work: () => onceEach(providers, done, deleteProvider),
    old: LISTS,
    done: providers.length === 1 ? `Identity provider ${what} deleted.` : `${what} deleted.`,
    onDone,
  });
  return (
    <DeleteDialog
      title={`Delete ${what}?`}
      phrase="delete"
      isBusy={deletion.isPending}
      error={deletion.error}
      onConfirm={() => deletion.mutate()}
      onCancel={onCancel}
    >
      <Box>
        Nobody can assume a role by {providers.length === 1 ? "this provider" : "these providers"} any more. Trust
        policies go on naming {providers.length === 1 ? "it" : "them"}: whoever adds a provider of the same name is
        trusted by them again. This cannot be undone.
      </Box>
      <ul>
        {providers.map((provider) => (
          <li key={provider.arn}>
            {provider.name}: <TrustingRoles arn={provider.arn} />
          </li>
        ))}
      </ul>
    </DeleteDialog>
  );
}
