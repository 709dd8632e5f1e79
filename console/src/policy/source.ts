/** Where things stand in the text of a JSON document, so that a part of it can be written anew and the rest stay as it is. */

interface Token {
  text: string;
  start: number;
  end: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

export interface Span {
  start: number;
  end: number;
}

export interface Member extends Span {
  /** "" in a list. */
  name: string;
}

/** Reads the tokens of a text that is JSON. */
export class Source {
  private readonly tokens: readonly Token[];

  constructor(readonly text: string) {
    this.tokens = [...text.matchAll(TOKEN)].map(({ 0: token, index }) => ({
      text: token,
      start: index,
      end: index + token.length,
    }));
  }

  /** The members of the object, or the elements of the list, that begins at *start*. */
  membersAt(start: number): Member[] {
    const at = this.tokens.findIndex((token) => token.start === start);
    return this.childrenOf(at).map(({ name, from, to }) => ({
      name,
      start: this.tokens[from]?.start ?? 0,
      end: this.tokens[to - 1]?.end ?? 0,
    }));
  }

  /** The members of the document. */
  get members(): Member[] {
    return this.membersAt(this.tokens[0]?.start ?? 0);
  }

  /**
   * Whether a value would not come through being read and written: a name that an object has twice, of which only one
   * survives, or a number that is written otherwise than JavaScript does.
   */
  get losesWhenWritten(): boolean {
    const isOdd = ({ text }: Token) => /^[-\d]/.test(text) && String(JSON.parse(text)) !== text;
    return this.tokens.some(isOdd) || this.tokens.some(({ text }, at) => text === "{" && this.hasTwice(at));
  }

  private hasTwice(at: number): boolean {
    const names = this.childrenOf(at).map(({ name }) => name);
    return new Set(names).size < names.length;
  }

  private childrenOf(at: number) {
    const open = this.tokens[at]?.text;
    const children: { name: string; from: number; to: number }[] = [];
    let next = at + 1;
    while (next < this.tokens.length && !/^[\]}]$/.test(this.tokens[next]?.text ?? "")) {
      const name = open === "{" ? (JSON.parse(this.tokens[next]?.text ?? '""') as string) : "";
      const from = open === "{" ? next + 2 : next;
      const to = this.after(from);
      children.push({ name, from, to });
      next = this.tokens[to]?.text === "," ? to + 1 : to;
    }
    return children;
  }

  /** Return the token that follows the value that begins with the token *at*. */
  private after(at: number): number {
    let depth = 0;
    for (let next = at; next < this.tokens.length; next++) {
      const { text } = this.tokens[next] ?? { text: "" };
      if (/^[{[]$/.test(text)) depth++;
      if (/^[\]}]$/.test(text)) depth--;
      if (depth === 0) return next + 1;
    }
    return this.tokens.length;
  }
}
