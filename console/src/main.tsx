import "@cloudscape-design/global-styles/index.css";
import "./console.css";
import { I18nProvider } from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { newQueryClient } from "./api/queries";
import { FlashProvider } from "./app/flashes";
import { HelpProvider } from "./app/help";
import { router } from "./app/router";
import { SplitPanelProvider } from "./app/split-panel";
import { followTheme } from "./app/theme";
import { SessionContext } from "./session/context";
import { actOnlyAs } from "./session/credentials";
import { getSession, SignInError } from "./session/endpoints";
import { signInAddress } from "./session/sign-in-again";

followTheme();

async function start(): Promise<void> {
  const place = document.getElementById("app");
  if (place === null) throw new Error("The page has no element for the app.");
  try {
    const session = await getSession();
    actOnlyAs(session);
    createRoot(place).render(
      <StrictMode>
        <I18nProvider locale="en" messages={[messages]}>
          <QueryClientProvider client={newQueryClient()}>
            <SessionContext.Provider value={session}>
              <FlashProvider>
                <HelpProvider>
                  <SplitPanelProvider>
                    <RouterProvider router={router} />
                  </SplitPanelProvider>
                </HelpProvider>
              </FlashProvider>
            </SessionContext.Provider>
          </QueryClientProvider>
        </I18nProvider>
      </StrictMode>,
    );
  } catch (error) {
    if (error instanceof SignInError && error.hasEnded) window.location.replace(signInAddress());
    else place.textContent = error instanceof Error ? error.message : "The console did not start. Reload the page.";
  }
}

void start();
