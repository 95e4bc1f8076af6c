/** The audit that `init` writes: an example that computes at once, or what was answered. */
import { loadFramework } from '../../frameworks/load.js';

export interface Draft {
  readonly framework: string;
  readonly loss: string;
  /** By slot: a file as an audit names it, or numbers. */
  readonly arrays: Readonly<Record<string, unknown>>;
}

/** Those that stand at the top of an audit; the others are in `inputs`. */
const KEYS: ReadonlySet<string> = new Set(['y_true', 'y_pred', 'mask', 'sample_weight']);

/** Three of four rows are nearly right. */
export async function exampleDraft(): Promise<Draft> {
  const { framework, version } = await loadFramework(undefined);
  return {
    framework: `${framework}@${version}`,
    loss: 'mean_squared_error',
    arrays: { y_true: [[1], [0], [1], [1]], y_pred: [[0.9], [0.2], [0.7], [0.6]] },
  };
}

/** A key a line. @param schema what editors read to know the keys */
export function draftText({ framework, loss, arrays }: Draft, schema: string): string {
  const own = Object.entries(arrays);
  const further = own.filter(([slot]) => !KEYS.has(slot));
  const audit = {
    $schema: schema,
    framework,
    loss,
    ...Object.fromEntries(own.filter(([slot]) => KEYS.has(slot))),
    ...(further.length > 0 ? { inputs: Object.fromEntries(further) } : {}),
  };
  const lines = Object.entries(audit).map(([key, value]) => `  "${key}": ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
