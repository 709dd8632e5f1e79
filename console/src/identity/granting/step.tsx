/** The step that gives a user permissions: by groups, as another user has them, or by policies; and a boundary. */
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { PolicyPicker } from "../../components/policy-picker";
import { BoundaryChoice } from "./boundary-choice";
import { GroupChoice } from "./group-choice";
import type { PermissionChange, PermissionState, Way } from "./state";
import { UserChoice } from "./user-choice";

interface Props {
  state: PermissionState;
  dispatch: (change: PermissionChange) => void;
  /** The name of a user who exists already. */
  userName?: string;
}

const WAYS: readonly { value: Way; label: string; description: string }[] = [
  {
    value: "groups",
    label: "Add user to group",
    description: "Add the user to a group that exists, or create one. Recommended: make groups by what people do.",
  },
  {
    value: "copy",
    label: "Copy permissions",
    description: "Copy all group memberships, managed and inline policies, and the boundary of another user.",
  },
  {
    value: "attach",
    label: "Attach policies directly",
    description: "Attach managed policies to this user alone. What groups are given is easier to look over.",
  },
];

const isWay = (text: string): text is Way => WAYS.some(({ value }) => value === text);

export function PermissionStep({ state, dispatch, userName }: Props) {
  const { way } = state;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Permissions options</Header>}>
        <Tiles
          ariaLabel="Permissions options"
          columns={1}
          value={way}
          items={[...WAYS]}
          onChange={({ detail }) => {
            if (isWay(detail.value)) dispatch({ type: "way", way: detail.value });
          }}
        />
      </Container>
      {way === "groups" ? <GroupChoice state={state} dispatch={dispatch} userName={userName} /> : null}
      {way === "copy" ? <UserChoice state={state} dispatch={dispatch} userName={userName} /> : null}
      {way === "attach" ? (
        <PolicyPicker selected={state.policies} onChange={(arns) => dispatch({ type: "policies", arns })} />
      ) : null}
      <BoundaryChoice arn={state.boundary} onChange={(arn) => dispatch({ type: "boundary", arn })} />
    </SpaceBetween>
  );
}
