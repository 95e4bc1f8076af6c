import { overlaid } from '../../audit/overlay.js';
import type { Rows } from '../../audit/part.js';
import { readAuditWith, rowsLoader } from '../../audit/read.js';
import { rowCount } from '../../audit/rows.js';
import { checkWritable } from '../../io/write.js';
import { auditText, partOfRows, shardOf } from '../../parts.js';
import type { AnyArray } from '../../tensor/stored.js';
import { VERSION } from '../../version.js';
import { overridesOf } from '../flags/audit.js';
import type { CliIo } from '../io.js';
import { filesNamed, loadAuditWith, readGiven } from '../load-audit.js';
import { type AuditFlags, usageError } from '../options.js';
import { deliver } from '../output.js';
import { withProgress } from '../progress.js';

interface PartialFlags extends AuditFlags {
  rows?: string;
  offset?: string;
  total?: string;
  output?: string;
}

/** Writes a part. @returns exit code 0 */
export async function runPartial(file: string | undefined, flags: PartialFlags, io: CliIo): Promise<number> {
  const asked = askedRows(flags);
  const named = filesNamed(file, flags);
  if (flags.output) await checkWritable(flags.output, named);
  const part = await withProgress(async (progress) => {
    progress.stage('reading', named);
    const given = file === undefined ? undefined : await readGiven(file);
    const loaded = new Map<string, AnyArray>();
    const own = await loadAuditWith(given, flags, (document, overrides, context) =>
      readAuditWith(document, overrides, context, async (of) => {
        const load = rowsLoader(of);
        return async (spec, key) => {
          const array = await load(spec, key);
          loaded.set(key, array);
          return array;
        };
      }),
    );
    const { audit, rows } = cutTo(own, asked);
    const document = overlaid(given?.document, await overridesOf(flags), own.file);
    const text = auditText(document, audit, loaded);
    progress.stage('computing');
    return partOfRows({ audit, rows, text }, own.file, VERSION, { progress: progress.part });
  });
  await deliver(`${JSON.stringify(part)}\n`, 'data', flags.output, io);
  return 0;
}

type Audit = Parameters<typeof shardOf>[0];
type Asked = { readonly rows: Rows } | { readonly offset: number; readonly total: number };

/** @throws LossauditError `usage` */
function askedRows({ rows, offset, total }: PartialFlags): Asked {
  if (rows !== undefined) {
    if (offset !== undefined || total !== undefined)
      throw usageError(
        '--rows stands beside --offset or --total',
        'Of arrays that hold all rows give --rows A:B, of a shard --offset A --total N.',
      );
    const [, from, to] = /^(\d{1,15}):(\d{1,15})$/.exec(rows) ?? [];
    if (from === undefined || to === undefined)
      throw usageError(
        `--rows ${rows} are no rows`,
        'Write the first row and the one after the last: 0:1000.',
      );
    return { rows: { from: Number(from), to: Number(to) } };
  }
  if (offset === undefined || total === undefined)
    throw usageError(
      'No rows given',
      'Of arrays that hold all rows give --rows A:B, of a shard --offset A --total N.',
    );
  return { offset: whole(offset, '--offset'), total: whole(total, '--total') };
}

function whole(text: string, flag: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(`${flag} ${text} is no number of rows`, 'Rows are counted from 0.');
}

/** @throws LossauditError `usage` for rows that are not there, and batches that are cut */
function cutTo(own: Audit, asked: Asked): { audit: Audit; rows: Rows } {
  const there = rowCount(own);
  const [audit, rows] =
    'rows' in asked
      ? [own, asked.rows]
      : [shardOf(own, asked.offset, asked.total), { from: asked.offset, to: asked.offset + there }];
  const total = rowCount(audit);
  if (rows.from >= rows.to || rows.to > total)
    throw usageError(
      `There are no rows ${rows.from} to ${rows.to} (exclusive) of ${total}`,
      'Rows are counted from 0; the second number is the row after the last.',
    );
  const { batchSize } = audit;
  const cut = batchSize && [rows.from, rows.to].find((row) => row % batchSize !== 0 && row !== total);
  if (cut)
    throw usageError(
      `Row ${cut} lies within a batch of ${batchSize} rows`,
      `Parts begin and end between batches: at multiples of ${batchSize}, or at the last row's end.`,
    );
  return { audit, rows };
}
