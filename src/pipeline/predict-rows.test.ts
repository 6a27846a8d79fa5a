import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
import { calendarParts } from "../features/time/calendar-parts.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { loadPolars } from "../table/load-polars.js";
import { column } from "../table/schema/column.js";
import { schema } from "../table/schema/schema.js";
import { explainRows } from "./explain-rows.js";
import { pipeline } from "./pipeline.js";
import { checkRows, predictRows } from "./predict-rows.js";
import { restorePipeline } from "./restore-pipeline.js";

const pl = loadPolars();
const random = randomSource(2);
const hours = 2_000;
const weather = Array.from({ length: hours }, () => ["Clear", "Rain", "Snow"][random.integer(3)] as string);
const frame = pl.DataFrame({
  time: Array.from({ length: hours }, (_, hour) => new Date(Date.UTC(2024, 0, 1, hour))),
  temperature: Array.from({ length: hours }, () => 260 + 40 * random.uniform()),
  rain: Array.from({ length: hours }, (_, hour) => (hour % 50 === 0 ? null : random.uniform())),
  weather,
  code: Array.from({ length: hours }, (_, hour) => ["0486", "0110", "1310"][hour % 3] as string),
  holiday: Array.from({ length: hours }, (_, hour) => hour % 24 === 0),
  volume: weather.map((word, hour) => 100 * (hour % 24) + (word === "Snow" ? -400 : 0)),
});
const traffic = schema("traffic", {
  time: column.datetime({ source: "date_time", format: "%d.%m.%Y %H:%M" }),
  temperature: column.number({ source: "temp", unit: "K", min: 200, max: 330 }),
  rain: column.number({ nullable: true, decimal: ",", min: 0, max: 305, outOfRange: "missing" }),
  weather: column.category({ values: ["Clear", "Rain", "Snow", "Squall"] }),
  code: column.category(),
  holiday: column.boolean(),
  volume: column.number({ unit: "vehicles/h" }),
});
const steps = [calendarParts({ column: "time", parts: ["hour"] })];
const model = gradientBoosting({ rounds: 30 });
const plain = pipeline({ steps, model }).fit(frame, "volume");
const fitted = pipeline({ steps, model, schema: traffic }).fit(frame, "volume");
const usual = {
  time: "05.02.2024 08:00",
  temperature: 280,
  rain: 0.5,
  weather: "Rain",
  code: "0486",
  holiday: false,
};
const messages = (row: object, by = fitted): readonly string[] =>
  predictRows(by, [row as typeof usual], { onInvalid: "flag" })[0]?.problems.map(({ message }) => message) ?? [];

