/**
 * The last step of the build: what the server needs beside the files.
 *
 * - a compressed copy of each file that shrinks,
 * - a listing of all files, which is all that the server serves,
 * - the licences of everything that was bundled,
 * - a check of how much script a page loads at once.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

type Bundle = Rolldown.OutputBundle;

interface Options {
  /** The file with the licences. */
  licences: string;
  /** The file that lists all others. */
  listing: string;
  /** By page, how many bytes of compressed script it may load before anything is clicked. */
  budgets: Record<string, number>;
}

const WORTH_COMPRESSING = /\.(?:css|html|js|json|svg|txt)$/;
const LICENCE_FILES = /^(?:licen[cs]e|notice|third-party-licenses)/i;

export function pack({ licences, listing, budgets }: Options): Plugin {
  return {
    name: "ostiary-pack",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const emit = (fileName: string, source: string | Uint8Array) =>
          this.emitFile({ type: "asset", fileName, source });
        emit(licences, licencesOf(bundle));
        const sizes = new Map<string, number>();
        const files: Record<string, { gzip: boolean }> = { [licences]: { gzip: false } };
        for (const [name, content] of contents(bundle)) {
          if (name === licences || name.endsWith(".gz")) continue;
          const packed = gzipSync(content, { level: 9 });
          const gzip = WORTH_COMPRESSING.test(name) && packed.length < content.length;
          files[name] = { gzip };
          sizes.set(name, packed.length);
          if (gzip) emit(`${name}.gz`, packed);
        }
        emit(listing, JSON.stringify(Object.fromEntries(Object.entries(files).sort()), null, 1));
        for (const [page, script] of Object.entries(firstScripts(bundle))) {
          const total = script.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
          this.info(`${page}: ${Math.round(total / 1000)} kB of script, compressed, before anything is clicked`);
          const budget = budgets[page];
          if (budget !== undefined && total > budget)
            this.error(`${page} loads ${total} bytes of script; ${budget} are allowed`);
        }
      },
    },
  };
}

function* contents(bundle: Bundle): Generator<[string, Uint8Array]> {
  for (const [name, file] of Object.entries(bundle)) {
    const content = file.type === "chunk" ? file.code : file.source;
    yield [name, typeof content === "string" ? Buffer.from(content) : content];
  }
}

/** The scripts that each page loads by its own: its entry, and all that this imports. */
function firstScripts(bundle: Bundle): Record<string, string[]> {
  const pages: Record<string, string[]> = {};
  for (const chunk of Object.values(bundle)) {
    if (chunk.type !== "chunk" || !chunk.isEntry) continue;
    const seen = new Set<string>();
    const follow = (name: string) => {
      const next = bundle[name];
      if (seen.has(name) || next?.type !== "chunk") return;
      seen.add(name);
      next.imports.forEach(follow);
    };
    follow(chunk.fileName);
    pages[`${chunk.name}.html`] = [...seen];
  }
  return pages;
}

/** The licence, notice and third-party texts of each package that has a module in the bundle. */
function licencesOf(bundle: Bundle): string {
  const packages = new Map<string, string>();
  for (const chunk of Object.values(bundle)) {
    if (chunk.type !== "chunk") continue;
    for (const id of chunk.moduleIds) {
      const home = packageOf(id.replace(/^\0/, "").replace(/\?.*$/, ""));
      if (home !== null) packages.set(home.name, home.text);
    }
  }
  const parts = [...packages.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return `The console contains these packages.\n\n${parts.join("\n\n")}\n`;
}

function packageOf(file: string): { name: string; text: string } | null {
  if (!file.includes("/node_modules/")) return null;
  for (let folder = dirname(file); folder.includes("/node_modules/"); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (!existsSync(manifest)) continue;
    const { name, version, license } = JSON.parse(readFileSync(manifest, "utf8")) as Record<string, string | undefined>;
    if (name === undefined || version === undefined) continue;
    const texts = readdirSync(folder)
      .filter((each) => LICENCE_FILES.test(each))
      .map((each) => readFileSync(join(folder, each), "utf8").trim());
    return { name, text: [`== ${name} ${version} (${license ?? "see below"})`, ...texts].join("\n\n") };
  }
  return null;
}
