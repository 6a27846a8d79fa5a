import { ArgumentError } from "../core/errors.js";
import { type ReportVerification, verifyReport } from "../runner/verify/verify-report.js";
import { collect } from "./collect.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { parsePairs } from "./parse-pairs.js";

interface VerifyFlags {
  /** `--no-run` */
  readonly run: boolean;
  readonly notebook?: string | undefined;
  readonly tolerance: string;
  readonly parameter: readonly string[];
}

/** `cuaderno verify`: compares the numbers of an exported page with those of a new run of its notebook. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("<page>", "a page that cuaderno export or cuaderno run wrote")
    .option("--no-run", "only check that the page is as it was exported")
    .option("--notebook <path>", "the notebook (default: the path in the page, from this folder)")
    .option("--tolerance <share>", "largest relative difference of two numbers that count as equal", "1e-9")
    .option("-p, --parameter <name=value>", "replace a parameter of the page (may be repeated)", collect, [])
    .addHelpText(
      "after",
      "\nThe page holds hashes of its code, data, parameters and of itself, versions, and the numbers of metrics,\ntables, figures, live pages and text. Outputs of cells tagged unverified are not compared.",
    )
    .addHelpText(
      "after",
      "\nExit code 0: every number is the same or within the tolerance. 3: something differs, or the page was altered.\n1: the notebook fails.",
    )
    .addHelpText(
      "after",
      examples(
        "cuaderno verify reports/traffic/05-model.html",
        "cuaderno verify report.html --no-run --json",
        "cuaderno verify report.html --notebook notebooks/report.ipynb --tolerance 1e-6",
      ),
    )
    .action((page: string, flags: VerifyFlags) => verify(page, flags, context));
};

async function verify(page: string, flags: VerifyFlags, context: CommandContext): Promise<void> {
  const tolerance = Number(flags.tolerance);
  if (flags.tolerance.trim() === "" || !(tolerance >= 0)) {
    throw new ArgumentError(
      `verify: --tolerance: expected a number from 0, got "${flags.tolerance}"; write --tolerance 1e-9`,
    );
  }
  const found = await verifyReport(page, {
    run: flags.run,
    notebook: flags.notebook,
    tolerance,
    parameters: parsePairs("verify", flags.parameter),
    cwd: context.cwd,
    signal: context.signal,
    log: (line) => context.note(line),
  });
  if (!context.json) for (const line of verificationLines(found)) context.print(line);
  context.result(found);
  if (found.verdict === "differs" || found.verdict === "altered") process.exitCode = 3;
}

const verdicts: Readonly<Record<ReportVerification["verdict"], string>> = {
  same: "same: every number of the page",
  tolerance: "within tolerance",
  differs: "differs",
  altered: "altered: the page is not as it was exported",
  intact: "intact: the page is as it was exported; nothing was run",
};

function verificationLines({ verdict, numbers, differences, versions }: ReportVerification): readonly string[] {
  const count = (own: string): number =>
    numbers.filter((found) => found.verdict === own).reduce((total, found) => total + found.count, 0);
  const changed = numbers.filter((found) => found.verdict === "differs");
  return [
    verdicts[verdict],
    ...differences,
    ...changed.map(({ cell, what, message }) => `code cell ${cell}: ${what}: ${message}`),
    ...(numbers.length === 0
      ? []
      : [`${count("same")} numbers same, ${count("tolerance")} within tolerance, ${count("differs")} differ`]),
    ...versions.map((change) => `version of ${change}`),
  ];
}
