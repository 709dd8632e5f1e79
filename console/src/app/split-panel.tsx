/** The split panel: what a page shows of the selected row, beside its list. */
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

interface Panel {
  /** A SplitPanel. */
  content: ReactNode;
  onClose: () => void;
  /** Where it is at first; without it below the page. */
  position?: "side" | "bottom";
}

type Show = (panel: Panel | null) => void;

const ShownContext = createContext<Panel | null>(null);
const ShowContext = createContext<Show | null>(null);

export function SplitPanelProvider({ children }: { children: ReactNode }) {
  const [panel, show] = useState<Panel | null>(null);
  return (
    <ShowContext.Provider value={show}>
      <ShownContext.Provider value={panel}>{children}</ShownContext.Provider>
    </ShowContext.Provider>
  );
}

/** What the frame shows. */
export const useShownPanel = () => useContext(ShownContext);

/** Show *panel* while it is given and this page is shown. It has to be memoized: another one is shown anew. */
export function useSplitPanel(panel: Panel | null): void {
  const show = useContext(ShowContext);
  useEffect(() => {
    show?.(panel);
    return () => show?.(null);
  }, [show, panel]);
}
