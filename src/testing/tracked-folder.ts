import { temporaryRegistry } from "./temporary-registry.js";

/** Text that would run a script or leave its element where it is not escaped. */
export const hostileText = `"><img src=x onerror="document.title='run'"><script>document.title='run'</script>`;

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const notebook = JSON.stringify({
  cells: [
    { cell_type: "markdown", metadata: {}, source: ["# Title\n", hostileText] },
    {
      ...{ cell_type: "code", metadata: {}, execution_count: 1, source: ["const a = 1;\n", "a"] },
      outputs: [
        { output_type: "stream", name: "stdout", text: ["one\n"] },
        {
          ...{ output_type: "execute_result", execution_count: 1, metadata: {} },
          data: { "text/plain": ["two"], "text/html": hostileText },
        },
        { output_type: "display_data", metadata: {}, data: { "image/png": pixel } },
        { output_type: "error", ename: "TypeError", evalue: "a is not a function", traceback: ["..."] },
      ],
    },
  ],
  ...{ metadata: {}, nbformat: 4, nbformat_minor: 4 },
});

/** A folder with two experiments, nested trials, curves, artifacts, a registered model and hostile values. */
export async function trackedFolder(): Promise<{
  readonly root: string;
  /** Ids of the runs by their names. */
  readonly ids: Readonly<Record<string, string>>;
}> {
  const { registry, tracker, root } = temporaryRegistry();
  const ids: Record<string, string> = {};
  const start = async (name: string, options: Omit<NonNullable<Parameters<typeof tracker.startRun>[0]>, "name">) => {
    const run = await tracker.startRun({ name, ...options });
    ids[name] = run.id;
    return run;
  };
  const parent = await start("search", {
    experiment: "traffic",
    tags: { "mlflow.source.name": "notebooks/02 search.ipynb", "mlflow.source.git.commit": "6120f2a3bb" },
  });
  await parent.logParams({ trials: 6, "data path": "data/it's here.csv" });
  for (let trial = 0; trial < 6; trial++) {
    const run = await start(`trial ${trial}`, { parent });
    await run.logParams({
      depth: 3 + (trial % 3),
      rate: 10 ** -(trial / 2),
      kind: trial % 2 === 0 ? "trees" : "linear",
      seed: 7,
    });
    await run.logMetrics({ rmse: 400 - 20 * trial + (trial % 3) * 7 });
    await run.end(trial === 5 ? "failed" : "finished");
  }
  await parent.logMetrics({ rmse: 300 });
  await parent.end();
  for (const [index, name] of ["small", "large"].entries()) {
    const run = await start(name, { experiment: "traffic", tags: { team: name } });
    await run.logParams({ depth: 6, "learning rate": 0.1 / (index + 1) });
    const curve = Array.from(
      { length: 200 },
      (_, step) => 500 * Math.exp(-step / (40 * (index + 1))) + 300 + 10 * Math.sin(step),
    );
    await run.logMetricHistory("rmse", curve);
    await run.logMetricHistory(
      "loss/validation",
      curve.map((value) => value ** 2 / 1_000),
    );
    await run.logMetrics({ broken: Number.NaN });
    await run.logInput({ name: "volumes", source: "data/traffic.csv", digest: `abc${index}`, context: "training" });
    await run.setTags({ "mlflow.note.content": `The **${name}** model.\n\n- first point` });
    await run.logArtifact("model/pipeline.json", JSON.stringify({ kind: "pipeline", trees: index }));
    await run.logArtifact("tables/errors.csv", 'hour,error\n7,"12,5"\n8,3\n');
    await run.logArtifact(
      "report.html",
      `<h1>Report</h1><script>parent.document.title='run';document.title='run'</script>`,
    );
    await run.logArtifact(
      "picture.svg",
      `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><rect width="90" height="40" fill="#1a629f"/><script>document.title='run'</script></svg>`,
    );
    await run.logArtifact("executed.ipynb", notebook);
    await run.logArtifact("notes.txt", "plain text\n");
    await run.logArtifact("weights.bin", new Uint8Array([1, 2, 3]));
    await run.end();
    await registry.register("traffic-volume", { runId: run.id, path: "model/pipeline.json" });
  }
  await registry.setAliases("traffic-volume", { champion: 1 });
  const hostile = await start(hostileText, {
    experiment: "hostile <b>",
    tags: { tag: hostileText, "mlflow.note.content": hostileText, "mlflow.source.name": "javascript:alert(1)" },
  });
  await hostile.logParams({ depth: hostileText, long: "x".repeat(6_000) });
  await hostile.logMetricHistory("rmse", [1, 2, 3]);
  const schema = JSON.stringify({ mlflow_colspec: [null, 5, { name: hostileText }] });
  await hostile.logInput({ name: hostileText, source: "javascript:alert(1)", digest: "d1", schema, profile: "[null]" });
  await hostile.logArtifact("a'b\"&<i>.html", hostileText);
  await hostile.logArtifact("evil.json", JSON.stringify({ a: hostileText }));
  await hostile.end();
  return { root, ids };
}
