/** Whose policies are simulated: a user, a group, a role, or nobody's. */
import Autosuggest from "@cloudscape-design/components/autosuggest";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiError } from "../../api/errors";
import type { Kind } from "../../identity/kinds";
import { KIND_WORDS } from "../../simulation/entity";
import { groups } from "../groups/queries";
import { roles } from "../roles/queries";
import { users } from "../users/queries";

export const KINDS = ["user", "group", "role"] as const satisfies readonly Kind[];

interface Props {
  /** "" for pasted policies alone. */
  kind: Kind | "";
  name: string;
  onChange: (kind: Kind | "", name: string) => void;
}

const OPTIONS = [
  ...KINDS.map((kind) => ({ value: kind as string, label: KIND_WORDS[kind] })),
  { value: "", label: "Pasted policies only" },
];

export function IdentityPicker({ kind, name, onChange }: Props) {
  return (
    <SpaceBetween size="m">
      <FormField label="Simulate the policies of">
        <Select
          selectedOption={OPTIONS.find(({ value }) => value === kind) ?? null}
          options={OPTIONS}
          onChange={({ detail }) => {
            const chosen = KINDS.find((each) => each === detail.selectedOption.value);
            onChange(chosen ?? "", "");
          }}
        />
      </FormField>
      {kind ? (
        <FormField label={`${KIND_WORDS[kind]} name`} constraintText="A name, or an ARN">
          <Names key={kind} kind={kind} name={name} onChange={(chosen) => onChange(kind, chosen)} />
        </FormField>
      ) : null}
    </SpaceBetween>
  );
}

interface NamesProps {
  kind: Kind;
  name: string;
  onChange: (name: string) => void;
}

function Names(props: NamesProps) {
  if (props.kind === "user") return <UserNames {...props} />;
  return props.kind === "group" ? <GroupNames {...props} /> : <RoleNames {...props} />;
}

function UserNames(props: NamesProps) {
  const query = useInfiniteQuery(users());
  return <Suggested {...props} query={query} names={query.data?.map(({ UserName }) => UserName)} />;
}

function GroupNames(props: NamesProps) {
  const query = useInfiniteQuery(groups());
  return <Suggested {...props} query={query} names={query.data?.map(({ GroupName }) => GroupName)} />;
}

function RoleNames(props: NamesProps) {
  const query = useInfiniteQuery(roles());
  return <Suggested {...props} query={query} names={query.data?.map(({ RoleName }) => RoleName)} />;
}

interface SuggestedProps extends NamesProps {
  query: { isFetching: boolean; error: ApiError | null; hasNextPage: boolean; fetchNextPage: () => Promise<unknown> };
  names: readonly (string | undefined)[] | undefined;
}

/** How many names are offered at once: more are found by typing. */
const MOST = 100;

function Suggested({ kind, name, onChange, query, names = [] }: SuggestedProps) {
  const [typed, setTyped] = useState(name);
  const [shown, setShown] = useState(name);
  // A link has led here with another name.
  if (shown !== name) {
    setShown(name);
    setTyped(name);
  }
  const wanted = typed.trim().toLowerCase();
  const options = names
    .filter((each) => each?.toLowerCase().includes(wanted))
    .slice(0, MOST)
    .map((value) => ({ value: value ?? "" }));
  const status = query.isFetching ? "loading" : query.error ? "error" : query.hasNextPage ? "pending" : "finished";
  return (
    <Autosuggest
      value={typed}
      options={options}
      filteringType="manual"
      statusType={status}
      onLoadItems={() => {
        if (query.hasNextPage) void query.fetchNextPage();
      }}
      onChange={({ detail }) => setTyped(detail.value)}
      onSelect={({ detail }) => onChange(detail.value.trim())}
      onBlur={() => typed.trim() !== name && onChange(typed.trim())}
      enteredTextLabel={(value) => `Use “${value}”`}
      placeholder={`Choose or type the name of a ${KIND_WORDS[kind].toLowerCase()}`}
      empty="No matches"
      loadingText="Loading names"
      errorText="The names could not be listed. Type one."
    />
  );
}
