/** The registry of frameworks: one line each. */
import { LossauditError } from '../errors.js';
import type { Framework, FrameworkRules } from './framework.js';
import { keras } from './keras/index.js';
import { nearest } from './suggest.js';

export const FRAMEWORKS: readonly Framework[] = [keras];

const DEFAULT = keras;

/**
 * @param text `keras@2.2`, `keras`, or undefined for the default
 * @throws LossauditError `unknown-framework`, `unknown-version`
 */
export function findFramework(text: string | undefined): FrameworkRules {
  const known = rulesByName.get(text);
  if (known) return known;
  const rules = resolveRules(text);
  rulesByName.set(text, rules);
  return rules;
}

/** Rules have no state; `check` asks for the same ones a thousand times. */
const rulesByName = new Map<string | undefined, FrameworkRules>();

function resolveRules(text: string | undefined): FrameworkRules {
  if (text === undefined) return DEFAULT.rules('2.2');
  // A library's caller may pass anything.
  const [name, ...rest] = String(text).split('@');
  // keras@2.2@3 is no version of anything.
  const version = rest.length === 0 ? undefined : rest.join('@');
  const framework = FRAMEWORKS.find((f) => f.name === name);
  if (!framework) {
    const known = FRAMEWORKS.map((f) => f.name);
    throw new LossauditError(
      'unknown-framework',
      { framework: text, known, near: nearest(name, known) },
      { where: 'framework' },
    );
  }
  return framework.rules(version);
}
