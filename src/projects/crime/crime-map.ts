import { type Columns, getNumbers, type HeatmapCells, scatterFigure } from "cuaderno";
import type { Figure } from "cuaderno/report";
import { someRows } from "./information.js";
import type { Station } from "./stations.js";
import { arrestsOf } from "./table-parts.js";

/** A map without tiles: some of the reports by longitude and latitude, arrests apart from the rest, and the stations with their districts. */
export function crimeMap(
  rows: Columns,
  stations: readonly Station[],
  { title, source, points = 6_000 }: { readonly title: string; readonly source: string; readonly points?: number },
): Figure {
  const own = someRows(rows, points, 1);
  const [longitude, latitude, arrest] = [getNumbers(own, "longitude"), getNumbers(own, "latitude"), arrestsOf(own)];
  const cloud = (name: string, wanted: number) => {
    const kept = [...arrest.keys()].filter((row) => arrest[row] === wanted);
    return { name, x: kept.map((row) => longitude[row] as number), y: kept.map((row) => latitude[row] as number) };
  };
  const figure = scatterFigure(
    [
      cloud("no arrest", 0),
      cloud("arrest", 1),
      {
        name: "police station",
        x: stations.map((station) => station.longitude),
        y: stations.map((station) => station.latitude),
        labels: stations.map(({ district, title: name }) => `${district} ${name}`),
      },
    ],
    {
      title,
      x: { label: "longitude", unit: "°" },
      y: { label: "latitude", unit: "°" },
      source: `${source}; ${own.rowCount} of ${rows.rowCount} reports drawn`,
      height: 720,
    },
  );
  const data = figure.data.map((trace) =>
    trace.name === "police station"
      ? {
          ...trace,
          mode: "markers+text",
          text: stations.map(({ district }) => String(Number(district) || district)),
          hovertext: stations.map(({ district, title: name }) => `${district} ${name}`),
          hovertemplate: "%{hovertext}<extra>police station</extra>",
          textposition: "top center",
          marker: { size: 9, symbol: "diamond", line: { width: 1, color: "#ffffff" } },
        }
      : trace,
  );
  // A degree of longitude is shorter than one of latitude: so the city keeps its shape.
  const shape = { scaleanchor: "x", scaleratio: 1 / Math.cos((41.85 * Math.PI) / 180) };
  const { yaxis } = figure.layout as { readonly yaxis?: object };
  return { ...figure, data, layout: { ...figure.layout, yaxis: { ...yaxis, ...shape } } };
}

/** Reports counted on a grid, north at the top. */
export function crimeDensity(
  rows: Columns,
  { columns = 24, lines = 30 }: { readonly columns?: number; readonly lines?: number } = {},
): HeatmapCells {
  const [longitude, latitude] = [getNumbers(rows, "longitude"), getNumbers(rows, "latitude")];
  const [west, east, south, north] = [-87.86, -87.52, 41.64, 42.03];
  const counts = Array.from({ length: lines }, () => new Array<number | null>(columns).fill(null));
  for (let row = 0; row < rows.rowCount; row++) {
    const x = Math.floor((((longitude[row] as number) - west) / (east - west)) * columns);
    const y = Math.floor(((north - (latitude[row] as number)) / (north - south)) * lines);
    const line = counts[y];
    if (line !== undefined && x >= 0 && x < columns) line[x] = (line[x] ?? 0) + 1;
  }
  const middle = (low: number, high: number, count: number): number[] =>
    Array.from({ length: count }, (_, index) => Number((low + ((index + 0.5) * (high - low)) / count).toFixed(3)));
  return { x: middle(west, east, columns).map(String), y: middle(north, south, lines).map(String), values: counts };
}
