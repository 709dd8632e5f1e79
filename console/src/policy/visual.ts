/**
 * A policy as blocks that can be changed one by one.
 *
 * What was not changed is written back letter by letter: statements are cut out of the text, and only those that somebody
 * changed are written anew. So a statement that is no form, and everything else that the document holds, is kept whatever
 * it is.
 */
import { type Block, blocksOf, type FormBlock, statementOf } from "./blocks";
import { isObject, type Json, type JsonObject, parse } from "./document";
import { Source } from "./source";

/** What stands for one statement of the text. */
interface Part {
  /** As it was; null where it is written anew. */
  text: string | null;
  /** What it was, or where it comes from. */
  origin: JsonObject | null;
  /** The white space before it. */
  before: string;
  /** Forms, one for each service that the statement names. */
  blocks: readonly Block[];
}

export interface Visual {
  original: string;
  /** What stands before and after the list of statements, or the only one. */
  head: string;
  tail: string;
  isList: boolean;
  /** The white space before a new statement, and before the end of the list. */
  gap: string;
  lastGap: string;
  /** By how much a level is indented; "" where all is on one line. */
  step: string;
  parts: readonly Part[];
  isChanged: boolean;
  nextId: number;
}

export type Reading = { visual: Visual; why: "" } | { visual: null; why: string };

const cannot = (why: string): Reading => ({ visual: null, why });

/** Return *text* as blocks, or why it is not shown as such. *isKnown* tells whether a service has that prefix. */
export function readVisual(text: string, isKnown: (prefix: string) => boolean): Reading {
  const document = parse(text);
  if (document === undefined) return cannot("The document is not JSON. Mend it in the JSON editor.");
  if (!isObject(document)) return cannot("The document is no JSON object. Mend it in the JSON editor.");
  const source = new Source(text);
  const [place, ...more] = source.members.filter(({ name }) => name === "Statement");
  const { Statement: statements } = document;
  if (place === undefined || statements === undefined)
    return cannot("The document has no Statement. Add one in the JSON editor.");
  if (more.length > 0) return cannot("Statement stands in the document twice. Mend it in the JSON editor.");
  const isList = Array.isArray(statements);
  if (!isList && !isObject(statements)) return cannot("Statement is no list. Mend it in the JSON editor.");

  let nextId = 1;
  const spans = isList ? source.membersAt(place.start) : [place];
  const step = /\n([ \t]+)/.exec(text)?.[1] ?? "";
  const gapBefore = (at: number) => {
    const from = spans[at - 1]?.end ?? place.start;
    return isList ? text.slice(from, spans[at]?.start).replace(/[^\s]/g, "") : "";
  };
  const parts = spans.map(({ start, end }, at) => {
    const own = text.slice(start, end);
    const blocks = blocksOf(own, isKnown, () => nextId++);
    return { text: own, origin: originOf(own), before: gapBefore(at), blocks };
  });
  const last = spans.at(-1);
  const visual: Visual = {
    original: text,
    head: text.slice(0, place.start),
    tail: text.slice(place.end),
    isList,
    gap: isList && spans.length > 0 ? gapBefore(0) : step && `\n${step}${step}`,
    lastGap: isList && last !== undefined ? text.slice(last.end, place.end - 1) : step && `\n${step}`,
    step,
    parts,
    isChanged: false,
    nextId,
  };
  return { visual, why: "" };
}

const originOf = (text: string): JsonObject | null => {
  const value: Json | undefined = parse(text);
  return isObject(value) ? value : null;
};

export const blocksIn = ({ parts }: Visual) => parts.flatMap(({ blocks }) => blocks);

export function writeVisual(visual: Visual): string {
  const { parts, head, tail, isList } = visual;
  if (!visual.isChanged) return visual.original;
  const texts = parts.map(
    (part) => part.text ?? part.blocks.map((block) => textOf(block, part.origin, visual)).join(""),
  );
  if (!isList && parts.length === 1) return `${head}${texts.join("")}${tail}`;
  const inner = parts.map(({ before }, at) => `${before || visual.gap}${texts[at]}`).join(",");
  return `${head}[${inner}${parts.length > 0 ? visual.lastGap : ""}]${tail}`;
}

function textOf(block: Block, origin: JsonObject | null, { step, gap, isList }: Visual): string {
  if (block.kind === "raw") return block.text;
  const indent = isList ? (/[ \t]*$/.exec(gap)?.[0] ?? "") : step;
  return JSON.stringify(statementOf(block, origin), null, step).replaceAll("\n", `\n${indent}`);
}

// -- changes -------------------------------------------------------------------------------------------------

/** Only one statement of those that come from one keeps its Sid. */
function withoutSid(origin: JsonObject | null): JsonObject | null {
  if (origin === null) return null;
  const { Sid: _, ...rest } = origin;
  return rest;
}

/** Put *blocks* in the place of the block *id*. Statements that this takes apart become one for each block. */
function replace(visual: Visual, id: number, blocks: readonly Block[], nextId = visual.nextId): Visual {
  const parts = visual.parts.flatMap((part): Part[] => {
    if (!part.blocks.some((block) => block.id === id)) return [part];
    const now = part.blocks.flatMap((block) => (block.id === id ? blocks : [block]));
    return now.map((block, at) => ({
      text: null,
      origin: at === 0 ? part.origin : withoutSid(part.origin),
      before: at === 0 ? part.before : visual.gap,
      blocks: [block],
    }));
  });
  return { ...visual, parts, isChanged: true, nextId };
}

export const changeBlock = (visual: Visual, block: FormBlock) => replace(visual, block.id, [block]);

export const removeBlock = (visual: Visual, id: number) => replace(visual, id, []);

/** Put *block* in its own place, and a form like it, with some of it *changed*, behind it. */
export const cloneBlock = (visual: Visual, block: FormBlock, changed: Partial<FormBlock> = {}) =>
  replace(visual, block.id, [block, { ...block, ...changed, id: visual.nextId }], visual.nextId + 1);

export function addBlock(visual: Visual, filled: Partial<FormBlock> = {}): Visual {
  const block: FormBlock = {
    kind: "form",
    effect: "Allow",
    service: "",
    actions: [],
    resources: [],
    conditions: [],
    ...filled,
    id: visual.nextId,
  };
  const part = { text: null, origin: null, before: visual.gap, blocks: [block] };
  return { ...visual, parts: [...visual.parts, part], isChanged: true, nextId: visual.nextId + 1 };
}
