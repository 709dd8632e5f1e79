/**
 * Ace, as the content security policy lets it be: its style sheets come with the build, since it may not write its own,
 * and its worker is a file of this server, since it may not be made from a blob.
 */
import ace from "ace-builds/src-noconflict/ace";
import "ace-builds/css/ace.css";
import "ace-builds/css/theme/cloud_editor.css";
import "ace-builds/css/theme/cloud_editor_dark.css";
import "ace-builds/src-noconflict/ext-searchbox";
import "ace-builds/src-noconflict/mode-json";
import "ace-builds/src-noconflict/theme-cloud_editor";
import "ace-builds/src-noconflict/theme-cloud_editor_dark";
import workerUrl from "ace-builds/src-min-noconflict/worker-json.js?url";

ace.config.set("useStrictCSP", true);
ace.config.set("loadWorkerFromBlob", false);
ace.config.setModuleUrl("ace/mode/json_worker", workerUrl);

export const THEMES = { light: "ace/theme/cloud_editor", dark: "ace/theme/cloud_editor_dark" } as const;

/** Commands whose modules are not part of the build. */
const MISSING = ["showSettingsMenu", "openCommandPalette", "openCommandPallete"];

/** Make an editor of JSON in *container*. */
export function newEditor(container: HTMLElement, text: string, isDark: boolean) {
  const editor = ace.edit(container, {
    value: text,
    mode: "ace/mode/json",
    theme: isDark ? THEMES.dark : THEMES.light,
    tabSize: 2,
    useSoftTabs: true,
    wrap: true,
    showPrintMargin: false,
    useSvgGutterIcons: true,
    // Tab leaves the editor; Enter goes into it and Escape out of it.
    enableKeyboardAccessibility: true,
    fontSize: 14,
  });
  for (const command of MISSING) editor.commands.removeCommand(command);
  return editor;
}
