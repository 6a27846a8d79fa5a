import { expect, it } from "vitest";
import { columnsFromEntries } from "../table/columns.js";
import { getColumn } from "../table/get-column.js";
import { column } from "../table/schema/column.js";
import { schema } from "../table/schema/schema.js";
import { trafficPipeline } from "../testing/traffic-pipeline.js";
import { describeContract, exampleRow } from "./describe-contract.js";
import { describeInput } from "./input-column.js";
import { predictRows } from "./predict-rows.js";

it("describes every input in words, and makes a row that the contract accepts", () => {
  const model = trafficPipeline();
  expect(describeContract(model)).toEqual([
    { name: "temperature", type: "number", unit: "K", rules: "200 to 330", description: "air temperature" },
    { name: "holiday", type: "boolean", unit: "", rules: "", description: "public holiday" },
    { name: "weather", type: "string", unit: "", rules: "one of Clear, Rain, Snow, Fog", description: "" },
    {
      ...{ name: "time", type: "datetime", unit: "", description: "start of the hour" },
      rules: "training rows 2018-01-01T00:00 to 2018-01-25T23:00",
    },
  ]);
  const row = exampleRow(model);
  expect(row).toEqual({ time: "2024-01-15 08:00:00", temperature: 285, weather: "Clear", holiday: false });
  expect(predictRows(model, [row])[0]?.valid).toBe(true);
});

it("knows the usual label, and no labels of free strings", () => {
  const columns = columnsFromEntries([
    ["weather", { kind: "string", values: ["Rain", "Clear", "Rain", "Snow"] }],
    ["code", { kind: "string", values: ["1.5", "2.5", "3.5", "4.5"] }],
  ]);
  const own = schema("own", { weather: column.category(), code: column.string() });
  const weather = describeInput("weather", getColumn(columns, "weather", "test"), own);
  const code = describeInput("code", getColumn(columns, "code", "test"), own);
  expect([weather.labels, weather.usual]).toEqual([["Clear", "Rain", "Snow"], "Rain"]);
  expect([code.labels, code.usual]).toEqual([undefined, undefined]);
  expect(exampleRow({ inputs: [weather] })).toEqual({ weather: "Rain" });
});
