import { writeFileAtomically } from "../files/write-file-atomically.js";
import { plainAnsi } from "../notebook/html/html-ansi.js";

/** The results of one notebook in a JUnit report. */
export interface JunitSuite {
  readonly name: string;
  readonly durationMs: number;
  /** Start time as an ISO string. */
  readonly started?: string | undefined;
  readonly cases: readonly JunitCase[];
}

/** A test that passed, failed (`failure`), could not be run (`error`) or was skipped. */
export interface JunitCase {
  readonly name: string;
  readonly durationMs: number;
  readonly status: "passed" | "skipped" | "failure" | "error";
  /** The failure in one line, and its type. */
  readonly message?: string | undefined;
  readonly type?: string | undefined;
  /** The full failure, such as its traceback. */
  readonly details?: string | undefined;
}

/** Writes suites as JUnit XML; `command` is the command that was run. */
export function writeReport(path: string, command: string, suites: readonly JunitSuite[]): Promise<void> {
  return writeFileAtomically(path, junitXml(`cuaderno ${command}`, suites), {
    caller: command,
    fix: "choose another file with --junit",
  });
}

/** Suites as JUnit XML. */
export function junitXml(title: string, suites: readonly JunitSuite[]): string {
  const suitesXml = suites.map((suite) => {
    const count = (searched: JunitCase["status"]): number =>
      suite.cases.filter(({ status }) => status === searched).length;
    const counts = `tests="${suite.cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
    const at = suite.started === undefined ? "" : ` timestamp="${suite.started.slice(0, 19)}"`;
    const cases = suite.cases.map((one) => `${caseXml(suite.name, one)}\n`).join("");
    return `  <testsuite name="${text(suite.name)}" ${counts} time="${seconds(suite.durationMs)}"${at}>\n${cases}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${text(title)}">\n${suitesXml.join("")}</testsuites>\n`;
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

/** Text escaped for XML, without control characters. */
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
