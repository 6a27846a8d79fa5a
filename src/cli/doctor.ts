import { diagnoseMachine } from "../runner/doctor/diagnose-machine.js";
import { diagnosePlace } from "../runner/doctor/diagnose-place.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";

/** `cuaderno doctor`: what works here and where a write would go, before a write. Exit code 4 when something must be put right. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("[uris...]", "places to look at: s3://bucket/prefix, a folder, https://host/path (default: this folder)")
    .option("--write", "also write a small object to each S3 place, and remove it")
    .addHelpText(
      "after",
      `${examples(
        "cuaderno doctor",
        "cuaderno doctor s3://lake/raw/",
        "cuaderno doctor s3://lake/raw/ --write --json",
      )}\nExit codes: 0 all is well, 4 something must be put right: each problem names the command that does it`,
    )
    .action((uris: readonly string[], { write = false }: { readonly write?: boolean }) => doctor(context, uris, write));
};

async function doctor(context: CommandContext, uris: readonly string[], write: boolean): Promise<void> {
  const { environment, cwd, signal } = context;
  const places = [];
  for (const uri of uris.length === 0 ? ["."] : uris) {
    places.push({ uri, diagnoses: await diagnosePlace(uri, { environment, cwd, signal, write }) });
  }
  const parts = [{ uri: "this machine", diagnoses: diagnoseMachine(environment) }, ...places];
  for (const { uri, diagnoses } of parts) {
    context.print(uri);
    for (const { what, state, text, fix } of diagnoses) {
      context.print(`  ${state === "problem" ? "PROBLEM" : state.padEnd(7)}  ${what.padEnd(9)} ${text}`);
      if (fix !== undefined) context.print(`           fix:      ${fix}`);
    }
  }
  const problems = parts.flatMap(({ diagnoses }) => diagnoses).filter(({ state }) => state === "problem").length;
  context.print(problems === 0 ? "all is well" : `${problems} to put right`);
  context.result({ machine: parts[0]?.diagnoses, places, problems });
  if (problems > 0) process.exitCode = 4;
}
