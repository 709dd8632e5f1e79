/** A statement that no form can show: to read, and to be taken away. It is edited as JSON. */
import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { RawBlock } from "../../policy/blocks";
import { JsonView } from "../json-view";
import { Frame, type FrameProps } from "./frame";

export function RawView({ block: { text, reason }, ...frame }: FrameProps & { block: RawBlock }) {
  const { number } = frame;
  return (
    <Frame title={`Permissions ${number}: JSON`} {...frame}>
      <SpaceBetween size="s">
        <Alert type="info">{reason} It is kept as it is; edit it in the JSON editor.</Alert>
        <JsonView text={text} name={`Statement ${number}`} />
      </SpaceBetween>
    </Frame>
  );
}
