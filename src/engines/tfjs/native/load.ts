/** Loads native tfjs-node quietly, on Node 20 to 24. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import type { Tfjs } from '../ops.js';

export interface NativeModule {
  readonly tf: Tfjs;
  readonly versions: { readonly tfjsNode: string; readonly libtensorflow: string };
}

/** @param folder the package's folder */
export function loadNative(folder: string): NativeModule {
  // TensorFlow's C++ start-up lines; 2 leaves errors.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  restoreRemovedUtil();
  const require = createRequire(join(folder, 'package.json'));
  const module = withQuietConsole(() => require(folder));
  module.enableProdMode();
  return {
    tf: module as Tfjs,
    versions: {
      tfjsNode: module.version['tfjs-node'],
      libtensorflow: module.backend().binding?.TF_Version ?? 'unknown',
    },
  };
}

/** tfjs-node 4.22.0 still calls functions that Node 23 removed from `util`. */
function restoreRemovedUtil(): void {
  const removed: Record<string, (value: unknown) => boolean> = {
    isArray: Array.isArray,
    isBoolean: (v) => typeof v === 'boolean',
    isNull: (v) => v === null,
    isNullOrUndefined: (v) => v === null || v === undefined,
    isNumber: (v) => typeof v === 'number',
    isString: (v) => typeof v === 'string',
    isUndefined: (v) => v === undefined,
    isObject: (v) => v !== null && typeof v === 'object',
    isFunction: (v) => typeof v === 'function',
  };
  const target = util as unknown as Record<string, unknown>;
  for (const [name, f] of Object.entries(removed)) target[name] ??= f;
}

/** tfjs greets and warns on the console while it loads. */
function withQuietConsole<T>(load: () => T): T {
  const { log, warn, info } = console;
  const emit = process.emitWarning;
  console.log = console.warn = console.info = () => {};
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    Object.assign(console, { log, warn, info });
    process.emitWarning = emit;
  }
}
