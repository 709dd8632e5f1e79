/** The field in which a trust policy is written. */
import { PolicyEditor } from "../../components/policy-editor/policy-editor";

/** How many characters a trust policy has, white space not counted. */
const LIMIT = 2_048;

/** What is said to who wants to go on with errors. */
export const MEND = "Mend the errors in the trust policy to go on.";

interface Props {
  text: string;
  onChange: (text: string) => void;
  onErrors: (hasErrors: boolean) => void;
}

export function TrustEditor(props: Props) {
  return <PolicyEditor {...props} kind="trust" limit={LIMIT} label="Trust policy" />;
}
