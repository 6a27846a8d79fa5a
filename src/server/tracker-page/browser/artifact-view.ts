import { type ComponentChild, h } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { RunReply } from "../page-data.js";
import type { Address } from "./address.js";
import { getCredential } from "./credential.js";
import { formatBytes } from "./format-value.js";
import { useLoaded } from "./hooks.js";
import { notebookView } from "./notebook-view.js";
import type { PageSource } from "./page-source.js";
import { type FileStudy, isJournal, parseStudies, toStudy } from "./parse-study.js";
import { parseCsv } from "./preview-csv.js";
import { StudyCharts } from "./study-section.js";

/** Largest text that is shown in the page. */
const maxShownBytes = 5_000_000;

/** Most rows of a table that are shown. */
const maxShownRows = 500;

type ArtifactKind = "html" | "notebook" | "image" | "csv" | "table" | "json" | "text" | "other";

const kinds: readonly (readonly [RegExp, ArtifactKind])[] = [
  [/\.html?$/i, "html"],
  [/\.(png|jpe?g|gif|webp|avif|svg)$/i, "image"],
  [/\.(csv|tsv)$/i, "csv"],
  [/\.(parquet|arrow|feather)$/i, "table"],
  [/\.ipynb$/i, "notebook"],
  [/\.(json|geojson)$/i, "json"],
  [
    /\.(txt|md|log|journal|jsonl|ya?ml|toml|ini|cfg|py|ts|js|r|sql|sh|xml|diff|patch)$|(^|\/)(MLmodel|LICENSE|README)$/i,
    "text",
  ],
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
  readonly address: Address;
  change(changes: Readonly<Record<string, string | undefined>>): void;
}

/** Artifacts of a run; one is shown below the list. */
export function ArtifactList({ source, reply, open, address, change }: ArtifactListProps): ComponentChild {
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
          address,
          change,
          key: `${run.id} ${chosen.path}`,
        }),
  );
}

interface ArtifactViewProps {
  readonly source: PageSource;
  readonly runId: string;
  readonly path: string;
  readonly size: number;
  readonly address: Address;
  change(changes: Readonly<Record<string, string | undefined>>): void;
}

function ArtifactView({ source, runId, path, size, address, change }: ArtifactViewProps): ComponentChild {
  const kind =
    size > maxShownBytes && !["image", "html", "table"].includes(getArtifactKind(path))
      ? "other"
      : getArtifactKind(path);
  const [content, setContent] = useState<{ blob?: Blob | undefined; text?: string; error?: string } | undefined>();
  useEffect(() => {
    let isCurrent = true;
    const needsBytes =
      kind !== "other" && kind !== "table" && !(kind === "html" && source.frameUrl(runId, path, false) !== undefined);
    if (!needsBytes && source.offline === undefined && getCredential() === undefined) {
      setContent({});
      return;
    }
    source
      .artifact(runId, path)
      .then(async (blob) => ({
        blob,
        text: kind === "image" || kind === "other" || kind === "table" ? "" : ((await blob?.text()) ?? ""),
      }))
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
    shown(kind, { source, runId, path, blob: content.blob, text: content.text ?? "", address, change }),
  );
}

interface Shown {
  readonly source: PageSource;
  readonly runId: string;
  readonly path: string;
  readonly blob: Blob | undefined;
  readonly text: string;
  readonly address: Address;
  change(changes: Readonly<Record<string, string | undefined>>): void;
}

function shown(kind: ArtifactKind, { source, runId, path, blob, text, address, change }: Shown): ComponentChild {
  switch (kind) {
    case "html":
      return h(HtmlFrame, { source, runId, path, text });
    case "image":
      return h(BlobImage, { path, blob });
    case "csv":
      return csvTable(text, /\.tsv$/i.test(path) ? "\t" : ",");
    case "notebook":
      return notebookView(text) ?? h("pre", { class: "content", tabIndex: 0 }, text);
    case "table":
      return h(TableOfFile, { source, runId, path });
    case "json":
      return [studyCharts(text, path, { address, change }), plainText(formatJson(text))];
    case "text":
      return [
        isJournal(text) ? h(JournalCharts, { source, runId, path, address, change, key: "charts" }) : null,
        plainText(text),
      ];
    case "other":
      return null;
  }
}

function plainText(text: string): ComponentChild {
  return h("pre", { class: "content", tabIndex: 0, key: "text" }, text);
}

/** Charts of the studies in a file, if it has any. */
function studyCharts(text: string, path: string, props: Pick<Shown, "address" | "change">): ComponentChild {
  return charts(parseStudies(text, path), props);
}

function JournalCharts({ source, runId, path, ...props }: Omit<Shown, "blob" | "text">): ComponentChild {
  const { value = [], error } = useLoaded(`journal ${runId} ${path}`, () => source.journal(runId, path));
  if (error !== undefined) return h("p", { class: "error" }, error);
  return charts(
    value.map(({ name, directions, trials }) => toStudy(name, directions, trials)),
    props,
  );
}

function charts(studies: readonly FileStudy[], props: Pick<Shown, "address" | "change">): ComponentChild {
  return studies.map(({ name, directions, trials }) =>
    h(StudyCharts, {
      ...{ key: name, title: `Study ${name}`, trials, directions, initial: Object.keys(directions)[0] },
      ...props,
    }),
  );
}

/** The first rows of a table that the server reads. */
function TableOfFile({ source, runId, path }: Pick<Shown, "source" | "runId" | "path">): ComponentChild {
  const { value, error } = useLoaded(`${runId} ${path}`, () => source.table(runId, path));
  if (value === undefined) return h("p", { class: error === undefined ? "muted" : "error" }, error ?? "Loading…");
  const { columns, types, rows, count } = value;
  return plainTable(
    columns.map((name, index) => [name, h("br", null), h("small", null, types[index])]),
    rows,
    count > rows.length ? `The first ${rows.length} of ${count} rows` : `${count} rows`,
  );
}

/** HTML of an artifact in a frame without an origin; its scripts run only when the reader says so. */
function HtmlFrame({ source, runId, path, text }: Pick<Shown, "source" | "runId" | "path" | "text">): ComponentChild {
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

function DownloadLink({
  source,
  runId,
  path,
  blob,
}: Pick<Shown, "source" | "runId" | "path" | "blob">): ComponentChild {
  // A link sends no credential.
  const isDirect = source.offline === undefined && getCredential() === undefined;
  const url = useBlobUrl(isDirect ? undefined : blob, "application/octet-stream");
  const query = new URLSearchParams({ run_id: runId, path });
  const href = isDirect ? `get-artifact?${query}` : url;
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
  return plainTable(
    heads,
    body,
    body.length >= maxShownRows ? `The first ${maxShownRows} rows` : `${body.length} rows`,
  );
}

function plainTable(
  heads: readonly ComponentChild[],
  body: readonly (readonly string[])[],
  caption: string,
): ComponentChild {
  return h(
    "div",
    { class: "scroll content", tabIndex: 0, role: "region", "aria-label": "Table" },
    h(
      "table",
      { class: "plain" },
      h("caption", null, caption),
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
