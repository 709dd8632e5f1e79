/** Explain a decision: who asked for what, which layer refused it, and what would allow it. */
import Alert from "@cloudscape-design/components/alert";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { InfoLink, type Topic, usePageHelp } from "../../app/help";
import { useAddress } from "../../app/use-address";
import { Answer } from "../../components/answer";
import { Decision } from "./decision";
import { type Address, DecisionForm, PLAIN, wayOf } from "./form";
import { encodedIn, fromDecoded, fromEvent, fromMessage, fromTyped } from "./inquiry";
import { decoded, eventWith } from "./queries";

const HELP: Topic = {
  title: "Explain a decision",
  body: (
    <>
      <p>
        A call is allowed when no layer denies it and every layer that there is allows it. A layer denies explicitly, by
        a statement that says Deny, or implicitly, because no statement allows.
      </p>
      <p>
        The refusal names the one layer that refused. The rest is asked of the policy simulator, by the policies as they
        are now and the context that is known: an event tells a part of it, an encoded message all.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>A near miss is a statement that allows the action, but not on this resource or not in this context.</li>
        <li>To decode a message needs sts:DecodeAuthorizationMessage, to find an event cloudtrail:LookupEvents.</li>
      </ul>
    </>
  ),
};

export default function Explain() {
  usePageHelp(HELP);
  const [address, change] = useAddress(PLAIN);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic={HELP} />}
          description="Why a call was refused: the layer that decided, the statements that matched or nearly did, and what would allow it."
        >
          Explain a decision
        </Header>
      }
    >
      <SpaceBetween size="l">
        <DecisionForm address={address} onAsk={change} />
        <Asked key={`asked ${JSON.stringify(address)}`} address={address} />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Asked({ address }: { address: Address }) {
  const way = wayOf(address);
  if (way === "event") return address.event ? <ByEvent id={address.event} /> : null;
  if (way === "request") {
    const { principal, action, resource } = address;
    return principal && action ? <Decision inquiry={fromTyped(principal, action, resource)} /> : null;
  }
  return address.message ? <ByMessage message={address.message} /> : null;
}

function ByMessage({ message }: { message: string }) {
  const encoded = encodedIn(message);
  const plain = fromMessage(message);
  if (encoded) return <ByEncoded encoded={encoded} />;
  if (plain) return <Decision inquiry={plain} />;
  return (
    <Alert type="warning" header="This is no access-denied message">
      Paste the whole message. It begins with “User:” and says what the user is not authorized to perform.
    </Alert>
  );
}

function ByEncoded({ encoded }: { encoded: string }) {
  return <Answer query={useQuery(decoded(encoded))}>{(text) => <Decision inquiry={fromDecoded(text)} />}</Answer>;
}

function ByEvent({ id }: { id: string }) {
  return (
    <Answer query={useQuery(eventWith(id))}>
      {(event) =>
        event ? (
          <Decision inquiry={fromEvent(event)} />
        ) : (
          <Alert type="warning" header="No such event was found">
            The newest part of the audit log, of at most 90 days, has neither an event nor a request with the ID {id}.
            Find the event in Activity, by its time and name, and open it there.
          </Alert>
        )
      }
    </Answer>
  );
}
