import { describe, expect, it } from "vitest";
import { monthAfter, monthStart, monthsBetween, spanishMonth } from "./months.js";

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

describe("months", () => {
  it("count over the turn of a year, both ways", () => {
    expect(monthAfter("2019-12", 1)).toBe("2020-01");
    expect(monthAfter("2020-01", -3)).toBe("2019-10");
    expect(monthsBetween("2019-11", "2020-02")).toEqual(["2019-11", "2019-12", "2020-01", "2020-02"]);
    expect(monthsBetween("2020-02", "2020-01")).toEqual([]);
  });

  it("refuse what is no month", () => {
    expect(() => monthStart("2020-13", "predictMonths")).toThrow(
      'predictMonths: "2020-13" is not a month; write it as 2020-03',
    );
  });
});
