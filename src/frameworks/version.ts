/** Versions of a framework: their order, and ranges of them. */

/** `2.2.4`, `2.15`, `3`. Missing parts of a range's end mean "any". */
export class Version {
  private readonly parts: readonly number[];

  constructor(readonly text: string) {
    this.parts = text.split('.').map(Number);
  }

  /** Is this version `other` or later? */
  atLeast(other: string): boolean {
    return compare(this.parts, other.split('.').map(Number), 0) >= 0;
  }

  /** `2.3-2.15` (both ends included, 2.15 meaning 2.15.x), `3-`, `-2.2`. */
  within(range: string): boolean {
    const [from, to] = range.split('-');
    if (from && !this.atLeast(from)) return false;
    return !to || compare(this.parts, to.split('.').map(Number), Number.POSITIVE_INFINITY) <= 0;
  }
}

function compare(a: readonly number[], b: readonly number[], missing: number): number {
  for (let i = 0; i < 3; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? missing;
    if (x !== y) return x - y;
  }
  return 0;
}
