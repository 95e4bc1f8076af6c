/** Text from files and flags as a terminal may see it. */

/** Control characters, and those that turn the direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Control characters of the input never reach a terminal. Line breaks and tabs stay. */
export function printable(text: string): string {
  return text.replace(CONTROL, '\ufffd');
}

/** A text of the input on one line, as messages hold it. */
export function oneLine(text: string): string {
  return PLAIN.test(text) ? text : printable(text.replace(/[\n\t]+/g, ' '));
}

/** Nearly all: nothing in it is replaced. */
const PLAIN = /^[ -~]*$/;

/** The same of every text in a result, each on one line; numbers are not touched. */
export function printableReport<T>(value: T): T {
  if (typeof value === 'string') return oneLine(value) as T;
  if (Array.isArray(value)) {
    // Arrays of numbers may be long; their elements are of one kind.
    return (typeof value[0] === 'number' ? value : value.map(printableReport)) as T;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [printableReport(k), printableReport(v)]),
  ) as T;
}

/**
 * JSON escapes the controls below a space itself; the others are written as escapes too, and so is what
 * GitHub's runner takes for a command (see `unspoken`).
 */
export function printableJson(text: string): string {
  return text
    .replace(CONTROL, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(OF_RUNNERS, '#\\u0023');
}

/** `##[` of GitHub, `##vso[` and `##teamcity[` of others. */
const OF_RUNNERS = /##(?=\w*\[)/g;

/**
 * Text that tells a CI runner nothing: GitHub's takes a line that starts with `::`, white space before it or
 * not, and `##[` anywhere as commands to itself (actions/runner, ActionCommand.cs). A blank in between stays
 * readable.
 */
export function unspoken(text: string): string {
  const spoken = text.replace(/[^\r\n]+/g, (line) => {
    const at = line.length - line.trimStart().length;
    return line.startsWith('::', at) ? `${line.slice(0, at)}: ${line.slice(at + 1)}` : line;
  });
  return spoken.replace(OF_RUNNERS, '## ');
}
