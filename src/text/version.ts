/** Versions of a framework: their order, and ranges of them. */
import { spanText } from './sentence.js';

/** `2.2.4`, `2.15`, `3`. Missing parts are 0. */
export class Version {
  private readonly parts: readonly number[];

  constructor(readonly text: string) {
    this.parts = partsOf(text);
  }

  /** Is this version `other` or later? */
  atLeast(other: string): boolean {
    return compare(this.parts, partsOf(other), 0) >= 0;
  }

  /** Is this version `other`, or of it (2.15.1 of 2.15), or earlier? */
  atMost(other: string): boolean {
    return compare(this.parts, partsOf(other), Number.POSITIVE_INFINITY) <= 0;
  }

  /** @param range as VersionRange.of reads it */
  within(range: string): boolean {
    return VersionRange.of(range).includes(this);
  }
}

/** A range of versions: the one way in which ranges are written, tested and printed. */
export class VersionRange {
  /** @param from,to both ends included, 2.15 meaning 2.15.x; left out: without an end */
  constructor(
    readonly from: string | undefined,
    readonly to: string | undefined,
  ) {}

  /** `2.3-2.15`, `3-`, `-2.2`, `2.2.5` alone, or nothing for all versions. */
  static of(text: string): VersionRange {
    const before = known.get(text);
    if (before) return before;
    const dash = text.indexOf('-');
    const [from, to] = dash < 0 ? [text, text] : [text.slice(0, dash), text.slice(dash + 1)];
    const range = new VersionRange(from || undefined, to || undefined);
    if (known.size > MOST) known.clear();
    known.set(text, range);
    return range;
  }

  includes(version: Version): boolean {
    if (this.from !== undefined && !version.atLeast(this.from)) return false;
    return this.to === undefined || version.atMost(this.to);
  }

  /** `2.3 – 2.15`, `3 and later`, `up to 2.2`, `2.2.5`, `all versions`. */
  get text(): string {
    const { from, to } = this;
    if (from === undefined) return to === undefined ? 'all versions' : `up to ${to}`;
    if (to === undefined) return `${from} and later`;
    return spanText(from, to);
  }
}

/** The rules name few versions and ranges, thousands of times; a user may name any. */
const MOST = 1000;
const known = new Map<string, VersionRange>();
const parsed = new Map<string, readonly number[]>();

function partsOf(text: string): readonly number[] {
  const before = parsed.get(text);
  if (before) return before;
  if (parsed.size > MOST) parsed.clear();
  const parts = text.split('.').map(Number);
  parsed.set(text, parts);
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
