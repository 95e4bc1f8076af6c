import { engineStatus } from '../../engines/status.js';
import type { EngineStatus } from '../../engines/status-schema.js';
import { LossauditError } from '../../errors.js';
import { installNative, removeNative } from '../../setup/install.js';
import type { CliIo } from '../io.js';
import { stageProgress } from '../progress.js';

interface EngineFlags {
  json?: boolean;
  enginePath?: string;
  wheel?: string;
  libtensorflow?: string;
}

export async function runEngine(action: string, flags: EngineFlags, io: CliIo): Promise<number> {
  if (action === 'status') {
    const status = await engineStatus(flags.enginePath);
    io.out(
      flags.json
        ? `${JSON.stringify({ schema: 'lossaudit/engines@1', engines: status }, null, 2)}\n`
        : statusText(status),
    );
    return 0;
  }
  if (action === 'install') return install(flags, io);
  if (action === 'remove') {
    const removed = await removeNative(io.env);
    io.out(removed ? 'Native tfjs-node is removed.\n' : 'There was nothing to remove.\n');
    return 0;
  }
  throw new LossauditError('usage', {
    message: `engine cannot ${action}`,
    hint: 'It knows status, install and remove.',
  });
}

async function install(flags: EngineFlags, io: CliIo): Promise<number> {
  if (flags.wheel && flags.libtensorflow) {
    throw new LossauditError('usage', {
      message: '--wheel and --libtensorflow exclude each other',
      hint: 'Give one of them.',
    });
  }
  const progress = await stageProgress(io);
  try {
    const { folder, changed } = await installNative({ ...flags, env: io.env, onStage: progress.stage });
    progress.stop();
    io.out(
      changed ? `Native tfjs-node is ready in ${folder}\n` : `Native tfjs-node is there already: ${folder}\n`,
    );
    return 0;
  } finally {
    progress.stop();
  }
}

function statusText(engines: readonly EngineStatus[]): string {
  const lines = engines.flatMap((e) => {
    const head = `${e.engine.padEnd(12)}${e.available ? 'available' : 'not available'}`;
    if (!e.available) return [`${head}: ${e.reason}`];
    const versions = Object.entries(e.versions ?? {}).map(([name, v]) => `${name} ${v}`);
    return [
      head,
      `            ${[`backend ${e.backend}`, ...versions].join(', ')}`,
      `            ${e.dtypes?.join(', ')}; sums accumulate in ${e.accumulator}`,
      `            ${e.found}`,
    ];
  });
  return `${lines.join('\n')}\n`;
}
