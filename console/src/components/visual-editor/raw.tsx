/** A statement that no form can show: to read, and to be taken away. It is edited as JSON. */
import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { RawBlock } from "../../policy/blocks";
import { JsonView } from "../json-view";
import { Frame } from "./frame";

interface Props {
  block: RawBlock;
  number: number;
  onRemove: () => void;
}

export function RawView({ block: { text, reason }, number, onRemove }: Props) {
  return (
    <Frame title={`Permissions ${number}: JSON`} number={number} onRemove={onRemove}>
      <SpaceBetween size="s">
        <Alert type="info">{reason} It is kept as it is; edit it in the JSON editor.</Alert>
        <JsonView text={text} name={`Statement ${number}`} />
      </SpaceBetween>
    </Frame>
  );
}
