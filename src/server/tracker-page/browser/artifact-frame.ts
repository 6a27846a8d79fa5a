import { type ComponentChild, h } from "preact";
import { useState } from "preact/hooks";
import { useLoaded } from "./hooks.js";
import { loadingText } from "./loading-text.js";
import type { PageSource } from "./page-source.js";

export interface ArtifactFrameProps {
  readonly source: PageSource;
  readonly runId: string;
  readonly path: string;
}

/**
 * HTML, a notebook or Markdown in a frame without an origin; scripts of it run only when the reader says so, and only
 * with a server.
 */
export function ArtifactFrame({ source, runId, path }: ArtifactFrameProps): ComponentChild {
  const [withScripts, setScripts] = useState(false);
  const url = source.frameUrl(runId, path, withScripts);
  const isMarkdown = /\.(md|markdown)$/i.test(path);
  return h(
    "div",
    null,
    isMarkdown ? null : scriptTools(url, { withScripts, onChange: () => setScripts(!withScripts) }),
    url === undefined
      ? h(FrameOfText, { source, runId, path })
      : h("iframe", { ...frameOptions(path), key: url, sandbox: withScripts ? "allow-scripts" : "", src: url }),
  );
}

function scriptTools(
  url: string | undefined,
  { withScripts, onChange }: { readonly withScripts: boolean; onChange(): void },
): ComponentChild {
  if (url === undefined) return h("p", { class: "muted" }, "Scripts of the document do not run here.");
  return h(
    "div",
    { class: "tools" },
    h("button", { type: "button", "aria-pressed": withScripts, onClick: onChange }, "Run its scripts, isolated"),
    h("a", { href: url, target: "_blank", rel: "noopener" }, "Open in a new tab"),
  );
}

/** A frame of HTML that the page has itself. */
function FrameOfText({ source, runId, path }: ArtifactFrameProps): ComponentChild {
  const { value, error, isLoading } = useLoaded(`page ${runId} ${path}`, () => source.page(runId, path));
  if (value !== undefined) return h("iframe", { ...frameOptions(path), sandbox: "", srcdoc: value });
  return loadingText(error, isLoading ? undefined : "Not shown here; download the file.");
}

function frameOptions(title: string): object {
  return { title, class: "frame", referrerpolicy: "no-referrer" };
}
