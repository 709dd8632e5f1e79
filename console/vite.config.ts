import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { pack } from "./build/pack.ts";

/** Where `npm run dev` finds a running server. */
const SERVER = process.env.OSTIARY_URL ?? "http://127.0.0.1:9400";

/** Serve the sign-in page where the server has it. */
const signInPage: Plugin = {
  name: "ostiary-sign-in-page",
  configureServer({ middlewares }) {
    middlewares.use((request, _response, next) => {
      request.url = request.url?.replace(/^\/signin(?=\?|$)/, "/console/signin.html");
      next();
    });
  },
};

export default defineConfig({
  base: "/console/",
  plugins: [
    react(),
    signInPage,
    // The first page is what somebody waits for who has nothing in the cache yet.
    pack({
      licences: "third-party-licenses.txt",
      listing: "files.json",
      budgets: { "signin.html": 350_000, "index.html": 350_000 },
    }),
  ],
  build: {
    outDir: "../src/ostiary/server/web",
    emptyOutDir: true,
    target: "es2022",
    rolldownOptions: { input: ["index.html", "signin.html"] },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
  },
  server: {
    // The documentation, which help panels show parts of, is beside the console.
    fs: { allow: [".."] },
    proxy: {
      "^/(?:$|signin/api/|policy/|analyzer|archive-rule|finding|ostiary/|trustanchors|v1/|switchrole)": {
        target: SERVER,
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
    css: false,
    // Its modules import style sheets, which Node cannot.
    server: { deps: { inline: [/@cloudscape-design/] } },
  },
});
