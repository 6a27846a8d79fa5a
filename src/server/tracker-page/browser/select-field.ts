import { type ComponentChild, h } from "preact";

/** A list of values with a label; an option without a name of its own is its value. */
export function choice(
  label: string,
  value: string,
  options: readonly (readonly [value: string, name?: string])[],
  onChoose: (value: string) => void,
): ComponentChild {
  return h(
    "label",
    { class: "choice" },
    `${label} `,
    h(
      "select",
      { value, onChange: (event: Event) => onChoose((event.target as HTMLSelectElement).value) },
      options.map(([one, name = one]) => h("option", { key: one, value: one }, name)),
    ),
  );
}
