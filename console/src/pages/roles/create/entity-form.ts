import type { Choice } from "../../../trust/builder";
import type { Complaints } from "../../../trust/complaints";

/** What each form of a trusted entity is given. */
export interface EntityFormProps<C extends Choice> {
  choice: C;
  /** What is wrong, by field; nothing before somebody has asked to go on. */
  complaints: Complaints;
  onChange: (choice: C) => void;
}
