import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { BASE } from "./paths";

interface Followed {
  preventDefault: () => void;
  detail: { href?: string; external?: boolean };
}

/** Ways to another page without loading the console anew. */
export function useGo() {
  const router = useRouter();

  /** Go to a page of the console. */
  const go = useCallback((path: string) => router.history.push(BASE + (path === "/" ? "" : path)), [router]);

  /** Go to a page of the console from a form that has been saved: nothing is asked about changes. */
  const leave = useCallback(
    (path: string) => router.history.push(BASE + (path === "/" ? "" : path), undefined, { ignoreBlocker: true }),
    [router],
  );

  /** Take over what a Cloudscape link, breadcrumb or menu was asked to follow, where it leads to a page of the console. */
  const follow = useCallback(
    (event: Followed) => {
      const { href, external } = event.detail;
      if (external || !href || (href !== BASE && !href.startsWith(`${BASE}/`) && !href.startsWith(`${BASE}?`))) return;
      event.preventDefault();
      router.history.push(href);
    },
    [router],
  );

  return { go, leave, follow };
}
