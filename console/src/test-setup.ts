/** What jsdom lacks of a browser, and what every test leaves behind. */
import { cleanup } from "@testing-library/react";
import { afterEach, vi } from "vitest";

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}

vi.stubGlobal("ResizeObserver", Observer);
vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
window.scrollTo = () => {};

afterEach(() => {
  cleanup();
  window.localStorage.clear();
});
