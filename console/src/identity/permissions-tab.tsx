/** The policies of a user, group or role, and the boundary: to read, to add and to take away. */
import Button from "@cloudscape-design/components/button";
import ButtonDropdown, { type ButtonDropdownProps } from "@cloudscape-design/components/button-dropdown";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { href, paths } from "../app/paths";
import { useGo } from "../app/use-go";
import { Answer } from "../components/answer";
import { Buttons } from "../components/buttons";
import { CallError } from "../components/call-error";
import type { Column } from "../components/columns";
import { Go } from "../components/go";
import { DocumentView, ManagedDocument } from "../components/policy-document";
import { PolicyTable } from "../components/policy-table";
import { AttachDialog } from "./attach-dialog";
import { BoundarySection } from "./boundary";
import { type Held, ways } from "./held";
import { PERMISSIONS_HELP } from "./help";
import { type Identity, inlineDocument } from "./kinds";
import { addPermissionsPath, createInlinePath, editInlinePath, pathOf } from "./places";
import { RemoveDialog } from "./remove-dialog";
import { useHeld } from "./use-held";

type Asked = "attach" | "remove" | null;

interface Props {
  of: Identity;
  /** Whether the policies are a service's business alone, as those of a service-linked role are. */
  isFixed?: boolean;
}

export function PermissionsTab({ of, isFixed = false }: Props) {
  const held = useHeld(of);
  const [chosen, choose] = useState<readonly string[]>([]);
  const [asked, ask] = useState<Asked>(null);
  const all = held.data ?? [];
  const selected = all.filter(({ id }) => chosen.includes(id));
  return (
    <SpaceBetween size="l">
      {held.groupError ? <CallError error={held.groupError} onRetry={held.refetch} /> : null}
      <PolicyTable<Held>
        title="Permissions policies"
        info={PERMISSIONS_HELP}
        description={isFixed ? "The service alone says what its role may do." : DESCRIPTIONS[of.kind]}
        rows={held}
        more={of.kind === "user" ? [VIA] : []}
        isInAddress
        {...(!isFixed && { selected, onSelect: (rows: Held[]) => choose(rows.map(({ id }) => id)) })}
        detailOf={(policy) => <Document policy={policy} />}
        emptyText={`Nothing is allowed to this ${of.kind} by an identity-based policy.`}
        actions={
          <Buttons>
            <Simulate of={of} />
            {isFixed ? null : (
              <Button disabled={selected.length === 0} onClick={() => ask("remove")}>
                Remove
              </Button>
            )}
            {isFixed ? null : <AddPermissions of={of} onAttach={() => ask("attach")} />}
          </Buttons>
        }
      />
      {of.kind === "group" || isFixed ? null : <BoundarySection of={of} />}
      {asked === "attach" ? <AttachDialog of={of} has={all} onClose={() => ask(null)} /> : null}
      {asked === "remove" ? (
        <RemoveDialog of={of} chosen={selected} all={all} onClose={() => ask(null)} onDone={() => choose([])} />
      ) : null}
    </SpaceBetween>
  );
}

function Simulate({ of: { kind, name } }: { of: Identity }) {
  const { follow } = useGo();
  return (
    <Button href={href(paths.simulate(kind, name))} onFollow={follow}>
      Simulate
    </Button>
  );
}

const DESCRIPTIONS = {
  user: "Policies that are attached to the user directly or by groups.",
  group: "Policies that are attached to the group, and so allow its users something.",
  role: "Policies that are attached to the role.",
};

const VIA: Column<Held> = {
  id: "via",
  header: "Attached via",
  cell: (policy) => (
    <>
      {ways(policy).map((way, at) => {
        const group = policy.groups[at - (policy.isDirect ? 1 : 0)];
        return (
          <div key={way}>{group === undefined ? way : <Go to={pathOf({ kind: "group", name: group })}>{way}</Go>}</div>
        );
      })}
    </>
  ),
  by: (policy) => ways(policy).join(", "),
  isSearched: true,
  minWidth: 150,
};

function AddPermissions({ of, onAttach }: { of: Identity; onAttach: () => void }) {
  const { follow } = useGo();
  const attach: ButtonDropdownProps.Item =
    of.kind === "user"
      ? { id: "add", text: "Add permissions", href: href(addPermissionsPath(of)) }
      : { id: "attach", text: "Attach policies" };
  return (
    <ButtonDropdown
      variant="primary"
      items={[attach, { id: "inline", text: "Create inline policy", href: href(createInlinePath(of)) }]}
      onItemFollow={follow}
      onItemClick={({ detail }) => {
        if (detail.id === "attach") onAttach();
      }}
    >
      Add permissions
    </ButtonDropdown>
  );
}

function Document({ policy: { arn, name, holder } }: { policy: Held }) {
  return arn ? <ManagedDocument arn={arn} name={name} /> : <InlineDocument holder={holder} name={name} />;
}

function InlineDocument({ holder, name }: { holder: Identity; name: string }) {
  const { follow } = useGo();
  return (
    <Answer query={useQuery(inlineDocument(holder, name))}>
      {(text) => (
        <DocumentView
          text={text}
          name={name}
          actions={
            <Button href={href(editInlinePath(holder, name))} onFollow={follow} ariaLabel={`Edit ${name}`}>
              Edit
            </Button>
          }
        />
      )}
    </Answer>
  );
}
