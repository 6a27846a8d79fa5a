import { type ColumnSpec, column, schema, type TableSchema } from "cuaderno";

/** The eight regions whose rain is measured. */
export const regions: readonly string[] = [
  "Coquimbo",
  "Valparaiso",
  "Metropolitana_de_Santiago",
  "Libertador_Gral__Bernardo_O_Higgins",
  "Maule",
  "Biobio",
  "La_Araucania",
  "Los_Rios",
];

/** The monthly activity indices of the central bank. */
const activity =
  "empalmado produccion_de_bienes minero industria resto_de_bienes comercio servicios a_costo_de_factores no_minero";

/** Branches of the gross domestic product. */
const branches = [
  "Agropecuario_silvicola Pesca Mineria Mineria_del_cobre Otras_actividades_mineras Industria_Manufacturera Alimentos",
  "Bebidas_y_tabaco Textil Maderas_y_muebles Celulosa Refinacion_de_petroleo Quimica",
  "Minerales_no_metalicos_y_metalica_basica Productos_metalicos Electricidad Construccion Comercio",
  "Restaurantes_y_hoteles Transporte Comunicaciones Servicios_financieros Servicios_empresariales",
  "Servicios_de_vivienda Servicios_personales Administracion_publica a_costo_de_factores",
].join(" ");

/** The amounts of the gross domestic product. */
export const amounts: readonly string[] = [...branches.split(" ").map((branch) => `PIB_${branch}`), "PIB"];

/** The columns of the central bank that are used, in the order of its file: indices, amounts, retail sales. */
export const economy: readonly string[] = [
  ...activity.split(" ").map((name) => `Imacec_${name}`),
  ...amounts,
  "Indice_de_ventas_comercio_real_no_durables_IVCM",
];

const month = { unit: "month", description: "first day of the month" } as const;
const price = { unit: "pesos/l", min: 0.01, max: 100_000 } as const;
const toTitle = (name: string): string => name.replace(/_+/g, " ");

const rainColumns: Readonly<Record<string, ColumnSpec<number>>> = Object.fromEntries(
  regions.map((name) => [
    name,
    column.number({ unit: "mm", min: 0, max: 2_000, description: `rain in ${toTitle(name)}` }),
  ]),
);

const bankColumns: Readonly<Record<string, ColumnSpec<string>>> = Object.fromEntries(
  economy.map((name) => [
    name,
    column.string({ pattern: "[0-9]+(\\.[0-9]+)*", description: `${toTitle(name)}, digits in threes` }),
  ]),
);

/** Rain by month and region, as published. */
export const rainSchema: TableSchema = schema(
  "rain",
  { month: column.datetime({ ...month, source: "date", format: "%Y-%m-%d" }), ...rainColumns },
  { key: ["month"], trim: true, description: "rain of the month in eight regions of Chile" },
);

/** Chile's economy by month, as published. Its numbers stay strings here: the step `dottedNumbers` reads them. */
export const bankSchema: TableSchema = schema(
  "bank",
  {
    month: column.datetime({ ...month, source: "Periodo", format: "%Y-%m-%d %H:%M:%S UTC" }),
    ...bankColumns,
  },
  { key: ["month"], trim: true, description: "activity indices, gross domestic product and sales" },
);

/** The price that farmers got, as published: a year, a short Spanish month name, pesos. */
export const priceSchema: TableSchema = schema(
  "price",
  {
    year: column.integer({ source: ["Anio", "Año"], min: 1900, max: 2200 }),
    monthName: column.category({ source: "Mes", values: "Ene Feb Mar Abr May Jun Jul Ago Sep Oct Nov Dic".split(" ") }),
    price: column.number({ ...price, source: "Precio_leche", description: "milk price to the farmer" }),
  },
  { key: ["year", "monthName"], trim: true, description: "the price that is predicted" },
);

/** One row per month that all three tables have: what is known at its end, and the price of the month after it. */
export const monthSchema: TableSchema = schema(
  "months",
  {
    month: column.datetime(month),
    ...rainColumns,
    ...bankColumns,
    price: column.number({ ...price, description: "milk price of the month" }),
    next_price: column.number({ ...price, nullable: true, description: "milk price of the next month: the target" }),
  },
  { key: ["month"], description: "rain, economy and price by month" },
);
