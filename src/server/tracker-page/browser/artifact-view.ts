import { type ComponentChild, h } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Address } from "./address.js";
import { ArtifactFrame } from "./artifact-frame.js";
import { type ArtifactKind, artifactKind } from "./artifact-kind.js";
import { csvTable, TableOfFile } from "./artifact-table.js";
import { useLoaded } from "./hooks.js";
import { loadingText } from "./loading-text.js";
import type { PageSource } from "./page-source.js";
import { type FileStudy, isJournal, parseStudies, toStudy } from "./parse-study.js";
import { StudyCharts } from "./study-section.js";

interface ArtifactViewProps {
  readonly source: PageSource;
  readonly runId: string;
  readonly path: string;
  readonly size: number;
  readonly address: Address;
  change(changes: Readonly<Record<string, string | undefined>>): void;
}

/** An artifact, shown by its kind, with a link for its download. */
export function ArtifactView({ source, runId, path, size, address, change }: ArtifactViewProps): ComponentChild {
  const kind = artifactKind(path, size);
  const [content, setContent] = useState<{ blob?: Blob | undefined; text?: string; error?: string } | undefined>();
  useEffect(() => {
    let isCurrent = true;
    const needsBytes = kind === "image" || kind === "csv" || kind === "json" || kind === "text";
    if (!needsBytes && source.offline === undefined && !source.hasCredential()) {
      setContent({});
      return;
    }
    source
      .artifact(runId, path)
      .then(async (blob) => ({ blob, text: needsBytes && kind !== "image" ? ((await blob?.text()) ?? "") : "" }))
      .then(
        (loaded) => isCurrent && setContent(loaded),
        (error: Error) => isCurrent && setContent({ error: error.message }),
      );
    return () => {
      isCurrent = false;
    };
  }, []);
  if (content === undefined || content.error !== undefined) return loadingText(content?.error);
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
    case "page":
      return h(ArtifactFrame, { source, runId, path });
    case "image":
      return h(BlobImage, { path, blob });
    case "csv":
      return csvTable(text, /\.tsv$/i.test(path) ? "\t" : ",");
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
      return h("p", { class: "muted" }, "A file of this kind or size is not shown here.");
  }
}

function plainText(text: string): ComponentChild {
  if (text === "") return h("p", { class: "muted", key: "text" }, "The file is empty.");
  return h("pre", { class: "content", tabIndex: 0, key: "text" }, text);
}

/** Charts of the studies in a file, if it has any. */
function studyCharts(text: string, path: string, props: Pick<Shown, "address" | "change">): ComponentChild {
  return charts(parseStudies(text, path), props);
}

function JournalCharts({ source, runId, path, ...props }: Omit<Shown, "blob" | "text">): ComponentChild {
  const { value = [], error } = useLoaded(`journal ${runId} ${path}`, () => source.journal(runId, path));
  if (error !== undefined) return loadingText(error);
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

/** Scripts in an SVG do not run in an image. */
function BlobImage({ path, blob }: Pick<Shown, "path" | "blob">): ComponentChild {
  const url = useBlobUrl(blob, imageType(path));
  return url === undefined ? null : h("img", { src: url, alt: path, class: "picture" });
}

const imageTypes: Readonly<Record<string, string>> = { svg: "image/svg+xml", jpg: "image/jpeg" };

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
  const isDirect = source.offline === undefined && !source.hasCredential();
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

function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
