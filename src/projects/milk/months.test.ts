import { describe, expect, it } from "vitest";
import { spanishMonth } from "./months.js";

describe("spanishMonth", () => {
  it("knows the twelve months, short and in full, in any case, without asking the machine's locale", () => {
    const short = ["Ene", "Feb", "Mar", "Abr", "May", "Jun", "Jul", "Ago", "Sep", "Oct", "Nov", "Dic"];
    expect(short.map(spanishMonth)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(["enero", "SEPTIEMBRE", " Setiembre ", "set", "Dic."].map(spanishMonth)).toEqual([1, 9, 9, 9, 12]);
  });

  it("knows no other words", () => {
    expect(["January", "Enerito", "", "13", "Jan"].map(spanishMonth)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
