/** The instance profiles that hold a role. */
import type { InstanceProfile } from "@aws-sdk/client-iam";
import Button from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useFlashes } from "../../app/flashes";
import { Arn } from "../../components/arn";
import { Buttons } from "../../components/buttons";
import type { Column } from "../../components/columns";
import { PartTable } from "../../components/part-table";
import { StepsDialog } from "../../components/steps-dialog";
import { ExactTime } from "../../components/time";
import { AddProfile } from "./add-profile";
import { PROFILES_HELP } from "./help";
import { deleteProfile, OLD, removeRole } from "./profile-steps";
import { profilesOf } from "./queries";

const COLUMNS: readonly Column<InstanceProfile>[] = [
  {
    id: "name",
    header: "Instance profile",
    cell: ({ InstanceProfileName }) => InstanceProfileName,
    by: ({ InstanceProfileName }) => InstanceProfileName,
    isSearched: true,
    isName: true,
  },
  { id: "arn", header: "ARN", cell: ({ Arn: arn }) => <Arn arn={arn} />, by: ({ Arn: arn }) => arn, isSearched: true },
  {
    id: "created",
    header: "Creation time",
    cell: ({ CreateDate }) => <ExactTime at={CreateDate} />,
    by: ({ CreateDate }) => CreateDate,
  },
];

type Asked = "add" | "remove" | "delete" | null;

interface Props {
  roleName: string;
  /** Service-linked roles are put into no profile. */
  isFixed: boolean;
}

export function ProfilesTab({ roleName, isFixed }: Props) {
  const { data, error, refetch, isFetching } = useQuery(profilesOf(roleName));
  const [selected, select] = useState<InstanceProfile[]>([]);
  const [asked, ask] = useState<Asked>(null);
  const [profile] = selected;
  const close = () => {
    ask(null);
    select([]);
  };
  return (
    <>
      <PartTable<InstanceProfile>
        noun={{ one: "instance profile", many: "instance profiles", title: "Instance profiles" }}
        rows={{ data: data?.InstanceProfiles, error, refetch, isFetching }}
        columns={COLUMNS}
        idOf={({ InstanceProfileId = "" }) => InstanceProfileId}
        nameOf={({ InstanceProfileName = "" }) => InstanceProfileName}
        info={PROFILES_HELP}
        emptyText="No instance profile holds this role."
        {...(!isFixed && {
          selectionType: "single" as const,
          selected,
          onSelect: select,
          actions: (
            <Buttons>
              <Button disabled={!profile} onClick={() => ask("delete")}>
                Delete
              </Button>
              <Button disabled={!profile} onClick={() => ask("remove")}>
                Remove role
              </Button>
              <Button onClick={() => ask("add")}>Add to instance profile</Button>
            </Buttons>
          ),
        })}
      />
      {asked === "add" ? <AddProfile roleName={roleName} onClose={close} /> : null}
      {profile && (asked === "remove" || asked === "delete") ? (
        <Removal
          roleName={roleName}
          name={profile.InstanceProfileName ?? ""}
          isDeletion={asked === "delete"}
          onClose={close}
        />
      ) : null}
    </>
  );
}

interface RemovalProps {
  roleName: string;
  name: string;
  isDeletion: boolean;
  onClose: () => void;
}

function Removal({ roleName, name, isDeletion, onClose }: RemovalProps) {
  const { succeed } = useFlashes();
  const profile = { InstanceProfileName: name };
  return (
    <StepsDialog
      title={isDeletion ? `Delete instance profile ${name}?` : `Remove role from ${name}?`}
      verb={isDeletion ? "Delete" : "Remove role"}
      steps={[removeRole(roleName, profile), ...(isDeletion ? [deleteProfile(profile)] : [])]}
      forgets={OLD}
      onDone={() => {
        succeed(isDeletion ? `Instance profile ${name} deleted.` : `Role removed from instance profile ${name}.`);
        onClose();
      }}
      onCancel={onClose}
    >
      <p>Instances with this profile get no credentials of {roleName} any more. Sessions under way go on.</p>
    </StepsDialog>
  );
}
