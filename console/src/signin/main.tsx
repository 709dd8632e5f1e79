import "@cloudscape-design/global-styles/index.css";
import "./signin.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import icon from "../app/icon.svg";
import { followTheme } from "../app/theme";
import { SignIn } from "./sign-in";

followTheme();

const root = document.getElementById("app");
if (root === null) throw new Error("The page has no element for the app.");
createRoot(root).render(
  <StrictMode>
    <main className="signin">
      <div className="signin-brand">
        <img src={icon} alt="" />
        Ostiary
      </div>
      <SignIn />
    </main>
  </StrictMode>,
);
