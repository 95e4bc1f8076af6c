/** tqdm: when it draws its bar, with which counter. */
import { general } from './numbers.js';
import type { Random } from './random.js';

/** A number in a postfix: the plain form or three significant digits, whichever is shorter. */
export function postfixNumber(x: number): string {
  const short = general(x, 3).replace(/e([+-])0+(\d)/, 'e$1$2');
  const plain = String(x);
  return short.length < plain.length ? short : plain;
}

/**
 * The drawn states of `for batch in tqdm(loader): …; bar.set_postfix(loss=…)`: the postfix is drawn at once,
 * with the counter as it was last drawn; the counter moves on when 0.1 s have passed, and at the end.
 */
export function tqdmStates(
  random: Random,
  steps: number,
  texts: readonly string[],
): { at: number; text: string }[] {
  const dt = random.pick([0.002, 0.03, 0.2]);
  const states: { at: number; text: string }[] = [];
  let counter = 0;
  let drawn = 0;
  for (let i = 1; i <= steps; i++) {
    const now = i * dt;
    states.push({ at: counter, text: texts[i - 1] });
    if (now - drawn < 0.1) continue;
    counter = i;
    drawn = now;
    states.push({ at: counter, text: texts[i - 1] });
  }
  if (counter < steps) states.push({ at: steps, text: texts[steps - 1] });
  return states;
}

export function tqdmBar(description: string, at: number, total: number, postfix: string): string {
  const percent = Math.floor((100 * at) / total);
  const full = Math.floor((10 * at) / total);
  const blocks = '█'.repeat(full) + ' '.repeat(10 - full);
  const head = description ? `${description}: ` : '';
  const rest = postfix ? `, ${postfix}` : '';
  return `${head}${String(percent).padStart(3)}%|${blocks}| ${at}/${total} [00:01<00:02, 12.34it/s${rest}]`;
}
