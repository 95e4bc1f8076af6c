import { didYouMean } from '../../errors/row.js';
import { nearest } from '../../text/suggest.js';
import { schemaText } from '../init/schema-file.js';
import { SCHEMAS } from '../init/schema-names.js';
import type { CliIo } from '../io.js';
import { usageError } from '../options.js';
import { deliver } from '../output.js';

/** A published schema, as it stands in the package. @returns exit code 0 */
export async function runSchema(name: string, io: CliIo): Promise<number> {
  const known = SCHEMAS.find((schema) => schema === name);
  if (known === undefined)
    throw usageError(
      `There is no schema of ${name}`,
      didYouMean(nearest(name, SCHEMAS), `There are those of ${SCHEMAS.join(', ')}.`),
    );
  await deliver(await schemaText(known), 'data', undefined, io);
  return 0;
}
