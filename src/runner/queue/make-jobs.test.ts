import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Job } from "../../jobs/job.js";
import { makeNotebook, notebookFile } from "../../testing/make-notebook.js";
import { planJobs } from "../run/plan-jobs.js";
import { makeJobs, type SubmissionOptions } from "./make-jobs.js";

const parametersCell = {
  source: "const year: number = 2018;\nconst token: string = ''; // @secret",
  tags: ["parameters"],
};
const submission: SubmissionOptions = {
  code: { code: { kind: "folder" }, folder: "/", tags: [] },
  tags: [],
  limits: { attempts: 1, backoffMs: 1 },
  args: [],
  given: [],
  log: () => undefined,
};

async function make(
  path: string,
  parameters: Readonly<Record<string, string>>,
  more: Partial<SubmissionOptions> & { readonly output?: string; readonly environment?: Record<string, string> } = {},
): Promise<Job> {
  const { output, environment = {}, ...options } = more;
  const plain = { fileParameters: {}, matrix: [{}], inPlace: false, choice: {}, planSingle: true };
  const runs = await planJobs([path], { ...plain, environment, output, parameters });
  const [job] = await makeJobs(runs, { ...submission, given: Object.keys(parameters), ...options });
  return job as Job;
}

it("gives equal runs one id, and another to each change of code, value, output or tag", async () => {
  const path = notebookFile([parametersCell, "console.log(year)"]);
  const first = await make(path, { year: "2018" });
  expect(first).toMatchObject({ kind: "notebook", target: path, label: path, parameters: { year: "2018" }, needs: [] });
  const again = await make(path, { year: "2018" });
  expect(again.id).toBe(first.id);
  const others = [
    await make(path, { year: "2019" }),
    await make(path, { year: "2018" }, { output: "/tmp/other.ipynb" }),
    await make(path, { year: "2018" }, { tags: ["gpu"] }),
    await make(path, { year: "2018" }, { kernel: "cuaderno" }),
  ];
  writeFileSync(path, JSON.stringify(makeNotebook([parametersCell, "console.log(year) // a comment"])));
  expect((await make(path, { year: "2018" })).id).toBe(first.id);
  writeFileSync(path, JSON.stringify(makeNotebook([parametersCell, "console.log(year + 1)"])));
  others.push(await make(path, { year: "2018" }));
  expect(new Set([first, ...others].map(({ id }) => id)).size).toBe(6);
});

it("refuses a secret that is given, and leaves one of the environment to the workers", async () => {
  const path = notebookFile([parametersCell, "console.log(year)"]);
  await expect(make(path, { token: "t0p-secret" })).rejects.toThrow(
    'run: parameter "token" is a secret and would be stored in the queue; set CUADERNO_PARAM_TOKEN on the workers instead',
  );
  const lines: string[] = [];
  const environment = { CUADERNO_PARAM_TOKEN: "t0p-secret", CUADERNO_PARAM_YEAR: "2020" };
  const job = await make(path, {}, { environment, log: (line) => void lines.push(line) });
  expect(job.parameters).toEqual({ year: "2020" });
  expect(JSON.stringify(job)).not.toContain("t0p-secret");
  expect(lines).toEqual(["parameter token is a secret and is not sent; the workers need CUADERNO_PARAM_TOKEN"]);
});

it("refuses an output that would stay on a worker", async () => {
  const path = notebookFile(["1"]);
  const code = { code: { kind: "git" as const, repository: "r", commit: "c" }, folder: ".", tags: [] };
  await expect(make(path, {}, { code, output: "out.ipynb" })).rejects.toThrow(
    "set --output to s3://... or an absolute",
  );
  expect((await make(path, {}, { code, output: "s3://lake/out.ipynb" })).output).toBe("s3://lake/out.ipynb");
});
