/** The help panel: it is opened by "Info" links, shows their topic, and changes with the page. */
import HelpPanel from "@cloudscape-design/components/help-panel";
import Link from "@cloudscape-design/components/link";
import { useLocation } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

export interface Topic {
  title: string;
  body: ReactNode;
}

interface Help {
  topic: Topic | null;
  isOpen: boolean;
  open: (topic?: Topic) => void;
  close: () => void;
  /** Set what the panel shows when it is opened without a topic. */
  setDefault: (topic: Topic | null) => void;
}

const Context = createContext<Help | null>(null);

export function HelpProvider({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const [asked, setAsked] = useState<Topic | null>(null);
  const [byPage, setByPage] = useState<Topic | null>(null);
  const value = useMemo<Help>(
    () => ({
      topic: asked ?? byPage,
      isOpen,
      open: (topic) => {
        setAsked(topic ?? null);
        setOpen(true);
      },
      close: () => setOpen(false),
      setDefault: (topic) => {
        setAsked(null);
        setByPage(topic);
      },
    }),
    [isOpen, asked, byPage],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useHelp(): Help {
  const help = useContext(Context);
  if (help === null) throw new Error("useHelp needs a HelpProvider around it.");
  return help;
}

/** Have the panel show *topic* while this page is shown. */
export function usePageHelp(topic: Topic): void {
  const { setDefault } = useHelp();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `setDefault` does the same at any time
  useEffect(() => {
    setDefault(topic);
    return () => setDefault(null);
  }, [topic]);
}

export function InfoLink({ topic }: { topic: Topic }) {
  const { open } = useHelp();
  return (
    <Link variant="info" onFollow={() => open(topic)} ariaLabel={`Info about ${topic.title.toLowerCase()}`}>
      Info
    </Link>
  );
}

export function Help() {
  const { topic } = useHelp();
  useLocation();
  return (
    <HelpPanel header={<h2>{topic?.title ?? "Help"}</h2>}>
      {topic?.body ?? <p>Choose an “Info” link to read about a part of this page.</p>}
    </HelpPanel>
  );
}
