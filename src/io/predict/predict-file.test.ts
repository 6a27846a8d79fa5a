import { mkdtempSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { logistic } from "../../models/linear/logistic.js";
import { ridge } from "../../models/linear/ridge.js";
import { predictRows } from "../../pipeline/predict-rows.js";
import { formatJsonLines } from "../../table/formats/format-json-lines.js";
import { loadPolars } from "../../table/load-polars.js";
import { hourFrame, trafficPipeline, usualRow } from "../../testing/traffic-pipeline.js";
import { writeTable } from "../tables/write-table.js";
import { predictFile } from "./predict-file.js";

const model = trafficPipeline();
const folder = mkdtempSync(join(tmpdir(), "cuaderno-predict-test-"));
const path = (name: string): string => join(folder, name);
const lines = async (name: string): Promise<string[]> => (await readFile(path(name), "utf8")).trimEnd().split("\n");

const csv = [
  "date_time,temp,weather_main,holiday,id",
  "2018-03-05 08:00:00,281.5,Rain,no,a1",
  '2018-03-05 09:00:00,281.5,"Hail\n",no,a2',
  "2018-03-05 10:00:00,cold,Rain,no,a3",
  "2018-03-05 11:00:00,281.5,Rain",
  "2018-03-05 12:00:00, 281.5 ,Clear,true,a5",
].join("\n");

it("predicts the valid rows of a CSV, chunk by chunk, and writes the others with line and reason", async () => {
  await writeFile(path("new.csv"), csv);
  const options = { input: path("new.csv"), rows: 2, keep: ["id"] };
  const result = await predictFile(model, { ...options, output: path("out.csv"), rejects: path("rejects.csv") });
  expect(result).toEqual({ predicted: 2, refused: 3, unusual: 0, files: 1 });
  const [first, last] = predictRows(model, [
    usualRow,
    { ...usualRow, time: "2018-03-05 12:00:00", weather: "Clear", holiday: true },
  ]);
  const written = await lines("out.csv");
  expect(written[0]).toBe("id,prediction");
  expect(written.slice(1).map((line) => [line.split(",")[0], Number(line.split(",")[1])])).toEqual([
    ["a1", first?.prediction],
    ["a5", last?.prediction],
  ]);
  const rejects = await lines("rejects.csv");
  expect(rejects[0]).toBe("file,line,column,value,reason");
  expect(
    rejects.filter((line) => line.startsWith(folder)).map((line) => line.replace(`${path("new.csv")},`, "")),
  ).toEqual([
    '3,weather,"Hail',
    '5,temperature,cold,"temperature: expected a number, got ""cold"""',
    '6,,,"the record has 3 cells, the header has 5"',
  ]);
});

it("gives the same bits from and to every format, with chunks of any size", async () => {
  const frame = hourFrame(100);
  const expected = [...model.predict(frame)];
  const predictions = async (name: string): Promise<number[]> => {
    if (name.endsWith(".parquet"))
      return [...loadPolars().readParquet(path(name)).getColumn("prediction").toArray()] as number[];
    const text = await readFile(path(name), "utf8");
    const rows = name.endsWith(".json")
      ? JSON.parse(text)
      : name.endsWith(".jsonl")
        ? text
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line))
        : text
            .trim()
            .split("\n")
            .slice(1)
            .map((prediction) => ({ prediction }));
    return rows.map((row: { prediction: number }) => Number(row.prediction));
  };
  await writeFile(
    path("in.json"),
    `[${new TextDecoder().decode(formatJsonLines(frame)).trim().replaceAll("\n", ",")}]`,
  );
  for (const name of ["in.json", "in.csv", "in.jsonl.gz", "in.parquet", "in.arrow"]) {
    if (name !== "in.json") await writeTable(path(name), frame);
    for (const output of ["o.csv", "o.jsonl", "o.json", "o.parquet"]) {
      const result = await predictFile(model, { input: path(name), output: path(output), rows: 33 });
      expect(result).toMatchObject({ predicted: 100, refused: 0 });
      expect(await predictions(output), `${name} to ${output}`).toEqual(expected);
    }
  }
});

it("explains rows, gives probabilities of classes, and copies columns with their types", async () => {
  const frame = hourFrame(5);
  await writeTable(path("few.parquet"), frame);
  await predictFile(model, { input: path("few.parquet"), output: path("why.parquet"), explain: 2, keep: ["time"] });
  const why = loadPolars().readParquet(path("why.parquet"));
  expect(why.columns).toEqual("time prediction expected feature_1 contribution_1 feature_2 contribution_2".split(" "));
  expect(why.getColumn("time").dtype.variant).toBe("Datetime");
  const busy = trafficPipeline({ model: logistic(), target: "level" });
  await predictFile(busy, { input: path("few.parquet"), output: path("level.jsonl") });
  const [first = ""] = await lines("level.jsonl");
  expect(Object.keys(JSON.parse(first))).toEqual([
    "prediction",
    "probability_high",
    "probability_low",
    "probability_medium",
  ]);
  const linear = trafficPipeline({ model: ridge({ alpha: 1 }) });
  await expect(predictFile(linear, { input: path("few.parquet"), output: path("x.csv"), explain: 2 })).rejects.toThrow(
    /ridge|linear/,
  );
});

it("reads packed files and folders, and leaves no output after an error", async () => {
  await writeFile(path("packed.csv.gz"), gzipSync(csv));
  expect((await predictFile(model, { input: path("packed.*.gz"), output: path("p.csv") })).predicted).toBe(2);
  const before = readdirSync(folder);
  const fails = async (input: string, message: RegExp, keep: readonly string[] = []): Promise<void> => {
    const options = { input: path(input), output: path("failed.csv"), rejects: path("failed-rejects.csv"), keep };
    await expect(predictFile(model, options)).rejects.toThrow(message);
  };
  await fails("missing.csv", /no file .*missing.csv/);
  await fails("packed.csv.gz", /no column "ids" to keep/, ["ids"]);
  await writeFile(path("cut.parquet"), "PAR1");
  await fails("cut.parquet", /cut.parquet is Parquet that cannot be read/);
  await expect(predictFile(model, { input: path("new.csv"), output: path("o.xlsx") })).rejects.toThrow(
    /end the name in/,
  );
  expect(readdirSync(folder).filter((name) => !before.includes(name))).toEqual(["cut.parquet"]);
});
