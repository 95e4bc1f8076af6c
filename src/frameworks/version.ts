/** Versions of a framework: their order, and ranges of them. */

/** `2.2.4`, `2.15`, `3`. Missing parts of a range's end mean "any". */
export class Version {
  private readonly parts: readonly number[];

  constructor(readonly text: string) {
    this.parts = partsOf(text);
  }

  /** Is this version `other` or later? */
  atLeast(other: string): boolean {
    return compare(this.parts, partsOf(other), 0) >= 0;
  }

  /** `2.3-2.15` (both ends included, 2.15 meaning 2.15.x), `3-`, `-2.2`. */
  within(range: string): boolean {
    const dash = range.indexOf('-');
    const from = dash < 0 ? range : range.slice(0, dash);
    const to = dash < 0 ? '' : range.slice(dash + 1);
    if (from && !this.atLeast(from)) return false;
    return !to || compare(this.parts, partsOf(to), Number.POSITIVE_INFINITY) <= 0;
  }
}

/** The rules name few versions, thousands of times. */
const known = new Map<string, readonly number[]>();

function partsOf(text: string): readonly number[] {
  const before = known.get(text);
  if (before) return before;
  if (known.size > 1000) known.clear();
  const parts = text.split('.').map(Number);
  known.set(text, parts);
  return parts;
}

function compare(a: readonly number[], b: readonly number[], missing: number): number {
  for (let i = 0; i < 3; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? missing;
    if (x !== y) return x - y;
  }
  return 0;
}
