/** The account: number, alias, and where its users sign in. */
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { useAccountFacts } from "../../account/alias";

export function AccountCard() {
  return (
    <Container header={<Header variant="h2">Account</Header>}>
      <KeyValuePairs columns={1} items={useAccountFacts()} />
    </Container>
  );
}
