/** The list of policies. */
import type { Policy } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Select from "@cloudscape-design/components/select";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usePageHelp } from "../../app/help";
import { href, paths } from "../../app/paths";
import { useAddress } from "../../app/use-address";
import { useGo } from "../../app/use-go";
import { Buttons } from "../../components/buttons";
import { managedPolicies } from "../../components/policy-queries";
import { type Noun, ResourceTable, wholeList } from "../../components/resource-table";
import { arnOf, isAwsManaged, nameOf, POLICY_COLUMNS } from "./columns";
import { DeletePolicy } from "./delete-dialog";
import { AttachPolicy, DetachPolicy } from "./entity-dialogs";
import { type Choice, fits, PLAIN, TYPES, USES } from "./filters";
import { POLICIES_HELP } from "./help";

const NOUN: Noun = { one: "policy", many: "policies", title: "Policies" };

type Action = "attach" | "detach" | "delete";

export default function PolicyList() {
  usePageHelp(POLICIES_HELP);
  const query = useQuery(managedPolicies());
  const [narrowed, narrow] = useAddress(PLAIN);
  const [selected, select] = useState<Policy[]>([]);
  const [action, setAction] = useState<Action | null>(null);
  const { follow } = useGo();
  const rows = query.data?.filter((policy) => fits(policy, narrowed));
  const [chosen] = selected;
  const isNarrowed = narrowed.type !== PLAIN.type || narrowed.used !== PLAIN.used;

  const create = (
    <Button variant="primary" href={href(paths.createPolicy)} onFollow={follow}>
      Create policy
    </Button>
  );

  return (
    <>
      <ResourceTable
        noun={NOUN}
        query={wholeList({ ...query, data: rows })}
        columns={POLICY_COLUMNS}
        idOf={arnOf}
        nameOf={nameOf}
        description="A policy defines permissions: what is allowed or denied to whom it is attached to."
        info={POLICIES_HELP}
        filters={
          <Buttons>
            <Narrow
              label="Filter by type"
              choices={TYPES}
              value={narrowed.type}
              onChange={(type) => narrow({ type, page: "" })}
            />
            <Narrow
              label="Filter by use"
              choices={USES}
              value={narrowed.used}
              onChange={(used) => narrow({ used, page: "" })}
            />
          </Buttons>
        }
        onClearFilters={isNarrowed ? () => narrow(PLAIN) : undefined}
        selectionType="single"
        selected={selected}
        onSelect={select}
        actions={
          <Buttons>
            <ButtonDropdown
              disabled={chosen === undefined}
              items={actionsFor(chosen)}
              onItemClick={({ detail }) => setAction(detail.id as Action)} // the ids of `actionsFor`
            >
              Actions
            </ButtonDropdown>
            {create}
          </Buttons>
        }
        create={create}
      />
      {chosen && action ? (
        <Dialogs
          policy={chosen}
          action={action}
          onCancel={() => setAction(null)}
          onDone={() => {
            setAction(null);
            select([]);
          }}
        />
      ) : null}
    </>
  );
}

const actionsFor = (policy: Policy | undefined) => {
  const isAws = policy !== undefined && isAwsManaged(policy);
  return [
    { id: "attach", text: "Attach" },
    { id: "detach", text: "Detach" },
    { id: "delete", text: "Delete", disabled: isAws, disabledReason: "AWS managed policies cannot be deleted" },
  ] satisfies { id: Action; text: string; disabled?: boolean; disabledReason?: string }[];
};

interface DialogsProps {
  policy: Policy;
  action: Action;
  onDone: () => void;
  onCancel: () => void;
}

function Dialogs({ policy, action, onDone, onCancel }: DialogsProps) {
  const told = { arn: arnOf(policy), name: nameOf(policy), onDone, onCancel };
  if (action === "attach") return <AttachPolicy {...told} usage="PermissionsPolicy" />;
  if (action === "detach") return <DetachPolicy {...told} usage="PermissionsPolicy" />;
  return <DeletePolicy {...told} />;
}

interface NarrowProps {
  label: string;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
}

function Narrow({ label, choices, value, onChange }: NarrowProps) {
  const options = choices.map((choice) => ({ value: choice.value, label: choice.label }));
  return (
    <Select
      selectedOption={options.find((option) => option.value === value) ?? options[0] ?? null}
      options={options}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? "all")}
      ariaLabel={label}
    />
  );
}
