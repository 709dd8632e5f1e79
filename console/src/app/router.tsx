import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { NotFound, PageFailure, PageLoading } from "./fallbacks";
import { PAGES, type Page } from "./pages";
import { BASE } from "./paths";
import { parseSearch, stringifySearch } from "./search-params";
import { Shell } from "./shell";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    page?: Page;
  }
  interface Register {
    router: typeof router;
  }
}

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: ({ error }) => <PageFailure error={error} />,
});

const routes = PAGES.map((page) =>
  createRoute({
    getParentRoute: () => root,
    path: page.path,
    component: lazyRouteComponent(page.load),
    staticData: { page },
  }),
);

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: BASE,
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPendingComponent: PageLoading,
  defaultErrorComponent: ({ error }) => <PageFailure error={error} />,
  scrollRestoration: true,
});
