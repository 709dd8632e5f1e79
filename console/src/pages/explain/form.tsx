/** The three ways to name a decision: its message, its event, or what was asked for. */
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";

export const PLAIN = { by: "", message: "", event: "", principal: "", action: "", resource: "" };

export type Address = typeof PLAIN;

export type Way = "message" | "event" | "request";

const WAYS: readonly { id: Way; text: string }[] = [
  { id: "message", text: "Access-denied message" },
  { id: "event", text: "Request or event ID" },
  { id: "request", text: "Typed in" },
];

/** The way that is open: the chosen one, else the one that the address has something for. */
export function wayOf({ by, event, principal, action }: Address): Way {
  const chosen = WAYS.find(({ id }) => id === by);
  if (chosen) return chosen.id;
  if (event) return "event";
  return principal || action ? "request" : "message";
}

interface Props {
  address: Address;
  onAsk: (address: Address) => void;
}

export function DecisionForm({ address, onAsk }: Props) {
  const [typed, setTyped] = useState(address);
  const [shown, setShown] = useState(address);
  // A link has led here with another decision. The form stays, and with it where somebody is in it.
  if (JSON.stringify(shown) !== JSON.stringify(address)) {
    setShown(address);
    setTyped(address);
  }
  const way = wayOf(typed);
  const set = (changed: Partial<Address>) => setTyped((before) => ({ ...before, ...changed }));
  const value = (name: keyof Address) => typed[name].trim();
  const isReady =
    way === "message" ? value("message") : way === "event" ? value("event") : value("principal") && value("action");

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onAsk({ ...PLAIN, ...kept(typed, way) });
      }}
    >
      <Container
        header={<Header variant="h2">Decision</Header>}
        footer={
          <Button variant="primary" formAction="submit" disabled={!isReady}>
            Explain
          </Button>
        }
      >
        <SpaceBetween size="l">
          <SegmentedControl
            label="Find the decision by"
            selectedId={way}
            options={WAYS.map(({ id, text }) => ({ id, text }))}
            onChange={({ detail }) => set({ by: detail.selectedId })}
          />
          {way === "message" ? (
            <FormField
              label="Message"
              description="Paste the message of the error, or the encoded part of it alone."
              stretch
            >
              <Textarea
                value={typed.message}
                onChange={({ detail }) => set({ message: detail.value })}
                placeholder="User: … is not authorized to perform: …"
                spellcheck={false}
                rows={4}
              />
            </FormField>
          ) : null}
          {way === "event" ? (
            <FormField label="Request ID or event ID" description="The refusal tells the first, Activity both.">
              <Input value={typed.event} onChange={({ detail }) => set({ event: detail.value })} spellcheck={false} />
            </FormField>
          ) : null}
          {way === "request" ? <Request typed={typed} set={set} /> : null}
        </SpaceBetween>
      </Container>
    </form>
  );
}

/** Only what belongs to the way that is open stays in the address. */
function kept(typed: Address, way: Way): Partial<Address> {
  const names = { message: ["message"], event: ["event"], request: ["principal", "action", "resource"] } as const;
  return Object.fromEntries(names[way].map((name) => [name, typed[name].trim()]));
}

function Request({ typed, set }: { typed: Address; set: (changed: Partial<Address>) => void }) {
  return (
    <ColumnLayout columns={3}>
      <FormField label="Principal" constraintText="The ARN of a user, a group, a role or a role session">
        <Input
          value={typed.principal}
          onChange={({ detail }) => set({ principal: detail.value })}
          placeholder="arn:aws:iam::111122223333:user/mira"
          spellcheck={false}
        />
      </FormField>
      <FormField label="Action">
        <Input
          value={typed.action}
          onChange={({ detail }) => set({ action: detail.value })}
          placeholder="s3:GetObject"
          spellcheck={false}
        />
      </FormField>
      <FormField label="Resource - optional" constraintText="An ARN; * where it is left out">
        <Input
          value={typed.resource}
          onChange={({ detail }) => set({ resource: detail.value })}
          placeholder="*"
          spellcheck={false}
        />
      </FormField>
    </ColumnLayout>
  );
}
