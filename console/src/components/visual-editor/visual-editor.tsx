/**
 * A policy as forms, one for each service that a statement names. What no form can show is there to read, and is kept
 * as it is; a document that nobody changed is never written.
 */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { type ListedService, services } from "../../api/catalogue";
import type { Block } from "../../policy/blocks";
import {
  addBlock,
  blocksIn,
  changeBlock,
  cloneBlock,
  type Reading,
  readVisual,
  removeBlock,
  type Visual,
  writeVisual,
} from "../../policy/visual";
import { Answer } from "../answer";
import { FormView } from "./form";
import { RawView } from "./raw";

interface Props {
  text: string;
  onChange: (text: string) => void;
  /** Which statement is shown, from 0 on; null for none of them. Without it all are. */
  statement?: number | null;
  /** A form was added at the end. */
  onAdd?: () => void;
}

export function VisualEditor(props: Props) {
  return <Answer query={useQuery(services())}>{(listed) => <Blocks {...props} services={listed} />}</Answer>;
}

/** Of how many blocks all are open at first. */
const MOST_OPEN = 5;

/** What was read of a text, or written as it: a form that is not complete says more than its text. */
interface Known {
  text: string;
  reading: Reading;
}

function useVisual(text: string, onChange: (text: string) => void, isKnown: (prefix: string) => boolean) {
  const [known, setKnown] = useState<Known>(() => ({ text, reading: readVisual(text, isKnown) }));
  const reading = useMemo(
    () => (known.text === text ? known.reading : readVisual(text, isKnown)),
    [known, text, isKnown],
  );
  const change = (visual: Visual) => {
    const written = writeVisual(visual);
    setKnown({ text: written, reading: { visual, why: "" } });
    onChange(written);
  };
  return { reading, change };
}

function Blocks({ text, onChange, statement, onAdd, services }: Props & { services: readonly ListedService[] }) {
  const isKnown = useMemo(() => {
    const prefixes = new Set(services.map(({ prefix }) => prefix));
    return (prefix: string) => prefixes.has(prefix);
  }, [services]);
  const { reading, change } = useVisual(text, onChange, isKnown);
  const add = useRef<ButtonProps.Ref>(null);
  const { visual } = reading;
  if (visual === null) return <Alert type="info">{reading.why}</Alert>;
  const blocks = blocksIn(visual);
  const isWhole = statement === undefined;
  const shown = isWhole ? blocks : (visual.parts[statement ?? -1]?.blocks ?? []);
  const frameOf = (block: Block) => {
    // Beside the JSON editor, where the cursor is says what is shown: nothing takes the focus from there.
    const isNew = isWhole && visual.isChanged && block.id === visual.nextId - 1;
    return {
      number: blocks.indexOf(block) + 1,
      isNew,
      isOpenAtFirst: isNew || shown.length <= MOST_OPEN,
      onRemove: () => {
        change(removeBlock(visual, block.id));
        // What had the focus is gone.
        add.current?.focus();
      },
    };
  };

  return (
    <SpaceBetween size="m">
      {shown.length === 0 && !isWhole ? (
        <Box color="text-body-secondary">Put the cursor into a statement to edit it here, or add a new one.</Box>
      ) : null}
      {shown.map((block) =>
        block.kind === "raw" ? (
          <RawView key={block.id} block={block} {...frameOf(block)} />
        ) : (
          <FormView
            key={block.id}
            block={block}
            blocks={blocks}
            services={services}
            onChange={(changed) => change(changeBlock(visual, changed))}
            onClone={(changed, own) => change(cloneBlock(visual, own ?? block, changed))}
            onAdd={(filled) => change(addBlock(visual, filled))}
            {...frameOf(block)}
          />
        ),
      )}
      <Button
        ref={add}
        iconName="add-plus"
        onClick={() => {
          change(addBlock(visual));
          onAdd?.();
        }}
      >
        {isWhole ? "Add more permissions" : "Add new statement"}
      </Button>
    </SpaceBetween>
  );
}
