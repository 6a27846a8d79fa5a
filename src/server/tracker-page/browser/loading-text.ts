import { type ComponentChild, h } from "preact";

/** Text until something is loaded, or why it was not. */
export function loadingText(error: string | undefined, text = "Loading…"): ComponentChild {
  return h("p", { class: error === undefined ? "muted" : "error", role: "status" }, error ?? text);
}
