import { describe, expect, it } from "vitest";
import { getNumbers } from "../../table/get-numbers.js";
import { numberColumn, tableFrom } from "../../testing/feature-columns.js";
import { nearestOnSphere } from "./nearest-on-sphere.js";

describe("nearestOnSphere", () => {
  const points = [
    { name: "Paris", latitude: 48.8566, longitude: 2.3522 },
    { name: "Fiji", latitude: -17.7134, longitude: 178.065 },
  ];
  const step = nearestOnSphere({ latitude: "lat", longitude: "lon", points });
  const rows = tableFrom({ lat: numberColumn([51.5074, -17, null]), lon: numberColumn([-0.1278, -179.5, 0]) });

  it("adds the nearest point and its great-circle distance, also across the date line", () => {
    const made = step.fit(rows).transform(rows);
    const name = made.byName.get("nearest_name");
    expect(name?.kind === "category" && [...name.codes]).toEqual([0, 1, -1]);
    const [london, pacific, none] = getNumbers(made, "nearest_km");
    // Haversine by hand: 2 R asin(sqrt(sin2(dlat/2) + cos cos sin2(dlon/2))), R = 6371.
    expect(london).toBeCloseTo(343.556, 2);
    expect(pacific).toBeLessThan(275);
    expect(none).toBeNaN();
  });

  it("agrees with brute force", () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      name: `p${index}`,
      latitude: 80 * Math.sin(index * 1.7),
      longitude: 179 * Math.cos(index * 2.3),
    }));
    const lat = Array.from({ length: 50 }, (_, row) => 85 * Math.sin(row * 0.9));
    const lon = Array.from({ length: 50 }, (_, row) => 178 * Math.sin(row * 1.3));
    const table = tableFrom({ lat: numberColumn(lat), lon: numberColumn(lon) });
    const found = nearestOnSphere({ latitude: "lat", longitude: "lon", points: many }).fit(table).transform(table);
    const degree = Math.PI / 180;
    lat.forEach((latitudeHere, row) => {
      const kilometres = many.map(({ latitude, longitude }) => {
        const chord =
          Math.sin(((latitude - latitudeHere) * degree) / 2) ** 2 +
          Math.cos(latitude * degree) *
            Math.cos(latitudeHere * degree) *
            Math.sin(((longitude - (lon[row] ?? 0)) * degree) / 2) ** 2;
        return 2 * 6371 * Math.asin(Math.sqrt(chord));
      });
      expect(getNumbers(found, "nearest_km")[row]).toBeCloseTo(Math.min(...kilometres), 6);
    });
  });

  it("refuses coordinates beyond 90 or 180 degrees", () => {
    expect(() => step.fit(tableFrom({ lat: numberColumn([1_164_000]), lon: numberColumn([1]) }))).toThrow(
      "nearestOnSphere: row index 0 has latitude 1164000, longitude 1, beyond 90 or 180 degrees",
    );
  });
});
