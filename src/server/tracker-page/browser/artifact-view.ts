import { type ComponentChild, h } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { RunReply } from "../page-data.js";
import { formatBytes } from "./format-value.js";
import { notebookView } from "./notebook-view.js";
import type { PageSource } from "./page-source.js";
import { parseCsv } from "./preview-csv.js";

/** Largest text that is shown in the page. */
const maxShownBytes = 5_000_000;

/** Most rows of a table that are shown. */
const maxShownRows = 500;

type ArtifactKind = "html" | "notebook" | "image" | "csv" | "json" | "text" | "other";

const kinds: readonly (readonly [RegExp, ArtifactKind])[] = [
  [/\.html?$/i, "html"],
  [/\.(png|jpe?g|gif|webp|avif|svg)$/i, "image"],
  [/\.(csv|tsv)$/i, "csv"],
  [/\.ipynb$/i, "notebook"],
  [/\.(json|geojson)$/i, "json"],
  [/\.(txt|md|log|ya?ml|toml|ini|cfg|py|ts|js|r|sql|sh|xml|diff|patch)$|(^|\/)(MLmodel|LICENSE|README)$/i, "text"],
];

const imageTypes: Readonly<Record<string, string>> = { svg: "image/svg+xml", jpg: "image/jpeg" };

function getArtifactKind(path: string): ArtifactKind {
  return kinds.find(([pattern]) => pattern.test(path))?.[1] ?? "other";
}

export interface ArtifactListProps {
  readonly source: PageSource;
  readonly reply: RunReply;
  /** Path of the artifact that is shown. */
  readonly open: string | undefined;
  change(changes: Readonly<Record<string, string | undefined>>): void;
}

/** Artifacts of a run; one is shown below the list. */
export function ArtifactList({ source, reply, open, change }: ArtifactListProps): ComponentChild {
  const { artifacts, run } = reply;
  if (artifacts.length === 0) return null;
  const chosen = artifacts.find(({ path }) => path === open);
  return h(
    "section",
    { "aria-labelledby": "artifacts" },
    h("h2", { id: "artifacts" }, "Artifacts"),
    h(
      "ul",
      { class: "artifacts" },
      artifacts.map(({ path, size }) =>
        h(
          "li",
          { key: path },
          h(
            "button",
            {
              type: "button",
              "aria-expanded": path === open,
              onClick: () => change({ artifact: path === open ? undefined : path }),
            },
            path,
          ),
          h("span", { class: "muted" }, ` ${formatBytes(size)}`),
        ),
      ),
    ),
    chosen === undefined
      ? null
      : h(ArtifactView, {
          source,
          runId: run.id,
          path: chosen.path,
          size: chosen.size,
          key: `${run.id} ${chosen.path}`,
        }),
  );
}

interface ArtifactViewProps {
  readonly source: PageSource;
  readonly runId: string;
  readonly path: string;
  readonly size: number;
}

function ArtifactView({ source, runId, path, size }: ArtifactViewProps): ComponentChild {
  const kind =
    size > maxShownBytes && getArtifactKind(path) !== "image" && getArtifactKind(path) !== "html"
      ? "other"
      : getArtifactKind(path);
  const [content, setContent] = useState<{ blob?: Blob | undefined; text?: string; error?: string } | undefined>();
  useEffect(() => {
    let isCurrent = true;
    const needsBytes = kind !== "other" && !(kind === "html" && source.frameUrl(runId, path, false) !== undefined);
    if (!needsBytes && source.offline === undefined) {
      setContent({});
      return;
    }
    source
      .artifact(runId, path)
      .then(async (blob) => ({ blob, text: kind === "image" || kind === "other" ? "" : ((await blob?.text()) ?? "") }))
      .then(
        (loaded) => isCurrent && setContent(loaded),
        (error: Error) => isCurrent && setContent({ error: error.message }),
      );
    return () => {
      isCurrent = false;
    };
  }, []);
  if (content === undefined) return h("p", { class: "muted" }, "Loading…");
  if (content.error !== undefined) return h("p", { class: "error", role: "alert" }, content.error);
  if (source.offline !== undefined && content.blob === undefined) {
    return h(
      "p",
      { class: "muted" },
      `This file does not hold ${path}; "cuaderno runs get" copies it from the tracker.`,
    );
  }
  return h(
    "div",
    { class: "artifact" },
    h(DownloadLink, { source, runId, path, blob: content.blob }),
    shown(kind, { source, runId, path, blob: content.blob, text: content.text ?? "" }),
  );
}

