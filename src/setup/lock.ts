/** One installation at a time. */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { LossauditError } from '../errors.js';
import { writeError } from '../io/write.js';

/**
 * Holds the lock while `work` runs; a lock whose process is gone is taken over, by one of those that want it.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const own = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Written whole before it gets the lock's name: nobody sees a lock without its holder.
    writeFileSync(own, [process.pid, startOf(process.pid)].join(' ').trim(), { flag: 'wx' });
  } catch (error) {
    throw writeError(error, dirname(file));
  }
  try {
    if (!linked(own, file)) takeOver(own, file);
  } finally {
    rmSync(own, { force: true });
  }
  try {
    return await work();
  } finally {
    if (holderOf(file)?.pid === process.pid) rmSync(file, { force: true });
  }
}

/**
 * Only who holds the claim replaces a lock, and looks at it again first: by then another may have taken it
 * over.
 * @throws LossauditError `engine-locked`
 */
function takeOver(own: string, file: string): void {
  if (isHeld(file)) throw locked(file);
  const claim = `${file}.claim`;
  // It lives for a moment, unless its process was killed in it.
  if (!linked(own, claim)) throw locked(claim);
  try {
    if (isHeld(file)) throw locked(file);
    if (existsSync(file)) renameSync(own, file);
    else if (!linked(own, file)) throw locked(file);
  } finally {
    rmSync(claim, { force: true });
  }
}

function locked(file: string): LossauditError {
  return new LossauditError('engine-locked', { file, pid: holderOf(file)?.pid ?? 'unknown' });
}

/** Gives a file a second name; false where the name is taken. Atomic. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

interface Holder {
  readonly pid: number;
  readonly start?: number;
}

function holderOf(file: string): Holder | undefined {
  try {
    const [, pid, start] = /^(\d+)(?: (\d+))?$/.exec(readFileSync(file, 'utf8')) ?? [];
    return Number(pid) > 0
      ? { pid: Number(pid), start: start === undefined ? undefined : Number(start) }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Does the process that wrote it live? One that started at another time only has its number. */
function isHeld(file: string): boolean {
  const holder = holderOf(file);
  if (holder === undefined) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return holder.start === undefined || holder.start === (startOf(holder.pid) ?? holder.start);
}

/**
 * When a process started, in ticks since the machine did; undefined where the system does not say (not
 * Linux).
 */
function startOf(pid: number): number | undefined {
  try {
    // The name in brackets may hold anything; the start is the 20th field behind it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
    return Number(fields[19]) || undefined;
  } catch {
    return undefined;
  }
}
