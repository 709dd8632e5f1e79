/**
 * A policy as forms, one for each service that a statement names. What no form can show is there to read, and is kept
 * as it is; a document that nobody changed is never written.
 */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { type ListedService, services } from "../../api/catalogue";
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
}

export function VisualEditor(props: Props) {
  return <Answer query={useQuery(services())}>{(listed) => <Blocks {...props} services={listed} />}</Answer>;
}

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

function Blocks({ text, onChange, services }: Props & { services: readonly ListedService[] }) {
  const isKnown = useMemo(() => {
    const prefixes = new Set(services.map(({ prefix }) => prefix));
    return (prefix: string) => prefixes.has(prefix);
  }, [services]);
  const { reading, change } = useVisual(text, onChange, isKnown);
  const { visual } = reading;
  if (visual === null) return <Alert type="info">{reading.why}</Alert>;
  const blocks = blocksIn(visual);

  return (
    <SpaceBetween size="m">
      {blocks.map((block, at) =>
        block.kind === "raw" ? (
          <RawView
            key={block.id}
            block={block}
            number={at + 1}
            onRemove={() => change(removeBlock(visual, block.id))}
          />
        ) : (
          <FormView
            key={block.id}
            block={block}
            number={at + 1}
            blocks={blocks}
            services={services}
            onChange={(changed) => change(changeBlock(visual, changed))}
            onClone={(changed, own) => change(cloneBlock(visual, own ?? block, changed))}
            onAdd={(filled) => change(addBlock(visual, filled))}
            onRemove={() => change(removeBlock(visual, block.id))}
          />
        ),
      )}
      <Button iconName="add-plus" onClick={() => change(addBlock(visual))}>
        Add more permissions
      </Button>
    </SpaceBetween>
  );
}
