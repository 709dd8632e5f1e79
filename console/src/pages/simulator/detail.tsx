/** The policy simulator: what policies would decide, before they count. */
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import { InfoLink, type Topic, usePageHelp } from "../../app/help";
import { useAddress } from "../../app/use-address";
import { entityOf } from "../../simulation/entity";
import { Bench } from "./bench";
import { KINDS } from "./identity-picker";

const HELP: Topic = {
  title: "Policy simulator",
  body: (
    <>
      <p>
        The engine that decides the real calls decides here what policies would say. Nothing is carried out, and
        whatever you ask about need not exist.
      </p>
      <p>
        Take policies away by their tick boxes, change them, or paste others: all of it stays here until you save it. No
        policy of a resource is looked up; give one where it matters. Session policies are not simulated.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>Context keys that policies ask for are in the form; one without a value is not in the request.</li>
        <li>A call that was refused is explained by “Explain a decision”.</li>
      </ul>
    </>
  ),
};

const PLAIN = { kind: "user", name: "", actions: "", resource: "" };

export default function Simulator() {
  usePageHelp(HELP);
  const [address, change] = useAddress(PLAIN);
  const kind = KINDS.find((each) => each === address.kind);
  // An ARN does for a name: then nothing has to be read to find it.
  const identity = entityOf(address.name) ?? (kind && address.name ? { kind, name: address.name } : null);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic={HELP} />}
          description="What policies would decide, by which statements. Nothing is carried out."
        >
          Policy simulator
        </Header>
      }
    >
      <Bench
        identity={identity}
        actions={address.actions.split(",").filter((each) => each !== "")}
        onActions={(actions) => change({ actions: actions.join(",") })}
        resource={address.resource}
        kind={kind ?? ""}
        name={address.name}
        onIdentity={(chosen, name) => change({ kind: chosen || "pasted", name })}
      />
    </ContentLayout>
  );
}
