import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { ArgumentError } from "../core/errors.js";
import { redactUrl } from "../http/redact-url.js";
import { openStore } from "../store/open-store-with.js";
import { inferSchema } from "../table/csv/infer-schema.js";
import { formatSchema } from "../table/schema/format-schema.js";
import { type CommandContext, examples } from "./command.js";

/** `cuaderno schema`: writes the schema of a file that has none yet. */
export function define(command: Command, context: CommandContext): void {
  command
    .command("infer")
    .argument("<file>", "a CSV, JSON, Parquet or Arrow file: a path, s3:// or https://")
    .description("print the schema of a file as TypeScript: encoding, delimiter, types, date formats, missing cells")
    .option("--name <name>", "name of the schema; default from the file's name")
    .option("-o, --output <file>", "write to this file instead of printing; an existing file is not overwritten")
    .action((file: string, flags: { readonly name?: string | undefined; readonly output?: string | undefined }) =>
      infer(context, file, flags),
    );
  command.addHelpText(
    "after",
    examples(
      "cuaderno schema infer sales.csv",
      "cuaderno schema infer s3://bucket/sales.csv.gz --name sales -o src/sales-schema.ts",
    ),
  );
}

async function infer(
  context: CommandContext,
  file: string,
  flags: { readonly name?: string | undefined; readonly output?: string | undefined },
): Promise<void> {
  const name = flags.name ?? toName(file);
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw new ArgumentError(`schema infer: "${name}" is not a valid name; pass --name sales`);
  const { store, key } = await openStore(file, { ...context, caller: "schema infer" });
  const inferred = inferSchema(await store.read(key), { name, uri: redactUrl(file) });
  const text = formatSchema(inferred, redactUrl(file));
  if (flags.output === undefined) {
    if (!context.json) context.print(text.trimEnd());
  } else {
    await writeNew(resolve(context.cwd, flags.output), text);
    context.note(`${flags.output} written`);
    for (const note of inferred.notes) context.note(`check ${note}`);
  }
  const { schema, options, rowCount, notes } = inferred;
  context.result({ name, rowCount, options, notes, columns: schema.columns, text });
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw new ArgumentError(`schema infer: ${path} exists; name another file or remove it`, { cause });
  }
}

function toName(file: string): string {
  const base = (
    file
      .replace(/[?#].*$/, "")
      .split("/")
      .at(-1) ?? ""
  ).replace(/\..*$/, "");
  const words = base.match(/[A-Za-z0-9]+/g) ?? ["table"];
  const camel = words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join("");
  return /^\d/.test(camel) ? `table${camel}` : camel;
}
