// Puts a new dist/ in the place of the old one, file by file, so that the command works all the while: a
// process that began with the old one finds what it has yet to load, and no name is missing for a moment.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * @param made the new folder, which is used up; names of chunks say what they hold, so that those of two
 *   builds stand side by side
 * @param dist the folder that is replaced
 * @param entries what names the chunks, replaced last
 * @param list where the names of this build are kept: the next build removes what is older
 * @param alone nothing of the build before is kept
 */
export function swap({ made, dist, entries, list, alone = false }) {
  const names = filesIn(made);
  mkdirSync(dist, { recursive: true });
  const before = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : filesIn(dist);
  for (const name of [...names.filter((n) => !entries.includes(n)), ...entries]) {
    mkdirSync(dirname(join(dist, name)), { recursive: true });
    renameSync(join(made, name), join(dist, name));
  }
  const kept = new Set(alone ? names : [...names, ...before]);
  for (const name of filesIn(dist)) if (!kept.has(name)) rmSync(join(dist, name), { force: true });
  mkdirSync(dirname(list), { recursive: true });
  writeFileSync(list, JSON.stringify(names));
  rmSync(made, { recursive: true, force: true });
}

/** Their names below the folder, with slashes. */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}
