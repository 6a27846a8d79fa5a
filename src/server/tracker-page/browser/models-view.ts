import { type ComponentChild, h } from "preact";
import type { ModelReply } from "../page-data.js";
import { type Address, toHash } from "./address.js";
import { AliasForm } from "./alias-form.js";
import { formatTime, formatValue } from "./format-value.js";
import { useLoaded } from "./hooks.js";
import type { PageSource } from "./page-source.js";
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
    return h("p", { class: error === undefined ? "muted" : "error", role: "status" }, error ?? "Loading models…");
  }
  if (address.id === "") return h(ModelList, { models: value });
  const found = value.find(({ model }) => model.name === address.id);
  if (found === undefined) return h("p", { class: "error", role: "alert" }, `No model "${address.id}" is registered.`);
  return h(ModelPage, { reply: found, source, onChange: reload, key: found.model.name });
}

function ModelList({ models }: { readonly models: readonly ModelReply[] }): ComponentChild {
  return h(
    "article",
    null,
    h("h1", null, "Models"),
    models.length === 0
      ? h(
          "p",
          { class: "empty" },
          'No registered models. Register one with registry.register in a program, or "cuaderno models".',
        )
      : scrollTable(
          ["model", "aliases", "versions", "last changed", "description"],
          models.map(({ model }) => [
            h("a", { href: toHash("models", model.name) }, model.name),
            aliasText(model.aliases),
            String(model.versions.length),
            formatTime(model.updatedAt),
            model.description,
          ]),
        ),
  );
}

function aliasText(aliases: Readonly<Record<string, number>>): string {
  return Object.entries(aliases)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([alias, version]) => `${alias} → ${version}`)
    .join(", ");
}

interface ModelPageProps {
  readonly reply: ModelReply;
  readonly source: PageSource;
  onChange(): void;
}

function ModelPage({ reply, source, onChange }: ModelPageProps): ComponentChild {
  const { model, versions } = reply;
  const metrics = [...new Set(versions.flatMap((version) => Object.keys(version.metrics ?? {})))].sort().slice(0, 6);
  const rows = versions.map((version) => [
    String(version.version),
    version.aliases.map((alias) => h("span", { class: "alias", key: alias }, alias)),
    formatTime(version.createdAt),
    version.runId === undefined ? "" : h("a", { href: toHash("run", version.runId) }, version.runId.slice(0, 8)),
    ...metrics.map((key) => {
      const value = version.metrics?.[key];
      return formatValue(value === undefined ? undefined : Number(value));
    }),
    version.description,
  ]);
  const ids = versions.flatMap(({ runId }) => (runId === undefined ? [] : [["run", runId]]));
  return h(
    "article",
    { class: "model-view" },
    h("p", null, h("a", { href: toHash("models") }, "Models")),
    h("h1", null, model.name),
    model.description === "" ? null : h("p", { class: "note" }, model.description),
    h("p", { class: "muted" }, `Created ${formatTime(model.createdAt)}, last changed ${formatTime(model.updatedAt)}`),
    h("h2", null, "Versions"),
    versions.length === 0
      ? h("p", { class: "empty" }, "No versions.")
      : scrollTable(["version", "aliases", "made", "run", ...metrics, "description"], rows),
    ids.length > 1
      ? h(
          "p",
          null,
          h("a", { href: toHash("compare", "", new URLSearchParams(ids)) }, "Compare the runs of the versions"),
        )
      : null,
    source.offline === undefined && versions.length > 0 ? h(AliasForm, { reply, source, onChange }) : null,
  );
}
