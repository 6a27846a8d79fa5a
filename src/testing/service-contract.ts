import { expect, it } from "vitest";
import type { FittedPipeline } from "../pipeline/fitted-pipeline.js";
import { predictRows } from "../pipeline/predict-rows.js";
import type { Row } from "../pipeline/read-rows.js";
import { makeService } from "../server/make-service.js";
import { modelSource } from "../server/served-model.js";

/** What every model promises behind HTTP. `rows` fulfil its input contract. */
export function serviceContract(name: string, model: FittedPipeline, rows: readonly Row[]): void {
  it(`${name}: has the same bits behind every path, and refuses what predictRows refuses`, async () => {
    const service = await makeService({ models: [modelSource("m", model)] });
    const send = async (path: string, body: unknown, type = "application/json"): Promise<[number, Json]> => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const request = new Request(`http://localhost${path}`, {
        ...{ method: "POST", body: text },
        headers: { "content-type": type },
      });
      const response = await service.fetch(request);
      return [response.status, (await response.json()) as Json];
    };
    const expected = predictRows(model, rows);
    const predictions = expected.map(({ prediction }) => prediction);
    const [, many] = await send("/predict", { rows });
    expect(many.predictions?.map(({ prediction }) => prediction)).toEqual(predictions);
    expect(many.predictions?.map(({ probabilities }) => probabilities)).toEqual(
      expected.map(({ probabilities }) => probabilities),
    );
    const [, records] = await send("/invocations", { dataframe_records: rows });
    expect(records.predictions).toEqual(predictions);
    const names = Object.keys(rows[0] ?? {});
    const csv = [names, ...rows.map((row) => names.map((column) => String(row[column])))].map((cells) =>
      cells.join(","),
    );
    const [, lines] = await send("/predict", csv.join("\n"), "text/csv");
    expect(lines.predictions?.map(({ prediction }) => prediction)).toEqual(predictions);
    for (const [index, row] of rows.slice(0, 3).entries()) {
      const [status, one] = await send("/predict", row);
      expect([status, one.prediction]).toEqual([200, predictions[index]]);
    }
    const [first] = names;
    const [status, problem] = await send("/predict", { ...rows[0], [first ?? ""]: { nested: true } });
    expect(status).toBe(422);
    expect(problem.errors?.[0]).toMatchObject({ field: first });
    const document = await (await service.fetch(new Request("http://localhost/openapi.json"))).json();
    expect(JSON.stringify(document)).toContain(`"${first}"`);
  });
}

interface Json {
  readonly prediction?: unknown;
  readonly predictions?: readonly { readonly prediction: unknown; readonly probabilities?: unknown }[];
  readonly errors?: readonly unknown[];
}
