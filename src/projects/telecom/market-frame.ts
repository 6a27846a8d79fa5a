import { loadPolars } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { checkMarket } from "./check-market.js";
import type { Market } from "./market.js";

/** The market as one long table, a row for each month and group that is there: for dashboards and spreadsheets of other makers. */
export function marketFrame(market: Market): DataFrame {
  const pl = loadPolars();
  const { recomputed } = checkMarket(market);
  const rows = market.months.flatMap((month, at) =>
    market.operators.flatMap(({ key, name, share, lines, traffic }) => {
      const cells = [share[at], lines[at], traffic[at]].map((value) =>
        value === undefined || Number.isNaN(value) ? null : value,
      );
      return cells.every((value) => value === null) ? [] : [{ month, key, name, cells, index: recomputed[at] ?? null }];
    }),
  );
  const numbers = (name: string, at: number) =>
    pl.Series(
      name,
      rows.map(({ cells }) => cells[at] ?? null),
      pl.Float64,
    );
  return pl.DataFrame([
    pl
      .Series(
        "month",
        rows.map(({ month }) => month),
        pl.Int64,
      )
      .cast(pl.Datetime("ms")),
    pl.Series(
      "group",
      rows.map(({ key }) => key),
      pl.Utf8,
    ),
    pl.Series(
      "groupName",
      rows.map(({ name }) => name),
      pl.Utf8,
    ),
    numbers("share", 0),
    numbers("lines", 1),
    numbers("traffic", 2),
    pl.Series(
      "concentration",
      rows.map(({ index }) => index),
      pl.Float64,
    ),
  ]);
}
