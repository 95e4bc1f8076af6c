import { FINDINGS } from '../../findings/index.js';
import { FRAMEWORKS } from '../../frameworks/index.js';
import type { CliIo } from '../io.js';

type Row = Readonly<Record<string, string>>;

/** A table for people, an array of objects with --json. */
export async function runList(
  what: 'losses' | 'frameworks' | 'checks',
  flags: { json?: boolean },
  io: CliIo,
): Promise<number> {
  const rows = LISTS[what]!();
  if (flags.json) io.out(`${JSON.stringify(rows, null, 2)}\n`);
  else io.out(table(rows));
  return 0;
}

const LISTS: Readonly<Record<string, () => Row[]>> = {
  losses: () =>
    FRAMEWORKS.flatMap((f) =>
      f.losses.map((l) => ({ framework: f.name, loss: l.name, params: l.params.join(', ') })),
    ),
  frameworks: () =>
    FRAMEWORKS.flatMap((f) =>
      f.versions.map((version) => {
        const rules = f.rules(version);
        return {
          framework: `${f.name}@${version}`,
          rule: rules.range,
          reductions: rules.reductions.join(', '),
        };
      }),
    ),
  checks: () => FINDINGS.map((f) => ({ code: f.code, severity: f.severity, symptom: f.symptom })),
};

function table(rows: readonly Row[]): string {
  const keys = Object.keys(rows[0] ?? {});
  const widths = keys.map((k) => Math.max(...rows.map((r) => r[k]!.length)));
  return rows
    .map(
      (r) => `${keys.map((k, i) => (i === keys.length - 1 ? r[k] : r[k]!.padEnd(widths[i]!))).join('  ')}\n`,
    )
    .join('');
}
