/** What a policy says of a service, worked out when it is first shown. */
import type { ListedService, Service } from "../../api/catalogue";
import type { PolicyDocument } from "../../policy/document";
import type { Effect } from "../../policy/scope";
import { type ServiceSummary, summarize } from "../../policy/summary";

/** A policy, beside the services that there are. */
export interface Subject {
  document: PolicyDocument;
  services: readonly ListedService[];
}

export interface OneService {
  subject: Subject;
  effect: Effect;
  prefix: string;
}

export interface Summarized {
  service: Service;
  summary: ServiceSummary;
}

/** Cells of one row ask for the same. */
const known = new WeakMap<Subject, Map<string, Summarized>>();

export function summarized({ subject, effect, prefix }: OneService, of: Service): Summarized {
  const found = known.get(subject) ?? new Map<string, Summarized>();
  known.set(subject, found);
  const key = `${effect} ${prefix}`;
  let one = found.get(key);
  if (one === undefined) {
    const isService = (name: string) => subject.services.some((each) => each.prefix === name);
    one = { service: of, summary: summarize(subject.document, effect, { service: of, isService }) };
    found.set(key, one);
  }
  return one;
}
