import { readFileSync } from "node:fs";
import { join } from "node:path";
import pl from "nodejs-polars";

/** The tables of the sakila sample with MySQL's types for them; `address`, `staff` and `film_text` are not in the data. */
export const sakilaTables: Readonly<Record<string, string>> = {
  actor: "actor_id SMALLINT UNSIGNED, first_name VARCHAR(45), last_name VARCHAR(45), last_update TIMESTAMP",
  category: "category_id TINYINT UNSIGNED, name VARCHAR(25), last_update TIMESTAMP",
  city: "city_id SMALLINT UNSIGNED, city VARCHAR(50), country_id SMALLINT UNSIGNED, last_update TIMESTAMP",
  country: "country_id SMALLINT UNSIGNED, country VARCHAR(50), last_update TIMESTAMP",
  customer: `customer_id SMALLINT UNSIGNED, store_id TINYINT UNSIGNED, first_name VARCHAR(45), last_name VARCHAR(45), email VARCHAR(50),
    address_id SMALLINT UNSIGNED, active BOOLEAN, create_date DATETIME, last_update TIMESTAMP`,
  film: `film_id SMALLINT UNSIGNED, title VARCHAR(128), description TEXT, release_year YEAR, language_id TINYINT UNSIGNED,
    original_language_id TINYINT UNSIGNED, rental_duration TINYINT UNSIGNED, rental_rate DECIMAL(4,2), length SMALLINT UNSIGNED,
    replacement_cost DECIMAL(5,2), rating ENUM('G','PG','PG-13','R','NC-17'),
    special_features SET('Trailers','Commentaries','Deleted Scenes','Behind the Scenes'), last_update TIMESTAMP`,
  film_actor: "actor_id SMALLINT UNSIGNED, film_id SMALLINT UNSIGNED, last_update TIMESTAMP",
  film_category: "film_id SMALLINT UNSIGNED, category_id TINYINT UNSIGNED, last_update TIMESTAMP",
  inventory:
    "inventory_id MEDIUMINT UNSIGNED, film_id SMALLINT UNSIGNED, store_id TINYINT UNSIGNED, last_update TIMESTAMP",
  language: "language_id TINYINT UNSIGNED, name CHAR(20), last_update TIMESTAMP",
  payment: `payment_id SMALLINT UNSIGNED, customer_id SMALLINT UNSIGNED, staff_id TINYINT UNSIGNED, rental_id INT,
    amount DECIMAL(5,2), payment_date DATETIME, last_update TIMESTAMP`,
  rental: `rental_id INT, rental_date DATETIME, inventory_id MEDIUMINT UNSIGNED, customer_id SMALLINT UNSIGNED, return_date DATETIME,
    staff_id TINYINT UNSIGNED, last_update TIMESTAMP`,
  store:
    "store_id TINYINT UNSIGNED, manager_staff_id TINYINT UNSIGNED, address_id SMALLINT UNSIGNED, last_update TIMESTAMP",
};

/** Fills a MariaDB or MySQL database with the sakila tables of a folder of CSV files. */
export async function loadSakila(
  url: string,
  folder: string,
  tables: readonly string[] = Object.keys(sakilaTables),
): Promise<void> {
  const { createConnection } = await import("mysql2/promise");
  const connection = await createConnection({ uri: url, charset: "utf8mb4" });
  try {
    await connection.query("SET time_zone = '+00:00'");
    for (const table of tables) {
      const rows = pl.readCSV(readFileSync(join(folder, `sakila_${table}.csv`)), { inferSchemaLength: 0 }).rows();
      await connection.query(`CREATE TABLE ${table} (${sakilaTables[table]}) CHARACTER SET utf8mb4`);
      for (let from = 0; from < rows.length; from += 2_000) {
        await connection.query(`INSERT INTO ${table} VALUES ?`, [rows.slice(from, from + 2_000)]);
      }
    }
  } finally {
    await connection.end();
  }
}
