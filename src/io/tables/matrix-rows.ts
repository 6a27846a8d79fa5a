import { resolve } from "node:path";
import { ArgumentError, NotFoundError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { awsEnvironment } from "../../host/aws-environment.js";
import { listGlob } from "../../store/list-glob.js";

/**
 * Every combination of the values that words like `year=2018,2019` name, the last word changing fastest. A value may be
 * a glob: it means the files that match it, by their absolute paths; `name=["a,b","c"]` takes JSON, for values with
 * commas.
 */
export async function matrixRows(
  words: readonly string[],
  cwd: string,
): Promise<readonly { readonly [name: string]: Json }[]> {
  let rows: readonly { readonly [name: string]: Json }[] = [{}];
  for (const word of words) {
    const [, name, text] = /^([^=]+)=(.+)$/s.exec(word) ?? [];
    if (name === undefined || text === undefined) {
      throw new ArgumentError(
        `run: --matrix takes name=value,value,..., got "${word}"; for example --matrix year=2016,2017`,
      );
    }
    if (rows.some((row) => name in row))
      throw new ArgumentError(`run: --matrix names "${name}" more than once; remove one`);
    const values = await parseValues(text, word, cwd);
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value })));
  }
  return rows;
}

async function parseValues(text: string, word: string, cwd: string): Promise<readonly Json[]> {
  if (text.startsWith("[")) {
    try {
      const list = JSON.parse(text) as Json;
      if (Array.isArray(list) && list.length > 0) return list;
    } catch {
      // A glob may begin with a set of characters.
    }
  }
  const values = await Promise.all(text.split(",").map((value) => listFiles(value.trim(), word, cwd)));
  return values.flat();
}

async function listFiles(value: string, word: string, cwd: string): Promise<readonly Json[]> {
  const found = await listGlob(value, { environment: awsEnvironment(), cwd, caller: "run" });
  if (found === undefined) return [value];
  if (found.length === 0)
    throw new NotFoundError(
      `run: no file matches ${value} of --matrix ${word} (looked in ${cwd}); fix the path or pattern`,
    );
  return found.map(({ uri }) => (/^[a-z][a-z0-9+.-]+:\/\//i.test(uri) ? uri : resolve(cwd, uri)));
}
