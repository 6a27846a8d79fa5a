import { type ComponentChild, h } from "preact";
import { useState } from "preact/hooks";
import { planPromotion } from "../../../tracking/registry/plan-promotion.js";
import type { ModelReply } from "../page-data.js";
import type { AliasFormProps } from "./page-source.js";

interface RuleProps {
  readonly versions: ModelReply["versions"];
  /** Metric of the rule; empty without a rule. */
  readonly metric: string;
  onMetric(metric: string): void;
}

/** What the form says after it was sent. */
interface FormMessage {
  readonly text: string;
  readonly isError: boolean;
}

/**
 * Sets an alias such as `champion` to a version, always or when a metric of its run is better by the rule of
 * `planPromotion`; the champion before it becomes `previous`.
 */
export function AliasForm({ reply, source, onChange }: AliasFormProps): ComponentChild {
  const { model, versions } = reply;
  const [metric, setMetric] = useState("");
  const [message, setMessage] = useState<FormMessage | undefined>();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const alias = String(fields.get("alias")).trim();
    const version = Number(fields.get("version"));
    try {
      const refusal = checkRule(reply, alias, version, fields);
      if (refusal !== undefined) {
        setMessage({ text: `Not promoted: ${refusal}`, isError: true });
        return;
      }
      const before = model.aliases[alias];
      if (alias === "champion" && before !== undefined && before !== version) {
        await source.setAlias(model.name, "previous", before);
      }
      await source.setAlias(model.name, alias, version);
      setMessage({ text: `${alias} is version ${version} now.`, isError: false });
      onChange();
    } catch (thrown) {
      setMessage({ text: (thrown as Error).message, isError: true });
    }
  };
  return h(
    "form",
    { class: "alias-form", onSubmit: (event: Event) => void submit(event) },
    h("h2", null, "Promote a version"),
    aliasFields(reply),
    ruleFields({ versions, metric, onMetric: setMetric }),
    message === undefined
      ? null
      : h(
          "p",
          { class: message.isError ? "error" : "muted", role: message.isError ? "alert" : "status" },
          message.text,
        ),
  );
}

/** Why the rule of the form does not allow the promotion; undefined when it does, and without a rule. */
function checkRule(
  { model, versions }: ModelReply,
  alias: string,
  version: number,
  fields: FormData,
): string | undefined {
  const metric = String(fields.get("metric") ?? "");
  if (metric === "") return undefined;
  const toScored = (number: number) => {
    const value = versions.find((one) => one.version === number)?.metrics?.[metric];
    return { version: number, score: value === undefined ? Number.NaN : Number(value) };
  };
  const current = model.aliases[alias];
  const { promote, reason } = planPromotion({
    metric,
    champion: current === undefined ? undefined : toScored(current),
    challenger: toScored(version),
    minGain: Number(fields.get("gain") ?? 0) / 100,
    direction: fields.get("direction") === "minimize" ? "minimize" : "maximize",
  });
  return promote ? undefined : reason;
}

function aliasFields({ model, versions }: ModelReply): ComponentChild {
  const known = [...new Set(["champion", ...Object.keys(model.aliases)])].sort();
  return h(
    "div",
    { class: "row" },
    h(
      "label",
      null,
      "Alias ",
      h("input", {
        ...{ name: "alias", required: true, list: "aliases", defaultValue: "champion", autocomplete: "off" },
        maxLength: 255,
      }),
      h(
        "datalist",
        { id: "aliases" },
        known.map((alias) => h("option", { key: alias, value: alias })),
      ),
    ),
    h(
      "label",
      null,
      "Version ",
      h(
        "select",
        { name: "version" },
        versions.map(({ version }) => h("option", { key: version, value: version }, String(version))),
      ),
    ),
    h("button", { type: "submit" }, "Set alias"),
  );
}

function ruleFields({ versions, metric, onMetric }: RuleProps): ComponentChild {
  const metrics = [...new Set(versions.flatMap((version) => Object.keys(version.metrics ?? {})))].sort();
  if (metrics.length === 0) return null;
  return h(
    "div",
    { class: "row" },
    h(
      "label",
      null,
      "Only when ",
      h(
        "select",
        {
          name: "metric",
          value: metric,
          onChange: (event: Event) => onMetric((event.target as HTMLSelectElement).value),
        },
        h("option", { value: "" }, "(no rule)"),
        metrics.map((key) => h("option", { key, value: key }, key)),
      ),
    ),
    metric === ""
      ? null
      : [
          h(
            "label",
            { key: "direction" },
            "is ",
            h(
              "select",
              { name: "direction", "aria-label": "Direction" },
              h("option", { value: "minimize" }, "smaller"),
              h("option", { value: "maximize" }, "larger"),
            ),
          ),
          h(
            "label",
            { key: "gain" },
            "than that of the present version, by at least ",
            h("input", { name: "gain", type: "number", min: 0, step: "any", defaultValue: 0, class: "short-number" }),
            " %",
          ),
        ],
  );
}
