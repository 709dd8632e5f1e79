/** Messages at the top of the content: what was done, and what failed. */
import Button from "@cloudscape-design/components/button";
import type { FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useMemo, useState } from "react";
import type { ApiError } from "../api/errors";
import { RequestId } from "../components/request-id";

interface Flashes {
  /** Say that something was done. It stays until it is dismissed. */
  succeed: (text: ReactNode) => void;
  /** Say that something failed, with the API's code, message and request ID; *again* tries once more. */
  fail: (header: string, error: ApiError, again?: () => void) => void;
  items: FlashbarProps.MessageDefinition[];
}

/** There is nothing to say at first: the frame does not wait for it. */
const Flashbar = lazy(() => import("@cloudscape-design/components/flashbar"));

let told = 0;

const Context = createContext<Flashes | null>(null);

export function FlashProvider({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<FlashbarProps.MessageDefinition[]>([]);

  const add = useCallback((item: FlashbarProps.MessageDefinition, again?: () => void) => {
    told += 1;
    const id = `message-${told}`;
    const dismiss = () => setItems((present) => present.filter((each) => each.id !== id));
    const retry = () => {
      // What comes of the next try is told anew.
      dismiss();
      again?.();
    };
    const action = again && <Button onClick={retry}>Retry</Button>;
    setItems((present) => [
      { ...item, id, action, dismissible: true, dismissLabel: "Dismiss message", onDismiss: dismiss },
      ...present,
    ]);
  }, []);

  const value = useMemo<Flashes>(
    () => ({
      items,
      succeed: (content) => add({ type: "success", content }),
      fail: (header, error, again) => {
        const content = (
          <>
            {error.code}: {error.message} <RequestId id={error.requestId} />
          </>
        );
        add({ type: "error", header, content }, again);
      },
    }),
    [items, add],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useFlashes(): Flashes {
  const flashes = useContext(Context);
  if (flashes === null) throw new Error("useFlashes needs a FlashProvider around it.");
  return flashes;
}

export function Flashes() {
  const { items } = useFlashes();
  if (items.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <Flashbar items={items} stackItems />
    </Suspense>
  );
}
