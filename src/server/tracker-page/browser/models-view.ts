import { type ComponentChild, h } from "preact";
import type { ModelReply } from "../page-data.js";
import { type Address, toHash } from "./address.js";
import { formatTime, formatValue } from "./format-value.js";
import { useLoaded } from "./hooks.js";
import { loadingText } from "./loading-text.js";
import type { PageSource } from "./page-source.js";
import { rankMetrics, toTableRun } from "./run-columns.js";
import { tagTable } from "./run-lineage.js";
import { scrollTable } from "./scroll-table.js";

/** Registered models, or one with its versions. */
export function ModelsView({
  source,
  address,
}: {
  readonly source: PageSource;
  readonly address: Address;
}): ComponentChild {
  const { value, error, reload } = useLoaded(
    "models",
    () => source.models(),
    () => (source.offline === undefined ? 15_000 : undefined),
  );
  if (value === undefined) {
    return loadingText(error);
  }
  if (address.id === "") return h(ModelList, { models: value });
  const found = value.find(({ model }) => model.name === address.id);
  if (found === undefined) {
    return h(
      "article",
      null,
      h("p", { class: "path" }, h("a", { href: toHash("models") }, "Models")),
      h("h1", null, "Unknown model"),
      h("p", { class: "error", role: "alert" }, `No model "${address.id}" is registered.`),
    );
  }
  return h(ModelPage, { reply: found, source, onChange: reload, key: found.model.name });
}

function ModelList({ models }: { readonly models: readonly ModelReply[] }): ComponentChild {
  return h(
    "article",
    null,
    h("h1", null, "Models"),
    models.length === 0
      ? h("p", { class: "empty" }, "No registered models: register one with registry.register or an MLflow client.")
      : scrollTable(
          ["model", "aliases", "versions", "last changed", "description"],
          models.map(({ model }) => [
            h("a", { href: toHash("models", model.name) }, model.name),
            Object.entries(model.aliases)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([alias, version]) => h("span", { class: "alias", key: alias }, `${alias} ${version}`)),
            String(model.versions.length),
            h("span", { class: "short" }, formatTime(model.updatedAt)),
            model.description,
          ]),
        ),
  );
}

interface ModelPageProps {
  readonly reply: ModelReply;
  readonly source: PageSource;
  onChange(): void;
}

function ModelPage({ reply, source, onChange }: ModelPageProps): ComponentChild {
  const { model, versions, history } = reply;
  const ids = versions.flatMap(({ runId }) => (runId === undefined ? [] : [["run", runId]]));
  return h(
    "article",
    { class: "model-view" },
    h("p", { class: "path" }, h("a", { href: toHash("models") }, "Models")),
    h("h1", null, model.name),
    h("p", { class: "muted" }, `Created ${formatTime(model.createdAt)}, last changed ${formatTime(model.updatedAt)}`),
    model.description === "" ? null : h("p", { class: "note" }, model.description),
    h("h2", null, "Versions"),
    versions.length === 0 ? h("p", { class: "empty" }, "No versions.") : versionTable(versions),
    ids.length > 1
      ? h(
          "p",
          null,
          h("a", { href: toHash("compare", "", new URLSearchParams(ids)) }, "Compare the runs of the versions"),
        )
      : null,
    source.AliasForm !== undefined && versions.length > 0 ? h(source.AliasForm, { reply, source, onChange }) : null,
    aliasHistory(history),
    tagTable(model.tags),
  );
}

/** Most metrics that are columns. */
const maxMetrics = 8;

function versionTable(versions: ModelReply["versions"]): ComponentChild {
  const runs = versions.map(({ metrics = {} }) =>
    toTableRun({
      ...{ id: "", name: "", experimentId: "", experiment: "", status: "finished", startTime: 0 },
      ...{ params: {}, tags: {}, metrics },
    }),
  );
  const metrics = rankMetrics(runs).slice(0, maxMetrics);
  const hasTags = versions.some((version) => shownTags(version.tags) !== "");
  return scrollTable(
    ["version", "aliases", "created", "run", ...metrics, "description", ...(hasTags ? ["tags"] : [])],
    versions.map((version, index) => [
      String(version.version),
      version.aliases.map((alias) => h("span", { class: "alias", key: alias }, alias)),
      h("span", { class: "short" }, formatTime(version.createdAt)),
      version.runId === undefined ? "" : h("a", { href: toHash("run", version.runId) }, version.runId.slice(0, 8)),
      ...metrics.map((key) => formatValue(runs[index]?.record.metrics[key])),
      version.description,
      ...(hasTags ? [shownTags(version.tags)] : []),
    ]),
  );
}

function shownTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .filter(([key]) => !/^(mlflow|cuaderno)\./.test(key))
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ");
}

/** When aliases were set to which versions. */
function aliasHistory(history: ModelReply["history"]): ComponentChild {
  if (history === undefined) return null;
  const before = (index: number): string => {
    const { alias } = history[index] ?? {};
    const last = history.slice(index + 1).find((change) => change.alias === alias);
    return last?.version == null ? "" : `version ${last.version}`;
  };
  return h(
    "section",
    { "aria-label": "Promotion history" },
    h("h2", null, "Promotion history"),
    history.length === 0
      ? h("p", { class: "muted" }, "No recorded changes.")
      : scrollTable(
          ["time", "alias", "before", "after"],
          history.map(({ time, alias, version }, index) => [
            h("span", { class: "short" }, formatTime(time)),
            h("span", { class: "alias" }, alias),
            before(index),
            version === null ? "removed" : `version ${version}`,
          ]),
        ),
  );
}
