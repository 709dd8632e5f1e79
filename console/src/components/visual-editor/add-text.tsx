/** A text that is added to a list, once it is what it has to be. */
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";

interface Props {
  label: string;
  /** What the button is called; it says "Add". */
  verb: string;
  constraint: string;
  placeholder: string;
  /** Return what is added for *text*, or null where it cannot be. */
  read: (text: string) => string | null;
  error: string;
  onAdd: (text: string) => void;
}

export function AddText({ label, verb, constraint, placeholder, read, error, onAdd }: Props) {
  const [text, setText] = useState("");
  const [isWrong, setWrong] = useState(false);
  const add = () => {
    const value = read(text);
    setWrong(value === null);
    if (value === null) return;
    onAdd(value);
    setText("");
  };
  return (
    <FormField
      label={label}
      constraintText={constraint}
      errorText={isWrong ? error : ""}
      secondaryControl={
        <Button ariaLabel={verb} formAction="none" onClick={add}>
          Add
        </Button>
      }
    >
      <Input
        value={text}
        placeholder={placeholder}
        onChange={({ detail }) => {
          setText(detail.value);
          setWrong(false);
        }}
        onKeyDown={(event) => {
          if (event.detail.key !== "Enter") return;
          // Enter adds; it does not send the form around.
          event.preventDefault();
          add();
        }}
      />
    </FormField>
  );
}
