/** How two versions of a policy differ. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useQuery } from "@tanstack/react-query";
import { Answer } from "../../components/answer";
import { readable } from "../../components/json-view";
import { LineDiff } from "../../components/line-diff";
import { version } from "./queries";

interface Props {
  arn: string;
  from: string;
  to: string;
  onClose: () => void;
}

export function Comparison({ arn, from, to, onClose }: Props) {
  const before = useQuery(version(arn, from));
  const after = useQuery(version(arn, to));
  return (
    <Container
      header={
        <Header variant="h2" actions={<Button onClick={onClose}>Close comparison</Button>}>
          {from} and {to} compared
        </Header>
      }
    >
      <Answer query={before}>
        {({ PolicyVersion: old }) => (
          <Answer query={after}>
            {({ PolicyVersion: young }) => (
              <LineDiff
                before={readable(old?.Document ?? "")}
                after={readable(young?.Document ?? "")}
                names={[from, to]}
              />
            )}
          </Answer>
        )}
      </Answer>
    </Container>
  );
}
