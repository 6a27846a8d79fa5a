import { randomSource } from "../../../core/random-source.js";
import { monthNumber, type SampleHolder, type SampleMonth, sampleMonths } from "./sample-market.js";

/**
 * Synthetic tables in the form of the regulator's four: the bytes of each file by its name, in the publisher's layout
 * of 2024 and with its habits (Windows-1252, CRLF, commas inside quotes, a share table without a date, an index under
 * another table's name).
 *
 * Shares are computed from lines and rounded to two decimals, the index from shares, as at the publisher. The same
 * seed gives the same bytes.
 */
export function telecomSample({ seed = 2013 }: { readonly seed?: number } = {}): ReadonlyMap<string, Uint8Array> {
  const months = sampleMonths(seed);
  const reported = months.filter(({ month }) => month >= "2013-06");
  const tables = {
    TD_LINEAS_INTMOVIL_ITE_VA: linesTable(reported),
    TD_TRAF_INTMOVIL_ITE_VA: trafficTable(reported, seed),
    TD_MARKET_SHARE_INTMOVIL_ITE_VA: shareTable(months),
    TD_IHH_INTMOVIL_ITE_VA: concentrationTable(months),
  };
  return new Map(
    Object.entries(tables).map(([name, lines]) => [
      `${name}.csv`,
      new Uint8Array(Buffer.from(`${lines.join("\r\n")}\r\n`, "latin1")),
    ]),
  );
}

function linesTable(months: readonly SampleMonth[]): string[] {
  const header =
    "FOLIO,FECHA,ANIO,MES,K_GRUPO,GRUPO,K_EMPRESA,EMPRESA,CONCESIONARIO,L_PREPAGO_E,L_POSPAGO_E,L_POSPAGOC_E,L_POSPAGOL_E,L_NO_ESPECIFICADO_E,L_TOTAL_E";
  const rows = byHolder(months).map(({ month, holder, lines }) => {
    const { folio, small = false } = holder;
    const prepaid = Math.round(lines * holder.prepaid);
    const rest = lines - prepaid;
    // Postpaid lines are reported by kind from 2017 on, as at the publisher.
    const kinds = small
      ? ["", "", "", "", lines]
      : month < "2017-01"
        ? [prepaid, rest, "", "", ""]
        : [prepaid, "", Math.round(rest * 0.9), rest - Math.round(rest * 0.9), ""];
    // One holder forgot its total once.
    const total = small && month === "2019-01" && holder.group === "G008" ? "" : lines;
    return [folio, toDate(month), ...yearAndMonth(month), ...names(holder), ...kinds, total].join(",");
  });
  return [header, ...rows];
}

function trafficTable(months: readonly SampleMonth[], seed: number): string[] {
  const random = randomSource(seed + 1);
  const header =
    "FOLIO,ANIO,MES,FECHA,K_GRUPO,GRUPO,K_EMPRESA,EMPRESA,CONCESIONARIO,TRAF_TB_2G_E,TRAF_TB_3G_E,TRAF_TB_4G_E,TRAF_TB_NO_ESPECIFICADO_E,TOTAL_TB_E";
  const rows = byHolder(months).flatMap(({ month, holder, lines }) => {
    if (holder.traffic === null || month < "2015-01") return [];
    const [start, doublings] = holder.traffic;
    const years = (monthNumber(month) - monthNumber("2015-01")) / 12;
    const season = 1 + 0.04 * Math.cos((2 * Math.PI * (monthNumber(month) % 12)) / 12);
    const noise = 1 + 0.015 * random.normal();
    const total =
      (lines / 1000) * start * 2 ** ((doublings * (1 - Math.exp(-years / 5))) / (1 - Math.exp(-2))) * season * noise;
    const fourth = 1 / (1 + Math.exp(-(years - 2.2)));
    const second = 0.03 * Math.exp(-years / 1.5);
    const parts = holder.small
      ? ["", "", "", total]
      : [total * second, total * (1 - fourth) * (1 - second), total * fourth * (1 - second), ""];
    const sum = parts.reduce<number>((all, part) => all + (part === "" ? 0 : rounded(part as number)), 0);
    // Small holders often leave the total out.
    const reportedTotal = holder.small === true && monthNumber(month) % 5 === 0 ? "" : rounded(sum);
    const cells = parts.map((part) => (part === "" ? "" : rounded(part as number)));
    return [[holder.folio, ...yearAndMonth(month), toDate(month), ...names(holder), ...cells, reportedTotal].join(",")];
  });
  return [header, ...rows];
}

function shareTable(months: readonly SampleMonth[]): string[] {
  const rows = sharesByMonth(months).flatMap(([month, shares]) =>
    shares.map(({ holder, share }) =>
      [...yearAndMonth(month), holder.group, quoted(holder.groupName), `${share.toFixed(2)}%`].join(","),
    ),
  );
  return ["ANIO,MES,K_GRUPO,GRUPO,MARKET_SHARE", ...rows];
}

function concentrationTable(months: readonly SampleMonth[]): string[] {
  const quarters = sharesByMonth(months).filter(([month]) => ["03", "06", "09", "12"].includes(month.slice(5)));
  const rows = quarters.map(([month, shares]) => {
    const index = Math.round(shares.reduce((total, { share }) => total + share ** 2, 0));
    return [...yearAndMonth(month), toDate(month), `"${String(index).replace(/(\d)(?=\d{3}$)/, "$1,")}"`].join(",");
  });
  return ["ANIO,MES,FECHA,IHH_TELFIJA_E", ...rows];
}

interface GroupShare {
  readonly holder: SampleHolder;
  readonly share: number;
}

function sharesByMonth(months: readonly SampleMonth[]): readonly (readonly [string, readonly GroupShare[]])[] {
  const groups = new Map<string, Map<string, { holder: SampleHolder; lines: number }>>();
  for (const { month, holder, lines } of months) {
    const ofMonth = groups.get(month) ?? new Map<string, { holder: SampleHolder; lines: number }>();
    groups.set(month, ofMonth);
    const known = ofMonth.get(holder.group);
    ofMonth.set(holder.group, { holder, lines: lines + (known?.lines ?? 0) });
  }
  return [...groups].map(([month, ofMonth]) => {
    const all = [...ofMonth.values()].reduce((total, { lines }) => total + lines, 0);
    return [month, [...ofMonth.values()].map(({ holder, lines }) => ({ holder, share: (100 * lines) / all }))] as const;
  });
}

/** The publisher sorts by holder, not by date. */
function byHolder(months: readonly SampleMonth[]): readonly SampleMonth[] {
  return [...months].sort((a, b) => a.holder.folio - b.holder.folio || (a.month < b.month ? -1 : 1));
}

function names({ group, groupName, company, companyName, holder }: SampleHolder): string[] {
  return [group, quoted(groupName), company, quoted(companyName), quoted(holder)];
}

function quoted(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function yearAndMonth(month: string): [string, number] {
  return [month.slice(0, 4), Number(month.slice(5))];
}

function toDate(month: string): string {
  return `15/${month.slice(5)}/${month.slice(0, 4)}`;
}

function rounded(value: number): number {
  return Number(value.toFixed(6));
}
