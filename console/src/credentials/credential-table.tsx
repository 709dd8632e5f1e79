/** The credentials of one kind: few rows, one of which is chosen for an action. Which actions there are is data. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { ApiError } from "../api/errors";
import { href } from "../app/paths";
import { useGo } from "../app/use-go";
import { Buttons } from "../components/buttons";
import { CallError } from "../components/call-error";
import type { Column } from "../components/columns";

export interface RowAction<T> {
  id: string;
  text: string;
  /** Whether it makes sense for the row: an active key is not activated. */
  fits?: (item: T) => boolean;
  dialog: (item: T, close: () => void) => ReactNode;
}

/** How a new one is made: on a page of its own, or in a dialog. */
export type Create = { text: string } & ({ path: string } | { dialog: (close: () => void) => ReactNode });

interface Props<T> {
  title: string;
  description: ReactNode;
  /** "access key", "access keys" */
  noun: readonly [string, string];
  query: Pick<UseQueryResult<unknown, ApiError>, "error" | "isPending" | "refetch">;
  items: readonly T[];
  columns: readonly Column<T>[];
  idOf: (item: T) => string;
  actions: readonly RowAction<T>[];
  create: readonly Create[];
}

export function CredentialTable<T>(props: Props<T>) {
  const { title, description, noun, query, items, columns, idOf, actions, create } = props;
  const [chosenId, choose] = useState("");
  const [dialog, show] = useState<((close: () => void) => ReactNode) | null>(null);
  const chosen = items.find((item) => idOf(item) === chosenId);
  const buttons = create.map((each) => (
    <CreateButton key={each.text} create={each} onDialog={(opened) => show(() => opened)} />
  ));

  if (query.error) {
    return (
      <>
        <Container
          header={
            <Header variant="h2" actions={<Buttons>{buttons}</Buttons>}>
              {title}
            </Header>
          }
        >
          <CallError error={query.error} onRetry={() => void query.refetch()} />
        </Container>
        {dialog?.(() => show(null))}
      </>
    );
  }
  return (
    <>
      <Table<T>
        variant="container"
        items={items}
        trackBy={idOf}
        loading={query.isPending}
        loadingText={`Loading ${noun[1]}`}
        wrapLines
        selectionType="single"
        selectedItems={chosen ? [chosen] : []}
        onSelectionChange={({ detail }) => choose(detail.selectedItems.map(idOf).at(0) ?? "")}
        columnDefinitions={columns.map(({ id, header, cell, isName = false, minWidth = 120 }) => ({
          id,
          header,
          cell,
          minWidth,
          isRowHeader: isName,
        }))}
        ariaLabels={{
          tableLabel: title,
          selectionGroupLabel: `Select one of the ${noun[1]}`,
          itemSelectionLabel: (_, item) => `Select ${idOf(item)}`,
        }}
        header={
          <Header
            variant="h2"
            counter={query.isPending ? undefined : `(${items.length})`}
            description={description}
            actions={
              <Buttons>
                <ButtonDropdown
                  disabled={chosen === undefined}
                  ariaLabel={`Actions for ${noun[1]}`}
                  items={actions.map(({ id, text, fits }) => ({
                    id,
                    text,
                    disabled: chosen !== undefined && fits !== undefined && !fits(chosen),
                  }))}
                  onItemClick={({ detail }) => {
                    const action = actions.find(({ id }) => id === detail.id);
                    if (action && chosen) show(() => (close: () => void) => action.dialog(chosen, close));
                  }}
                >
                  Actions
                </ButtonDropdown>
                {buttons}
              </Buttons>
            }
          >
            {title}
          </Header>
        }
        empty={
          <Box textAlign="center" padding={{ vertical: "s" }}>
            <SpaceBetween size="s">
              <Box variant="strong">No {noun[1]}</Box>
              {buttons}
            </SpaceBetween>
          </Box>
        }
      />
      {dialog?.(() => show(null))}
    </>
  );
}

function CreateButton({
  create,
  onDialog,
}: {
  create: Create;
  onDialog: (dialog: (close: () => void) => ReactNode) => void;
}) {
  const { follow } = useGo();
  if ("path" in create) {
    return (
      <Button href={href(create.path)} onFollow={follow}>
        {create.text}
      </Button>
    );
  }
  return <Button onClick={() => onDialog(create.dialog)}>{create.text}</Button>;
}
