/** The versions of a policy: which one is in force, what each says, and how two of them differ. */
import type { Policy, PolicyVersion } from "@aws-sdk/client-iam";
import Badge from "@cloudscape-design/components/badge";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useAddress } from "../../app/use-address";
import { Answer } from "../../components/answer";
import { Buttons } from "../../components/buttons";
import type { Column } from "../../components/columns";
import { PartTable } from "../../components/part-table";
import { DocumentView } from "../../components/policy-document";
import type { Noun } from "../../components/resource-table";
import { ExactTime } from "../../components/time";
import { arnOf, isAwsManaged, nameOf } from "./columns";
import { Comparison } from "./comparison";
import { version, versionsOf } from "./queries";
import { useQuota } from "./use-quota";
import { DeleteVersion, SetDefault } from "./version-dialogs";

const NOUN: Noun = { one: "version", many: "versions", title: "Policy versions" };

/** Versions are numbered: v10 comes after v9. */
export const numberOf = ({ VersionId = "" }: PolicyVersion) => Number(VersionId.replace(/^v/, ""));
const idOf = ({ VersionId = "" }: PolicyVersion) => VersionId;

const COLUMNS: readonly Column<PolicyVersion>[] = [
  // Not sorted by, and so as IAM lists them: from the newest on.
  { id: "version", header: "Version", cell: idOf, isName: true },
  {
    id: "default",
    header: "Status",
    cell: ({ IsDefaultVersion }) => (IsDefaultVersion ? <Badge color="blue">Default</Badge> : "-"),
  },
  {
    id: "created",
    header: "Creation time",
    cell: ({ CreateDate }) => <ExactTime at={CreateDate} />,
    by: ({ CreateDate }) => CreateDate,
  },
];

const PLAIN = { compare: "" };

const ONE_OTHER = "Select one version that is not the default";

export function VersionsTab({ policy }: { policy: Policy }) {
  const arn = arnOf(policy);
  const query = useQuery(versionsOf(arn));
  const most = useQuota("VersionsPerPolicyQuota");
  const [selected, select] = useState<PolicyVersion[]>([]);
  const [action, setAction] = useState<"default" | "delete" | null>(null);
  const [{ compare }, change] = useAddress(PLAIN);
  const [first, second] = selected.toSorted((a, b) => numberOf(a) - numberOf(b));
  const isOne = first !== undefined && second === undefined;
  const isOther = isOne && !first.IsDefaultVersion;
  const close = () => {
    setAction(null);
    select([]);
  };
  const [from, to] = compare.split("..");
  const isOwn = !isAwsManaged(policy);
  const buttons = (
    <Buttons>
      <Button
        disabled={second === undefined || selected.length > 2}
        disabledReason="Select two versions"
        onClick={() => change({ compare: `${first?.VersionId}..${second?.VersionId}` })}
      >
        Compare
      </Button>
      <Button disabled={!isOther} disabledReason={ONE_OTHER} onClick={() => setAction("delete")}>
        Delete
      </Button>
      <Button disabled={!isOther} disabledReason={ONE_OTHER} onClick={() => setAction("default")}>
        Set as default
      </Button>
    </Buttons>
  );

  return (
    <SpaceBetween size="l">
      <PartTable
        noun={NOUN}
        rows={{ ...query, data: query.data?.Versions }}
        columns={COLUMNS}
        idOf={idOf}
        nameOf={idOf}
        description={
          isOwn
            ? `A policy has up to ${most} versions. The default is in force; the others wait.`
            : "AWS keeps the versions of its policies. The one that is in force is known here."
        }
        detailOf={({ VersionId = "" }) => <Document arn={arn} id={VersionId} />}
        detailName="Document"
        {...(isOwn && { selected, onSelect: select, actions: buttons })}
      />
      {from && to ? <Comparison arn={arn} from={from} to={to} onClose={() => change({ compare: "" })} /> : null}
      {first && action === "default" ? (
        <SetDefault arn={arn} name={nameOf(policy)} id={idOf(first)} onDone={close} onCancel={() => setAction(null)} />
      ) : null}
      {first && action === "delete" ? (
        <DeleteVersion
          arn={arn}
          name={nameOf(policy)}
          id={idOf(first)}
          onDone={() => {
            close();
            // What is gone cannot be compared any more.
            change({ compare: "" });
          }}
          onCancel={() => setAction(null)}
        />
      ) : null}
    </SpaceBetween>
  );
}

function Document({ arn, id }: { arn: string; id: string }) {
  return (
    <Answer query={useQuery(version(arn, id))}>
      {({ PolicyVersion: found }) => <DocumentView text={found?.Document ?? ""} name={id} />}
    </Answer>
  );
}
