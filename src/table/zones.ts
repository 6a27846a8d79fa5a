import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";

/** The names between braces in a template: `raw/{table}/{month}.csv` has `table` and `month`. */
export type Placeholders<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** Returns a path of a zone, given a value for each placeholder. */
export type ZonePath<Template extends string> = [Placeholders<Template>] extends [never]
  ? () => string
  : (values: { readonly [Name in Placeholders<Template>]: string | number }) => string;

/** The paths of each zone. */
export type Zones<Templates extends ZoneTemplates> = {
  readonly [Zone in Exclude<keyof Templates, "root">]: ZonePath<Templates[Zone]>;
};

/** Templates by zone, below `root`: a folder, or an address on a store. */
export type ZoneTemplates = { readonly root: string; readonly [zone: string]: string };

/**
 * Paths by zone from templates, with placeholders that the compiler knows. A value is one segment of the path, without
 * a slash; `*` makes a glob for `readTable`.
 *
 * @example zones({ root: "s3://lake", raw: "raw/{table}/{month}.csv.gz" }).raw({ table: "milk", month: "2020-01" }) // "s3://lake/raw/milk/2020-01.csv.gz"
 */
export function zones<const Templates extends ZoneTemplates>(templates: Templates): Zones<Templates> {
  const { root, ...others } = templates;
  const paths = Object.entries(others).map(([zone, template]) => {
    const path = `${root.replace(/\/+$/, "")}/${template.replace(/^\/+/, "")}`;
    if (/[{}]/.test(path.replaceAll(/\{[A-Za-z_]\w*\}/g, ""))) {
      throw new ArgumentError(`zones: "${template}" of ${zone} has braces without a name; write {table}`);
    }
    return [zone, (values: Readonly<Record<string, string | number>> = {}) => filled(zone, path, values)] as const;
  });
  // The compiler cannot follow that each zone has the function of its own template.
  return Object.freeze(Object.fromEntries(paths)) as unknown as Zones<Templates>;
}

function filled(zone: string, template: string, values: Readonly<Record<string, string | number>>): string {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const known = names.join(", ") || "none";
    throw new ArgumentError(
      `zones: ${zone} has no placeholder "${unknown}"; the placeholders are ${known}${didYouMean(unknown, names)}`,
    );
  }
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new ArgumentError(`zones: ${zone} needs a value for "${name}" in ${template}; pass { ${name}: ... }`);
    const step = String(value);
    if (step === "" || step === "." || step === ".." || /[/\\\p{Cc}]/u.test(step)) {
      throw new ArgumentError(
        `zones: "${name}" of ${zone} is ${JSON.stringify(step)}; expected one path segment without a slash`,
      );
    }
    return step;
  });
}
