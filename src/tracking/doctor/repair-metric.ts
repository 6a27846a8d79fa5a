import { parseMetric } from "../files/parse-metric.js";

/**
 * A metric file's text with damaged lines left out; undefined when nothing is damaged. A data set's name with blanks, which makes
 * too many fields, is joined with underscores and kept.
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
    .filter(isWhole)
    .map((line) => `${line}\n`)
    .join("");
}

function joinName(_: string, point: string, name: string, digest: string): string {
  return `${point} ${name.replaceAll(" ", "_")} ${digest}`;
}

function isWhole(line: string): boolean {
  let whole = true;
  parseMetric(`${line}\n`, () => {
    whole = false;
  });
  return whole;
}
