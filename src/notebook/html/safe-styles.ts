/** Anything but what fetches, runs, refers to other parts of a page, or needs a box larger than any screen. */
const safeValue =
  /^(?!.*(?:url|image-set|expression|attr|element|paint)\s*\()(?!.*(?<![#\w])(?:\d{5,}|\d[\d.]*e\+?\d))[^\\<>@{};]*$/is;
const properties =
  "color background background-color opacity font font-family font-size font-style font-variant font-weight line-height letter-spacing text-align text-decoration text-indent text-transform text-overflow text-shadow vertical-align white-space word-break overflow-wrap word-wrap width height min-width min-height max-width max-height padding padding-top padding-right padding-bottom padding-left margin margin-top margin-right margin-bottom margin-left border border-top border-right border-bottom border-left border-color border-style border-width border-radius border-collapse border-spacing box-shadow box-sizing display float clear gap row-gap column-gap flex flex-direction flex-wrap flex-grow flex-shrink flex-basis align-items align-content align-self justify-content justify-items order grid-template-columns grid-template-rows grid-column grid-row list-style list-style-type table-layout caption-side empty-cells overflow overflow-x overflow-y".split(
    " ",
  );

/**
 * CSS properties that HTML of notebooks may set, with the pattern of their values. Positions outside the flow of text
 * are not among them.
 */
export const safeStyles: { readonly [property: string]: RegExp[] } = Object.fromEntries(
  properties.map((property) => [property, [safeValue]]),
);

/** Whether a declaration can be used as it is. */
export function isSafeStyle(property: string, value: string): boolean {
  return safeStyles[property.toLowerCase()]?.some((pattern) => pattern.test(value)) === true;
}
