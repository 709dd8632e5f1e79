/** Who has a policy: as what they may do, and as what they may do at most. */
import type { Policy } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Buttons } from "../../components/buttons";
import { PartTable } from "../../components/part-table";
import type { Noun } from "../../components/resource-table";
import { arnOf, nameOf } from "./columns";
import type { Usage } from "./entities";
import { ENTITY_COLUMNS, ENTITY_NOUN } from "./entity-columns";
import { AttachPolicy, DetachPolicy } from "./entity-dialogs";
import { entitiesWith } from "./queries";

const TABLES: readonly { usage: Usage; noun: Noun; description: string; empty: string }[] = [
  {
    usage: "PermissionsPolicy",
    noun: { ...ENTITY_NOUN, title: "Attached as a permissions policy" },
    description: "It says what they are allowed and denied.",
    empty: "Nobody has this policy as a permissions policy.",
  },
  {
    usage: "PermissionsBoundary",
    noun: { ...ENTITY_NOUN, title: "Attached as a permissions boundary" },
    description: "It is the most that they may do, whatever other policies allow.",
    empty: "Nobody has this policy as a permissions boundary.",
  },
];

export function EntitiesTab({ policy }: { policy: Policy }) {
  return (
    <SpaceBetween size="l">
      {TABLES.map((table) => (
        <Attached key={table.usage} policy={policy} {...table} />
      ))}
    </SpaceBetween>
  );
}

interface Props {
  policy: Policy;
  usage: Usage;
  noun: Noun;
  description: string;
  empty: string;
}

function Attached({ policy, usage, noun, description, empty }: Props) {
  const query = useQuery(entitiesWith(arnOf(policy), usage));
  const [open, setOpen] = useState<"attach" | "detach" | null>(null);
  const close = () => setOpen(null);
  const told = { arn: arnOf(policy), name: nameOf(policy), usage, onDone: close, onCancel: close };
  return (
    <>
      <PartTable
        noun={noun}
        rows={query}
        columns={ENTITY_COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        description={description}
        emptyText={empty}
        actions={
          <Buttons>
            <Button
              disabled={query.data?.length === 0}
              ariaLabel={`Detach ${noun.title.replace("Attached ", "")}`}
              onClick={() => setOpen("detach")}
            >
              Detach
            </Button>
            <Button ariaLabel={`Attach ${noun.title.replace("Attached ", "")}`} onClick={() => setOpen("attach")}>
              Attach
            </Button>
          </Buttons>
        }
      />
      {open === "attach" ? <AttachPolicy {...told} /> : null}
      {open === "detach" ? <DetachPolicy {...told} /> : null}
    </>
  );
}