describe("predictRows", () => {
  it("understands strings that hold values, and the names of the source", () => {
    const [own] = predictRows(fitted, [usual]);
    expect(own).toMatchObject({ valid: true, problems: [] });
    const asText = { ...usual, temp: "280", rain: "0,5", holiday: "no", date_time: usual.time };
    const { temperature: _, time: __, ...renamed } = asText;
    expect(predictRows(fitted, [renamed])[0]).toEqual(own);
    const iso = { ...usual, time: "2024-02-05T08:00:00" };
    expect(predictRows(plain, [iso])[0]?.prediction).toBe(own?.prediction);
    expect(predictRows(plain, [{ ...usual, time: new Date("2024-02-05T08:00:00Z") }])[0]?.prediction).toBe(
      own?.prediction,
    );
  });

  it("predicts as the pipeline does, also after restoring", () => {
    const restored = restorePipeline(JSON.stringify(fitted.toJSON()));
    const rows = frame.head(50).withColumns(pl.col("time").dt.strftime("%d.%m.%Y %H:%M"), pl.col("rain").cast(pl.Utf8));
    const records = rows.toRecords().map((row) => ({ ...row, rain: (row.rain as string | null)?.replace(".", ",") }));
    const found = predictRows(restored, records).map(({ prediction }) => prediction);
    expect(found).toEqual([...fitted.predict(frame.head(50))]);
  });

  it("refuses degrees Celsius, words for numbers, unknown labels and lost zeros", () => {
    const refusal = (change: object) => () => predictRows(fitted, [usual, { ...usual, ...change }]);
    expect(refusal({ temperature: 15 })).toThrow(
      "predictRows: row 1: temperature is 15 K, the schema allows 200 to 330",
    );
    expect(refusal({ temperature: Number.POSITIVE_INFINITY })).toThrow("expected a number, got Infinity");
    expect(() => predictRows(fitted, [usual, null as never])).toThrow("predictRows: row 1: ");
    expect(refusal({ temperature: "abc" })).toThrow('predictRows: row 1: temperature: expected a number, got "abc"');
    expect(refusal({ weather: "Tornado" })).toThrow(
      'predictRows: row 1: weather: unknown label "Tornado"; known are Clear, Rain, Snow, Squall',
    );
    expect(refusal({ code: "486" })).toThrow('predictRows: row 1: code: unknown label "486"; did you mean "0486"?');
    expect(refusal({ code: 110 })).toThrow('unknown label "110"; did you mean "0110"?');
    expect(refusal({ weather: "snow" })).toThrow('did you mean "Snow"?');
    expect(refusal({ temperature: null })).toThrow("predictRows: row 1: temperature is missing");
    expect(refusal({ holiday: 7 })).toThrow("holiday: expected true or false, got 7");
    expect(refusal({ time: "31.02.2024 08:00" })).toThrow("time: expected a date like %d.%m.%Y %H:%M");
    expect(refusal({ rain: 9831.3 })).toThrow("rain is 9831.3, the schema allows 0 to 305");
  });

  it("flags them row by row, and predicts where the values can be read", () => {
    const rows = [
      usual,
      { ...usual, temperature: "abc" },
      { ...usual, weather: "Tornado" },
      { ...usual, rain: 9831.3 },
    ];
    const [own, word, label, rain] = predictRows(fitted, rows, { onInvalid: "flag" });
    expect([own?.valid, word?.valid, label?.valid, rain?.valid]).toEqual([true, false, false, false]);
    expect(word?.prediction).toBeNull();
    expect(label?.prediction).toEqual(expect.any(Number));
    expect(rain?.prediction).toBe(predictRows(fitted, [{ ...usual, rain: null }])[0]?.prediction);
  });

  it("marks extreme values and labels that only the schema has, without refusing them", () => {
    expect(messages({ ...usual, temperature: 320 })[0]).toMatch(
      /^temperature is 320 K, training rows have 260\.\d+ to 299\.\d+/,
    );
    expect(messages({ ...usual, weather: "Squall" })).toEqual(['weather is "Squall", which no training row has']);
    expect(predictRows(fitted, [{ ...usual, weather: "Squall" }])[0]?.valid).toBe(true);
  });

  it("uses the range of the training rows without a schema", () => {
    const iso = { ...usual, time: "2024-02-05 08:00" };
    expect(messages(iso, plain)).toEqual([]);
    expect(() => predictRows(plain, [{ ...iso, temperature: 15 }])).toThrow(
      "temperature is 15, training rows have 260",
    );
    expect(predictRows(plain, [{ ...iso, temperature: 310 }])[0]).toMatchObject({
      valid: true,
      problems: [{ problem: "extreme" }],
    });
    expect(() => predictRows(plain, [{ ...iso, weather: "Tornado" }])).toThrow('unknown label "Tornado"');
    expect(() => predictRows(plain, [{ ...iso, time: "2024-02-05T08:00:00Z" }])).toThrow("without a UTC offset");
  });

  it("checks files of older versions by name and kind alone", () => {
    const { inputs } = fitted;
    const old = { ...fitted, inputs: inputs.map(({ name, kind }) => ({ name, kind })) };
    expect(messages({ ...usual, time: "2024-02-05", temperature: 15, weather: "Tornado" }, old)).toEqual([]);
    expect(messages({ ...usual, time: "2024-02-05", temperature: "abc" }, old)).toEqual([
      'temperature: expected a number, got "abc"',
    ]);
  });
});

describe("checkRows", () => {
  it("reads rows as columns and lists their problems in the order of the rows", () => {
    const { columns, problems } = checkRows(fitted, [
      { ...usual, weather: "Tornado" },
      { ...usual, temperature: "warm" },
    ]);
    expect(columns.rowCount).toBe(2);
    expect(problems.map(({ row, column }) => [row, column])).toEqual([
      [0, "weather"],
      [1, "temperature"],
    ]);
  });
});

describe("a pipeline of labels", () => {
  it("predicts labels with their probabilities", () => {
    const classifier = pipeline({
      steps,
      model: gradientBoosting({ objective: "softmax", rounds: 5 }),
      schema: traffic,
    });
    const word = classifier.fit(frame, "weather");
    const [own] = predictRows(word, [{ ...usual, volume: 400 }]);
    expect(["Clear", "Rain", "Snow"]).toContain(own?.prediction);
    expect(Object.keys(own?.probabilities ?? {})).toEqual(["Clear", "Rain", "Snow"]);
  });
});

describe("explainRows", () => {
  it("gives contributions that add up to the prediction, with the input behind each feature", () => {
    const [own, broken] = explainRows(fitted, [usual, { ...usual, temperature: "abc" }], { onInvalid: "flag" });
    const sum = (own?.contributions ?? []).reduce(
      (total, { contribution }) => total + contribution,
      own?.expected ?? 0,
    );
    expect(sum).toBeCloseTo(own?.prediction as number, 3);
    expect(own?.contributions[0]).toMatchObject({ feature: "hour", input: "time", value: 8 });
    expect(broken).toMatchObject({ prediction: null, contributions: [] });
    expect(explainRows(fitted, [usual], { top: 2 })[0]?.contributions).toHaveLength(2);
  });
});
