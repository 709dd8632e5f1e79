import { useParams } from "@tanstack/react-router";
import type { Identity } from "./kinds";
import { identityIn } from "./pages";

/** Return whom the page is about. */
export const useIdentity = (): Identity => identityIn(useParams({ strict: false }));
