import { type ComponentChild, h } from "preact";
import type { RunReply } from "../page-data.js";
import { toHash } from "./address.js";
import { CopyButton } from "./copy-button.js";
import { rerunCommand } from "./rerun-command.js";
import { scrollTable } from "./scroll-table.js";

export function lineage(reply: RunReply): ComponentChild {
  const { run, inputs, versions } = reply;
  const { tags } = run;
  const [commit, branch] = [tags["mlflow.source.git.commit"], tags["mlflow.source.git.branch"]];
  const isDirty = tags["mlflow.source.git.dirty"] === "true";
  const command = rerunCommand(run, reply);
  return h(
    "section",
    { "aria-labelledby": "lineage" },
    h("h2", { id: "lineage" }, "Lineage"),
    h(
      "dl",
      { class: "facts" },
      ...fact("source", tags["mlflow.source.name"]),
      ...fact("cell", tags["cuaderno.cell"]),
      ...fact(
        "git commit",
        commit === undefined
          ? undefined
          : `${commit.slice(0, 12)}${branch === undefined ? "" : ` (${branch})`}${isDirty ? ", with changes that are not committed" : ""}`,
      ),
      ...versions.flatMap(({ name, version, aliases }) =>
        fact(
          "registered as",
          h(
            "a",
            { href: toHash("models", name) },
            `${name} version ${version}${aliases.length > 0 ? ` (${aliases.join(", ")})` : ""}`,
          ),
        ),
      ),
      ...fact("artifacts", reply.artifactUri),
    ),
    inputs.length === 0
      ? null
      : scrollTable(
          ["dataset", "purpose", "rows", "columns", "digest", "source"],
          inputs.map(({ name, context, digest, source, profile, schema }) => [
            name,
            context ?? "",
            readRows(profile),
            readColumns(schema),
            h("code", null, digest.slice(0, 16)),
            source,
          ]),
        ),
    command === undefined
      ? null
      : [
          h("h3", { key: "title" }, "How to make this run again"),
          h("pre", { key: "command", class: "command", tabIndex: 0 }, h("code", null, command)),
          h(CopyButton, { key: "copy", text: command }),
        ],
  );
}

/** Number of rows in a profile of MLflow's form. */
function readRows(profile: string | undefined): string {
  const { num_rows: rows } = parseObject(profile);
  return typeof rows === "number" ? rows.toLocaleString("en-US") : "";
}

/** Names of the columns of a schema in MLflow's form. */
function readColumns(schema: string | undefined): string {
  const { mlflow_colspec: columns } = parseObject(schema);
  if (!Array.isArray(columns)) return "";
  const names = columns.map((column: { readonly name?: unknown } | null) => String(column?.name));
  return names.length > 6 ? `${names.slice(0, 6).join(", ")} and ${names.length - 6} more` : names.join(", ");
}

function parseObject(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return value !== null && typeof value === "object" ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

function fact(name: string, value: ComponentChild): ComponentChild[] {
  return value === undefined || value === "" ? [] : [h("dt", null, name), h("dd", null, value)];
}

export function tagTable(tags: Readonly<Record<string, string>>): ComponentChild {
  const keys = Object.keys(tags)
    .sort()
    .filter((key) => key !== "mlflow.note.content");
  const isSystem = (key: string): boolean => key.startsWith("mlflow.");
  const rows = (chosen: readonly string[]) => chosen.map((key) => [key, tags[key] ?? ""]);
  const [own, system] = [keys.filter((key) => !isSystem(key)), keys.filter(isSystem)];
  if (keys.length === 0) return null;
  return h(
    "section",
    { "aria-labelledby": "tags" },
    h("h2", { id: "tags" }, "Tags"),
    own.length === 0 ? null : scrollTable(["tag", "value"], rows(own)),
    system.length === 0
      ? null
      : h(
          "details",
          null,
          h("summary", null, `${system.length} tags of MLflow`),
          scrollTable(["tag", "value"], rows(system)),
        ),
  );
}
