/** The permissions boundary of a user or role: set, change, remove. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { forget } from "../api/queries";
import { useFlashes } from "../app/flashes";
import { InfoLink } from "../app/help";
import { Answer } from "../components/answer";
import { Arn } from "../components/arn";
import { Dialog } from "../components/dialog";
import { ManagedDocument } from "../components/policy-document";
import { PolicyPicker } from "../components/policy-picker";
import { BOUNDARY_HELP } from "./help";
import { boundaryOf, type Identity, readsOfPolicies, verbsOf } from "./kinds";
import { nameOfArn } from "./steps";

type Asked = "set" | "remove" | null;

export function BoundarySection({ of }: { of: Identity }) {
  const query = useQuery(boundaryOf(of));
  const [asked, ask] = useState<Asked>(null);
  const arn = query.data?.PermissionsBoundaryArn ?? "";
  const state = query.data === undefined ? "" : arn ? "(set)" : "(not set)";
  return (
    <ExpandableSection
      variant="container"
      headerText="Permissions boundary"
      headerCounter={state}
      headerInfo={<InfoLink topic={BOUNDARY_HELP} />}
      headerActions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button onClick={() => ask("set")}>{arn ? "Change boundary" : "Set boundary"}</Button>
          {arn ? <Button onClick={() => ask("remove")}>Remove boundary</Button> : null}
        </SpaceBetween>
      }
    >
      <Answer query={query}>
        {() =>
          arn ? (
            <SpaceBetween size="s">
              <Arn arn={arn} />
              <ManagedDocument arn={arn} name={nameOfArn(arn)} />
            </SpaceBetween>
          ) : (
            <Box>No boundary limits what the policies of this {of.kind} allow.</Box>
          )
        }
      </Answer>
      {asked === "set" ? <SetBoundary of={of} present={arn} onClose={() => ask(null)} /> : null}
      {asked === "remove" ? <RemoveBoundary of={of} onClose={() => ask(null)} /> : null}
    </ExpandableSection>
  );
}

interface Props {
  of: Identity;
  onClose: () => void;
}

function useChange({ of, onClose }: Props, change: () => Promise<unknown>, done: string) {
  const queryClient = useQueryClient();
  const { succeed } = useFlashes();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await forget(queryClient, ...readsOfPolicies(of));
      succeed(done);
      onClose();
    },
  });
}

function SetBoundary({ of, present, onClose }: Props & { present: string }) {
  const [arns, choose] = useState<string[]>(present ? [present] : []);
  const [arn = ""] = arns;
  const change = useChange(
    { of, onClose },
    () => verbsOf(of).setBoundary(arn),
    `Permissions boundary of ${of.name} set.`,
  );
  return (
    <Dialog
      title={present ? "Change permissions boundary" : "Set permissions boundary"}
      verb="Set boundary"
      size="max"
      isReady={arn !== "" && arn !== present}
      isBusy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onCancel={onClose}
    >
      <PolicyPicker variant="embedded" title="Policies" selection="single" selected={arns} onChange={choose} />
    </Dialog>
  );
}

function RemoveBoundary({ of, onClose }: Props) {
  const change = useChange(
    { of, onClose },
    () => verbsOf(of).removeBoundary(),
    `Permissions boundary of ${of.name} removed.`,
  );
  return (
    <Dialog
      title="Remove permissions boundary?"
      verb="Remove"
      isBusy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onCancel={onClose}
    >
      <Alert type="warning">All that the policies of {of.name} allow is then allowed, with nothing to limit it.</Alert>
    </Dialog>
  );
}
