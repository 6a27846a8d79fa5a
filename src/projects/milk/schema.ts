import { type ColumnSpec, column, schema, type TableSchema } from "cuaderno";

/** The eight regions whose rain is measured. */
export const regions = [
  "Coquimbo",
  "Valparaiso",
  "Metropolitana_de_Santiago",
  "Libertador_Gral__Bernardo_O_Higgins",
  "Maule",
  "Biobio",
  "La_Araucania",
  "Los_Rios",
] as const;

/** The monthly activity indices of the central bank. */
const activity = [
  "Imacec_empalmado",
  "Imacec_produccion_de_bienes",
  "Imacec_minero",
  "Imacec_industria",
  "Imacec_resto_de_bienes",
  "Imacec_comercio",
  "Imacec_servicios",
  "Imacec_a_costo_de_factores",
  "Imacec_no_minero",
] as const;

/** The amounts of the gross domestic product, by branch. */
export const amounts = [
  "PIB_Agropecuario_silvicola",
  "PIB_Pesca",
  "PIB_Mineria",
  "PIB_Mineria_del_cobre",
  "PIB_Otras_actividades_mineras",
  "PIB_Industria_Manufacturera",
  "PIB_Alimentos",
  "PIB_Bebidas_y_tabaco",
  "PIB_Textil",
  "PIB_Maderas_y_muebles",
  "PIB_Celulosa",
  "PIB_Refinacion_de_petroleo",
  "PIB_Quimica",
  "PIB_Minerales_no_metalicos_y_metalica_basica",
  "PIB_Productos_metalicos",
  "PIB_Electricidad",
  "PIB_Construccion",
  "PIB_Comercio",
  "PIB_Restaurantes_y_hoteles",
  "PIB_Transporte",
  "PIB_Comunicaciones",
  "PIB_Servicios_financieros",
  "PIB_Servicios_empresariales",
  "PIB_Servicios_de_vivienda",
  "PIB_Servicios_personales",
  "PIB_Administracion_publica",
  "PIB_a_costo_de_factores",
  "PIB",
] as const;

const sales = "Indice_de_ventas_comercio_real_no_durables_IVCM";

/** Every column of the central bank that a model sees, in the order of its file. */
export const economy: readonly string[] = [...activity, ...amounts, sales];

const month = {
  unit: "month",
  description: "first day of the month",
  unique: false,
} as const;

const dayFormats = ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d-%m-%Y", "%d/%m/%Y"] as const;

const columnsNamed = <Spec extends ColumnSpec>(
  names: readonly string[],
  specOf: (name: string) => Spec,
): Readonly<Record<string, Spec>> => Object.fromEntries(names.map((name) => [name, specOf(name)]));

/** Rain by month and region. */
export const rainSchema: TableSchema = schema(
  "rain",
  {
    month: column.datetime({ ...month, source: ["date", "fecha"], format: [...dayFormats] }),
    ...columnsNamed(regions, (name) =>
      column.number({ unit: "mm", min: 0, max: 2_000, description: `rain in ${name.replace(/_+/g, " ")}` }),
    ),
  },
  { key: ["month"], trim: true, description: "rain of the month in eight regions of Chile" },
);

/** Chile's economy by month. Its numbers stay texts here, since there are two readings of them. */
export const bankSchema: TableSchema = schema(
  "bank",
  {
    month: column.datetime({ ...month, source: "Periodo", format: ["%Y-%m-%d %H:%M:%S UTC", ...dayFormats] }),
    ...columnsNamed(economy, (name) =>
      column.string({ pattern: "[0-9]+(\\.[0-9]+)*", description: `${name.replace(/_+/g, " ")}, digits in threes` }),
    ),
  },
  { key: ["month"], trim: true, description: "activity indices, gross domestic product and sales" },
);

/** The price that farmers got, as published: a year, a Spanish month, pesos. */
export const publishedPriceSchema: TableSchema = schema(
  "price",
  {
    year: column.integer({ source: ["Anio", "Año"], min: 1900, max: 2200 }),
    monthName: column.string({ source: "Mes" }),
    price: column.number({ source: "Precio_leche", unit: "pesos/l", min: 0.01, max: 100_000 }),
  },
  { trim: true },
);

/** The price by month. */
export const priceSchema: TableSchema = schema(
  "price",
  {
    month: column.datetime(month),
    price: column.number({ unit: "pesos/l", min: 0.01, max: 100_000, description: "milk price to the farmer" }),
  },
  { key: ["month"], description: "the price that is predicted" },
);

/** The three tables by name. */
export const milkSchemas: Readonly<Record<MilkTableName, TableSchema>> = {
  rain: rainSchema,
  bank: bankSchema,
  price: priceSchema,
};

/** What the tables are called. */
export type MilkTableName = "rain" | "bank" | "price";
