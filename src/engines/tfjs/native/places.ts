/** Where native tfjs-node lives in the user's cache. */
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

export const TFJS_NODE_VERSION = '4.22.0';
/** The tensorflow-cpu release whose libraries stand in for libtensorflow (its C API is stable since 2.9). */
export const TENSORFLOW_VERSION = '2.15.1';

export interface Places {
  /** lossaudit's cache folder. */
  readonly home: string;
  /** A complete installation; it exists only when it is complete. */
  readonly installed: string;
  /** An installation in progress, resumed by the next run. */
  readonly partial: string;
  readonly lock: string;
  readonly log: string;
}

/**
 * `LOSSAUDIT_HOME`, else `XDG_CACHE_HOME/lossaudit`, else `~/.cache/lossaudit`. Always absolute: a relative
 * LOSSAUDIT_HOME counts from the working directory, a relative XDG_CACHE_HOME or HOME is none.
 */
export function nativePlaces(env: NodeJS.ProcessEnv = process.env): Places {
  const xdg = env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : join(homeFolder(), '.cache');
  const home = env.LOSSAUDIT_HOME ? resolve(env.LOSSAUDIT_HOME) : join(xdg, 'lossaudit');
  const name = `tfjs-node-${TFJS_NODE_VERSION}`;
  return {
    home,
    installed: join(home, name),
    partial: join(home, `${name}.partial`),
    lock: join(home, 'install.lock'),
    log: join(home, 'install.log'),
  };
}

/** The user's own. A user without an entry has none: then nothing is found in it. */
function homeFolder(): string {
  for (const find of [homedir, () => userInfo().homedir]) {
    try {
      const found = find();
      if (isAbsolute(found)) return found;
    } catch {
      // A container may run as a user that no file knows.
    }
  }
  return '/nonexistent';
}

/** Written last into an installation. */
export const MARKER = 'installed.json';
/** The package inside an installation folder. */
export const PACKAGE_PATH = join('node_modules', '@tensorflow', 'tfjs-node');
