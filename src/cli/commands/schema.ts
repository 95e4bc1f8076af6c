import { Argument } from 'commander';
import type { Command } from '../command.js';
import { SCHEMAS } from '../init/schema-names.js';

export const schema: Command = {
  name: 'schema',
  summary: 'the JSON Schema of the audit file, or of a result',
  configure(command) {
    command.addArgument(
      new Argument('[name]', 'of what')
        .choices(SCHEMAS)
        // An unknown name is told which is nearest.
        .argParser((name) => name)
        .default(SCHEMAS[0]),
    );
  },
  run: async ([name], io) => (await import('./schema-run.js')).runSchema(name as string, io),
};
