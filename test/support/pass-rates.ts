/** How many cases are answered as the framework answers them, by framework. */
import { DEVIATIONS } from './deviations.js';

interface Rate {
  /** Cases that the framework answers with a number, and with a refusal. */
  numbers: number;
  refusals: number;
  /** Those whose number is right, and whose refusal names the argument. */
  right: number;
  named: number;
  readonly wrong: string[];
}

export class PassRates {
  readonly #rates = new Map<string, Rate>();

  /** @param wrong what is wrong with our answer, if anything is */
  add(framework: string, id: string, refused: boolean, wrong: string | undefined): void {
    const rate = this.#rates.get(framework) ?? { numbers: 0, refusals: 0, right: 0, named: 0, wrong: [] };
    this.#rates.set(framework, rate);
    rate[refused ? 'refusals' : 'numbers']++;
    if (wrong === undefined) rate[refused ? 'named' : 'right']++;
    else rate.wrong.push(id);
  }

  /** Every case that is not answered so. */
  get wrong(): string[] {
    return [...this.#rates.values()].flatMap((rate) => rate.wrong);
  }

  static readonly HEAD = ['framework', 'cases', 'numbers', 'right', 'refusals', 'named', 'pass rate'];

  rows(): string[][] {
    return [...this.#rates].map(([framework, r]) => {
      const cases = r.numbers + r.refusals;
      const rate = `${((100 * (r.right + r.named)) / cases).toFixed(2)} %`;
      return [framework, ...[cases, r.numbers, r.right, r.refusals, r.named].map(String), rate];
    });
  }
}

/** A table of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = head.map((name, i) => Math.max(name.length, ...rows.map((r) => r[i].length)));
  const line = (cells: readonly string[]) => `| ${cells.map((c, i) => c.padEnd(width[i])).join(' | ')} |`;
  return [line(head), line(width.map((w) => '-'.repeat(w))), ...rows.map(line)].join('\n');
}

/** The cases that differ, with the reasons. */
export function deviationRows(): string[][] {
  return Object.entries(DEVIATIONS).map(([id, why]) => [id, why]);
}
