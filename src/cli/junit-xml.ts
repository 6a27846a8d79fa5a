import { writeFileAtomically } from "../files/write-file-atomically.js";
import { plainAnsi } from "../notebook/html/html-ansi.js";

/** What a report in JUnit's form tells of one notebook. */
export interface JunitSuite {
  readonly name: string;
  readonly durationMs: number;
  /** When it began, as ISO text. */
  readonly started?: string;
  readonly cases: readonly JunitCase[];
}

/** One thing that passed, failed (`failure`: what was tested; `error`: it could not be tested) or was skipped. */
export interface JunitCase {
  readonly name: string;
  readonly durationMs: number;
  readonly status: "passed" | "skipped" | "failure" | "error";
  /** What went wrong in one line, and what kind of thing that is. */
  readonly message?: string;
  readonly type?: string;
  /** All there is to say about it. */
  readonly details?: string;
}

/** Writes suites as JUnit XML; `who` is the command that was run. */
export function writeReport(path: string, who: string, suites: readonly JunitSuite[]): Promise<void> {
  return writeFileAtomically(path, junitXml(`cuaderno ${who}`, suites), {
    caller: who,
    fix: "choose another file with --junit",
  });
}

/** JUnit XML of suites. */
export function junitXml(title: string, suites: readonly JunitSuite[]): string {
  const texts = suites.map((suite) => {
    const count = (wanted: JunitCase["status"]): number => suite.cases.filter(({ status }) => status === wanted).length;
    const counts = `tests="${suite.cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
    const at = suite.started === undefined ? "" : ` timestamp="${suite.started.slice(0, 19)}"`;
    const cases = suite.cases.map((one) => `${caseXml(suite.name, one)}\n`).join("");
    return `  <testsuite name="${text(suite.name)}" ${counts} time="${seconds(suite.durationMs)}"${at}>\n${cases}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${text(title)}">\n${texts.join("")}</testsuites>\n`;
}

function caseXml(suite: string, { name, durationMs, status, message = "", type, details }: JunitCase): string {
  const head = `    <testcase classname="${text(suite)}" name="${text(name)}" time="${seconds(durationMs)}"`;
  if (status === "passed") return `${head}/>`;
  if (status === "skipped") return `${head}><skipped/></testcase>`;
  const kind = type === undefined ? "" : `type="${text(type)}" `;
  return `${head}><${status} ${kind}message="${text(message)}">${text(details ?? "")}</${status}></testcase>`;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

/** Text that XML may hold: no control letters, marks escaped. */
function text(given: string): string {
  return plainAnsi(given)
    .replace(
      /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      "\ufffd",
    )
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");
}
