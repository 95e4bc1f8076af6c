/** Names steps as a graph is built, in order, with ids that are unique within one output. */
import type { StepInfo } from '../expr/kinds.js';
import type { Expr } from '../expr/node.js';
import { STEPS, type StepId } from '../expr/steps.js';

export class Tracer {
  readonly steps: Expr[] = [];
  private readonly used = new Set<string>();

  /**
   * @param step a row of `STEPS`; a second one of the same id in this output is `<id>-2`
   * @param why what it does, in words
   * @param symbol what later formulas call its value
   */
  step(step: StepId, why: string, expr: Expr, symbol = 'score'): Expr {
    let id: StepInfo['id'] = step;
    for (let n = 2; this.used.has(id); n++) id = `${step}-${n}`;
    this.used.add(id);
    const named = expr.step({ id, name: STEPS[step], why, symbol });
    this.steps.push(named);
    return named;
  }
}
