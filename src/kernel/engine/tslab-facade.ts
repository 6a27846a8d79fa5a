import { randomUUID } from "node:crypto";
import type { MimeBundle } from "../../notebook/format/notebook.js";

/** Shows a bundle as an output of the running cell. */
export type DisplayBundle = (
  bundle: MimeBundle,
  options?: { readonly displayId?: string | undefined; readonly update?: boolean | undefined },
) => void;

/** What `import ... from "tslab"` gives in a cell: its display functions, so that notebooks for tslab run. */
export function tslabFacade(display: DisplayBundle): Readonly<Record<string, unknown>> {
  const members = {
    newDisplay: () => displayer(display, randomUUID()),
    display: displayer(display),
    versions: { tslab: "1.0.22" },
  };
  return { ...members, default: members };
}

const textMimes = {
  javascript: "text/javascript",
  html: "text/html",
  markdown: "text/markdown",
  latex: "text/latex",
  svg: "image/svg+xml",
  text: "text/plain",
};
const byteMimes = { png: "image/png", jpeg: "image/jpeg", gif: "image/gif", pdf: "application/pdf" };

function displayer(display: DisplayBundle, displayId?: string): Readonly<Record<string, unknown>> {
  let isShown = false;
  const raw = (mime: string, value: unknown): void => {
    const data = value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
    display({ [mime]: data } as MimeBundle, { displayId, update: isShown });
    isShown = displayId !== undefined;
  };
  const mimes = Object.entries({ ...textMimes, ...byteMimes });
  return { raw, ...Object.fromEntries(mimes.map(([name, mime]) => [name, (value: unknown) => raw(mime, value)])) };
}
