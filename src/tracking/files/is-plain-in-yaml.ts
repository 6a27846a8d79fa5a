/**
 * Whether YAML 1.1 and YAML 1.2 read a string without quotes in a block mapping as that string.
 *
 * @example isPlainInYaml("no") // false
 */
export function isPlainInYaml(text: string): boolean {
  if (text === "" || text !== text.trim()) return false;
  if (!/^[\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]+$/u.test(text)) return false;
  if (/[\u2028\u2029]/.test(text)) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[-?:]($|\s)/.test(text) || /^(---|\.\.\.)/.test(text)) return false;
  if (/:($|\s)/.test(text) || /\s#/.test(text)) return false;
  return !otherTypes.some((form) => form.test(text));
}

/** Forms that YAML 1.1 or 1.2 resolves to another type. */
const otherTypes: readonly RegExp[] = [
  /^(~|null|Null|NULL)$/,
  /^(yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|y|Y|n|N)$/,
  /^[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)$/,
  /^[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/,
  /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*$/,
  /^[-+]?([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?$/,
  /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}/,
  /^(<<|=)$/,
];
