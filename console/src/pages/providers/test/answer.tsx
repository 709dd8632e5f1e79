/** What came of a test: whether it is good, what it says, and which roles it opens. */
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs, { type KeyValuePairsProps } from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Column } from "../../../components/columns";
import { JsonView } from "../../../components/json-view";
import { PartTable } from "../../../components/part-table";
import { contentOf, type Shown, type Told } from "./call";
import { RolesTable } from "./roles-table";

interface Props {
  shown: Shown;
  told: Told;
}

export function TestAnswer({ shown, told }: Props) {
  const what = shown.samlAssertion === undefined ? "token" : "assertion";
  const content = contentOf(shown);
  const { error } = told;
  return (
    <SpaceBetween size="l">
      {told.isValid ? (
        <Alert type="success" header={`The ${what} is good`}>
          {what === "token"
            ? "The signature is that of a key of its issuer, and audience and times are right."
            : "The signature is that of the provider, and recipient, audience and times are right. Whether it was used before is not looked at: an assertion is good once."}
        </Alert>
      ) : (
        <Alert type="error" header={`The ${what} is not good: ${error?.code ?? "refused"}`}>
          {error?.message}
        </Alert>
      )}
      {told.isValid ? <RolesTable told={told} /> : null}
      {told.isValid ? <Says told={told} /> : null}
      {content === null ? null : (
        <ExpandableSection
          variant="container"
          headerText={`What the ${what} says`}
          headerDescription={
            told.isValid
              ? "As it was sent. What counts of it is above."
              : "As anybody could have written it: it was not verified."
          }
        >
          <JsonView text={content} name={`What the ${what} says`} />
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}

interface Key {
  key: string;
  values: readonly string[];
}

const valuesOf = ({ values }: Key) => values.join(", ");

const KEY_COLUMNS: readonly Column<Key>[] = [
  { id: "key", header: "Condition key", cell: ({ key }) => key, by: ({ key }) => key, isSearched: true, isName: true },
  { id: "value", header: "Value", cell: valuesOf, by: valuesOf, isSearched: true },
];

function Says({ told }: { told: Told }) {
  const tags = Object.entries(told.sessionTags ?? {});
  const passedOn = new Set(told.transitiveTagKeys);
  const facts: [string, string | undefined][] = [
    ["Issuer", told.issuer],
    ["Subject", told.subject],
    ["Audience", told.audience],
    ["Session name", told.sessionName],
    ["Source identity", told.sourceIdentity],
    [
      "Session tags",
      tags.map(([key, value]) => `${key} = ${value}${passedOn.has(key) ? " (transitive)" : ""}`).join(", "),
    ],
  ];
  const items: KeyValuePairsProps.Item[] = facts.flatMap(([label, value]) => (value ? { label, value } : []));
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Who it speaks of</Header>}>
        <KeyValuePairs columns={3} items={items} />
      </Container>
      <PartTable<Key>
        noun={{ one: "condition key", many: "condition keys", title: "Condition keys" }}
        description="What trust policies can ask for: the keys that it fills."
        rows={{ data: told.contextKeys ?? [], error: null }}
        columns={KEY_COLUMNS}
        idOf={({ key }) => key}
        nameOf={({ key }) => key}
        emptyText="It fills none."
      />
    </SpaceBetween>
  );
}
