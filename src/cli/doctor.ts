import { diagnoseMachine } from "../runner/doctor/diagnose-machine.js";
import { diagnoseStorage } from "../runner/doctor/diagnose-storage.js";
import { type CommandContext, type CommandModule, examples } from "./command.js";
import { parsePositive } from "./parse-positive.js";
import { doctorServices } from "./services/doctor-services.js";

interface DoctorFlags {
  readonly write?: boolean | undefined;
  readonly services?: boolean | undefined;
  readonly timeout: string;
}

/** `cuaderno doctor`: checks this machine and, before a write, its storage. Exit code 4 if there is a problem. */
export const define: CommandModule["define"] = (command, context) => {
  command
    .argument("[uris...]", "storage to check: s3://bucket/prefix, a folder, https://host/path (default: this folder)")
    .option("--write", "also write a small object to each S3 URI, and remove it")
    .option("--services", "check each service that the environment names: S3, tracker, queue, databases, model server")
    .option("--timeout <seconds>", "with --services, how long to wait for a reply", "5")
    .addHelpText(
      "after",
      `${examples(
        "cuaderno doctor",
        "cuaderno doctor s3://lake/raw/",
        "cuaderno doctor s3://lake/raw/ --write --json",
        "cuaderno doctor --services",
        "CUADERNO_QUEUE=redis://db:6379 cuaderno doctor --services --timeout 2 --json",
      )}\nExit codes: 0 no problem, 4 at least one, or a service is down; each problem names the command that fixes it`,
    )
    .action((uris: readonly string[], { write = false, services = false, timeout }: DoctorFlags) => {
      if (!services) return doctor(context, uris, write);
      return doctorServices(context, (parsePositive("doctor: --timeout", timeout) ?? 5) * 1_000);
    });
};

async function doctor(context: CommandContext, uris: readonly string[], write: boolean): Promise<void> {
  const { environment, cwd, signal } = context;
  const storage = [];
  for (const uri of uris.length === 0 ? ["."] : uris) {
    storage.push({ uri, diagnoses: await diagnoseStorage(uri, { environment, cwd, signal, write }) });
  }
  const parts = [{ uri: "this machine", diagnoses: diagnoseMachine({ environment, cwd }) }, ...storage];
  for (const { uri, diagnoses } of parts) {
    context.print(uri);
    for (const { what, state, text, fix } of diagnoses) {
      context.print(`  ${state === "problem" ? "PROBLEM" : state.padEnd(7)}  ${what.padEnd(9)} ${text}`);
      if (fix !== undefined) context.print(`           fix:      ${fix}`);
    }
  }
  const problems = parts.flatMap(({ diagnoses }) => diagnoses).filter(({ state }) => state === "problem").length;
  context.print(problems === 0 ? "no problems" : `${problems} ${problems === 1 ? "problem" : "problems"}`);
  context.result({ machine: parts[0]?.diagnoses, storage, problems });
  if (problems > 0) process.exitCode = 4;
}