interface Shown {
  readonly source: PageSource;
  readonly runId: string;
  readonly path: string;
  readonly blob: Blob | undefined;
  readonly text: string;
}

function shown(kind: ArtifactKind, { source, runId, path, blob, text }: Shown): ComponentChild {
  switch (kind) {
    case "html":
      return h(HtmlFrame, { source, runId, path, text });
    case "image":
      return h(BlobImage, { path, blob });
    case "csv":
      return csvTable(text, /\.tsv$/i.test(path) ? "\t" : ",");
    case "notebook":
      return notebookView(text) ?? h("pre", { class: "content", tabIndex: 0 }, text);
    case "json":
      return h("pre", { class: "content", tabIndex: 0 }, formatJson(text));
    case "text":
      return h("pre", { class: "content", tabIndex: 0 }, text);
    case "other":
      return null;
  }
}

/** HTML of an artifact in a frame without an origin; its scripts run only when the reader says so. */
function HtmlFrame({ source, runId, path, text }: Omit<Shown, "blob">): ComponentChild {
  const [withScripts, setScripts] = useState(false);
  const url = source.frameUrl(runId, path, withScripts);
  return h(
    "div",
    null,
    url === undefined
      ? h("p", { class: "muted" }, "Scripts of the document do not run here.")
      : h(
          "button",
          { type: "button", "aria-pressed": withScripts, onClick: () => setScripts(!withScripts) },
          "Run its scripts, isolated",
        ),
    h("iframe", {
      key: String(withScripts),
      title: path,
      class: "frame",
      sandbox: withScripts ? "allow-scripts" : "",
      referrerpolicy: "no-referrer",
      ...(url === undefined ? { srcdoc: text } : { src: url }),
    }),
  );
}

/** Scripts in an SVG do not run in an image. */
function BlobImage({ path, blob }: Pick<Shown, "path" | "blob">): ComponentChild {
  const url = useBlobUrl(blob, imageType(path));
  return url === undefined ? null : h("img", { src: url, alt: path, class: "picture" });
}

function imageType(path: string): string {
  const extension = (path.split(".").at(-1) ?? "").toLowerCase();
  return imageTypes[extension] ?? `image/${extension}`;
}

function DownloadLink({ source, runId, path, blob }: Omit<Shown, "text">): ComponentChild {
  const url = useBlobUrl(source.offline === undefined ? undefined : blob, "application/octet-stream");
  const query = new URLSearchParams({ run_id: runId, path });
  const href = source.offline === undefined ? `get-artifact?${query}` : url;
  if (href === undefined) return null;
  return h("p", null, h("a", { href, download: path.split("/").at(-1) ?? path }, `Download ${path}`));
}

function useBlobUrl(blob: Blob | undefined, type: string): string | undefined {
  const [url, setUrl] = useState<string | undefined>();
  useEffect(() => {
    if (blob === undefined) return;
    const made = URL.createObjectURL(new Blob([blob], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}

function csvTable(text: string, separator: string): ComponentChild {
  const rows = parseCsv(text, { separator, maxRows: maxShownRows + 1 });
  const [heads = [], ...body] = rows;
  return h(
    "div",
    { class: "scroll content", tabIndex: 0, role: "region", "aria-label": "Table" },
    h(
      "table",
      { class: "plain" },
      h("caption", null, body.length >= maxShownRows ? `The first ${maxShownRows} rows` : `${body.length} rows`),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          heads.map((head, index) => h("th", { scope: "col", key: index }, head)),
        ),
      ),
      h(
        "tbody",
        null,
        body.map((cells, row) =>
          h(
            "tr",
            { key: row },
            cells.map((cell, index) => h("td", { key: index }, cell)),
          ),
        ),
      ),
    ),
  );
}

function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
