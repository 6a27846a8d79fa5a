import { type ComponentChild, h } from "preact";
import type { RunReply } from "../page-data.js";
import type { Address } from "./address.js";
import { ArtifactView } from "./artifact-view.js";
import { formatBytes } from "./format-value.js";
import type { PageSource } from "./page-source.js";

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
  const { artifacts, run, artifactProblem } = reply;
  if (artifactProblem !== undefined) return h("p", { class: "error" }, artifactProblem);
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
            h("bdi", null, path),
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
