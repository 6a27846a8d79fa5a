import { parseMetric } from "../files/parse-metric.js";

/**
 * Content of a metric file without its damaged lines; undefined when no line is damaged. Spaces in the name of a
 * dataset, which make too many fields, are replaced by underscores.
 *
 * @example repairMetric("17 0.5 0\n18 0.") // "17 0.5 0\n"
 */
export function repairMetric(text: string): string | undefined {
  let damaged = false;
  parseMetric(text, () => {
    damaged = true;
  });
  if (!damaged) return undefined;
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => line.replace(/^(-?\d+ \S+ -?\d+) (\S+(?: \S+)+) (\S+)$/, joinName))
    .filter(isValid)
    .map((line) => `${line}\n`)
    .join("");
}

function joinName(_: string, point: string, name: string, digest: string): string {
  return `${point} ${name.replaceAll(" ", "_")} ${digest}`;
}

function isValid(line: string): boolean {
  let valid = true;
  parseMetric(`${line}\n`, () => {
    valid = false;
  });
  return valid;
}
