import { describe, expect, it } from "vitest";
import { reasonToRerun } from "./reason-to-rerun.js";

describe("reasonToRerun", () => {
  it.each([
    "const a = rows.map((row) => row.b * 2);",
    "interface Row { a: number }\nconst rows: Row[] = await load();",
    "const list = [1];\nconst n = list.push(2);",
    "const total = rows.reduce((sum, row) => { sum += row.a; return sum; }, 0);",
    "console.log(a);\nshow(frame.head());\nmetric('rmse', rmse);",
    "type A = 1;\na.b",
  ])("is none for %j", (source) => {
    expect(reasonToRerun(source)).toBeUndefined();
  });

  it.each([
    ["import { a } from 'b';", "imports"],
    ["rows.push(1);", "does more than define values"],
    ["const n = rows.push(1);", "calls push on what another cell defines"],
    ["const n = counts.set('a', 1);", "calls set on what another cell defines"],
    ["const n = (other.a = 1);", "assigns to what another cell defines"],
    ["const n = i++;", "changes what another cell defines"],
    ["const n = delete other.a;", "changes what another cell defines"],
    ["if (a) { b(); }", "does more than define values"],
    ["function f() {}", "does more than define values"],
    ["await save();", "does more than define values"],
    ["const a = process.env.HOME;", "uses process"],
    ["const a = await import('b');", "imports"],
  ])("of %j is that it %s", (source, reason) => {
    expect(reasonToRerun(source)).toBe(reason);
  });
});
