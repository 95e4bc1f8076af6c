/** Names steps as a graph is built, in order, with ids that are unique within one output. */
import type { Expr } from '../expr/node.js';

export class Tracer {
  readonly steps: Expr[] = [];
  private readonly used = new Set<string>();

  /**
   * @param name what the step is called in the report; its id is the same in kebab-case
   * @param why what it does, in words
   * @param symbol what later formulas call its value
   */
  step(name: string, why: string, expr: Expr, symbol = 'score'): Expr {
    const base = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    let id = base;
    for (let n = 2; this.used.has(id); n++) id = `${base}-${n}`;
    this.used.add(id);
    const named = expr.step({ id, name, why, symbol });
    this.steps.push(named);
    return named;
  }
}
