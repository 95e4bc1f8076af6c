/** Counts what a log holds and the result does not show, by kind, with the names and the first of each. */
import type { Aside, AsideCode } from './values.js';

export interface LeftAside {
  readonly what: AsideCode | 'line';
  readonly count: number;
  /** The names, as far as they are few. */
  readonly names: string[];
  readonly example: string;
}

const MAX_NAMES = 50;
const MAX_EXAMPLE = 80;

export class AsideCounter {
  readonly #kinds = new Map<LeftAside['what'], { count: number; names: Set<string>; example: string }>();

  add({ what, name, text }: Omit<Aside, 'what'> & { what: LeftAside['what'] }, count = 1): void {
    let kind = this.#kinds.get(what);
    if (!kind) {
      const example = [name, text].filter((t) => t !== '').join(': ');
      kind = { count: 0, names: new Set(), example: example.trim().slice(0, MAX_EXAMPLE) };
      this.#kinds.set(what, kind);
    }
    kind.count += count;
    if (name !== '' && kind.names.size < MAX_NAMES) kind.names.add(name);
  }

  addAll(asides: readonly Aside[] | undefined): void {
    if (asides) for (const aside of asides) this.add(aside);
  }

  list(): LeftAside[] {
    return [...this.#kinds].map(([what, { count, names, example }]) => ({
      what,
      count,
      names: [...names],
      example,
    }));
  }
}
