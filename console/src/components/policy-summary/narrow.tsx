/** What is shown of the tables below: what holds a text, and whether what the policy is silent about is shown too. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import TextFilter from "@cloudscape-design/components/text-filter";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";

export interface Narrowed {
  holds: (text: string) => boolean;
  filter: string;
  setFilter: (filter: string) => void;
  showsRemaining: boolean;
  showRemaining: (isShown: boolean) => void;
}

export function useNarrowed(): Narrowed {
  const [filter, setFilter] = useState("");
  const [showsRemaining, showRemaining] = useState(false);
  const wanted = filter.trim().toLowerCase();
  return { holds: (text) => text.toLowerCase().includes(wanted), filter, setFilter, showsRemaining, showRemaining };
}

interface Props {
  narrowed: Narrowed;
  many: string;
  /** How many there are that the policy does not name. */
  remaining: number;
}

export function Narrow({ narrowed, many, remaining }: Props) {
  return (
    <SpaceBetween size="m" direction="horizontal" alignItems="center">
      <TextFilter
        filteringText={narrowed.filter}
        filteringPlaceholder={`Find ${many}`}
        filteringAriaLabel={`Find ${many}`}
        onChange={({ detail }) => narrowed.setFilter(detail.filteringText)}
      />
      {remaining > 0 ? (
        <Toggle checked={narrowed.showsRemaining} onChange={({ detail }) => narrowed.showRemaining(detail.checked)}>
          {`Show remaining ${remaining}`}
        </Toggle>
      ) : null}
    </SpaceBetween>
  );
}
