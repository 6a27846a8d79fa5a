import { type ComponentChild, h, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { startTheme } from "../../../report/page/browser/theme.js";
import { type Address, goTo, toHash } from "./address.js";
import { CompareView } from "./compare-view.js";
import { credentialNeeded } from "./credential-needed.js";
import { formatTime } from "./format-value.js";
import { useAddress, useKeys, useScrollMemory } from "./hooks.js";
import { ModelsView } from "./models-view.js";
import type { PageSource } from "./page-source.js";
import { RunView } from "./run-view.js";
import { RunsView } from "./runs-view.js";
import { StudiesView } from "./studies-view.js";

/** Keys, as the help lists them. */
const keys = [
  ["/", "type a filter"],
  ["j, k or ↓, ↑", "next, previous run"],
  ["Enter", "open the run"],
  ["x", "select the run"],
  ["o", "fold nested runs or a group"],
  ["c", "compare the selected runs"],
  ["d", "show only what differs"],
  ["r, s, m", "runs, studies, models"],
  ["?", "these keys"],
] as const;

function App({ source }: { readonly source: PageSource }): ComponentChild {
  const address = useAddress();
  const [hasHelp, setHelp] = useState(false);
  const [needsCredential, setNeeds] = useState(false);
  useEffect(() => {
    const onNeeded = (): void => setNeeds(true);
    addEventListener(credentialNeeded, onNeeded);
    return () => removeEventListener(credentialNeeded, onNeeded);
  }, []);
  useScrollMemory(`${address.view} ${address.id}`);
  // The table of runs is found again as it was left.
  const [lastRuns, setLastRuns] = useState(toHash("runs"));
  useEffect(() => {
    if (address.view === "runs") setLastRuns(location.hash === "" ? toHash("runs") : location.hash);
    document.title = `${getPageTitle(address)} - Cuaderno`;
  });
  useEffect(() => startTheme(() => dispatchEvent(new Event("theme-change"))) && undefined, []);
  useKeys((key) => {
    if (key === "?") setHelp(!hasHelp);
    else if (key === "Escape") setHelp(false);
    else if (key === "r") goTo(lastRuns);
    else if (key === "s") goTo(toHash("studies"));
    else if (key === "m") goTo(toHash("models"));
  });
  const link = (view: Address["view"], label: string, href: string, isCurrent: boolean): ComponentChild =>
    h("a", { href, "aria-current": isCurrent ? "page" : undefined, key: view }, label);
  return h(
    "div",
    { class: "page" },
    h(
      "header",
      null,
      h("p", { class: "brand" }, "Cuaderno"),
      h(
        "nav",
        { "aria-label": "Pages" },
        link("runs", "Runs", lastRuns, address.view === "runs"),
        link("studies", "Studies", toHash("studies"), address.view === "studies"),
        link("models", "Models", toHash("models"), address.view === "models"),
      ),
      h(
        "div",
        { class: "page-tools" },
        h(
          "button",
          {
            type: "button",
            class: "key-help",
            "aria-pressed": hasHelp,
            onClick: () => setHelp(!hasHelp),
            title: "key ?",
          },
          "Keys",
        ),
        h("button", { type: "button", class: "theme", "aria-pressed": "false" }, "Dark"),
      ),
    ),
    hasHelp ? h(KeyHelp, null) : null,
    source.offline === undefined
      ? null
      : h(
          "p",
          { class: "muted offline" },
          `Saved from ${source.offline.source} on ${formatTime(source.offline.madeAt)}`,
        ),
    h(
      "main",
      { id: "content", tabIndex: -1 },
      needsCredential && source.CredentialForm !== undefined
        ? h(source.CredentialForm, { onDone: () => setNeeds(false) })
        : h(View, { source, address }),
    ),
  );
}

function View({ source, address }: { readonly source: PageSource; readonly address: Address }): ComponentChild {
  switch (address.view) {
    case "run":
      return h(RunView, { source, address, key: address.id });
    case "compare":
      return h(CompareView, { source, address });
    case "models":
      return h(ModelsView, { source, address });
    case "studies":
      return h(StudiesView, { source, address });
    case "runs":
      return h(RunsView, { source, address });
  }
}

function KeyHelp(): ComponentChild {
  return h(
    "dl",
    { class: "keys", "aria-label": "Keys" },
    keys.map(([key, meaning]) => [h("dt", { key }, key), h("dd", { key: `${key} meaning` }, meaning)]),
  );
}

function getPageTitle({ view, id }: Address): string {
  if (view === "run") return `Run ${id.slice(0, 8)}`;
  if (view === "models") return id === "" ? "Models" : `Model ${id}`;
  if (view === "studies") return "Studies";
  return view === "compare" ? "Compare runs" : "Runs";
}

/** Starts the page. */
export function startApp(source: PageSource): void {
  const app = document.querySelector("#app");
  if (app === null) return;
  app.replaceChildren();
  render(h(App, { source }), app);
}
