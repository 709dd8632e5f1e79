/** "Who can assume this role": a trust policy in plain words. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { TrustedEntity } from "./entity";
import { type Rule, whoCanAssume } from "./words";

export function TrustRules({ text }: { text: string | undefined }) {
  const rules = whoCanAssume(text);
  const gone = [
    ...new Set(rules.filter(({ entity }) => entity.kind === "deleted").map(({ entity }) => entity.principal)),
  ];
  return (
    <SpaceBetween size="m">
      {gone.length > 0 ? (
        <Alert type="warning" header="The policy names somebody who is deleted">
          {gone.join(", ")} {gone.length === 1 ? "is the unique ID" : "are the unique IDs"} of a deleted user or role. A
          new one of the same name is not trusted. Edit the trust policy to remove {gone.length === 1 ? "it" : "them"}.
        </Alert>
      ) : null}
      <Table<Rule>
        variant="embedded"
        wrapLines
        cellVerticalAlign="top"
        items={rules}
        ariaLabels={{ tableLabel: "Who can assume this role" }}
        columnDefinitions={[
          {
            id: "effect",
            header: "Effect",
            minWidth: 105,
            cell: ({ isAllowing }) =>
              isAllowing ? (
                <StatusIndicator type="success">Allowed</StatusIndicator>
              ) : (
                <StatusIndicator type="stopped">Denied</StatusIndicator>
              ),
          },
          {
            id: "who",
            header: "Who",
            isRowHeader: true,
            minWidth: 200,
            cell: ({ who, how, entity }) => (
              <>
                <TrustedEntity entity={entity} text={who} />
                <Box color="text-body-secondary" fontSize="body-s">
                  {how}
                </Box>
              </>
            ),
          },
          { id: "conditions", header: "If", minWidth: 200, cell: ({ conditions }) => <Conditions list={conditions} /> },
        ]}
        empty={<Box textAlign="center">Nobody</Box>}
      />
    </SpaceBetween>
  );
}

function Conditions({ list }: { list: readonly string[] }) {
  if (list.length === 0) return "Always";
  return (
    <ul className="ostiary-plain-list">
      {list.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}
