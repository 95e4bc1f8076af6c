/** Lines of a known form are read by heart: what they say is what the formats say of them, in every field. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LogReader } from '../../src/logs/read.js';
import { ROOT } from '../cli/run-cli.js';

const LOGS = ['corpus', 'reference'].flatMap((folder) =>
  readdirSync(`${ROOT}fixtures/logs/${folder}`).map((name) => `${folder}/${name}`),
);
const LONGEST = 6000;
const COPIES = 6;
/** Forms are learnt where lines come again. */
const PIECE = 1000;

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** The log with other numbers: of the same length mostly, now and then of another, or zeros. */
function renumbered(log: string, next: () => number): string {
  const digits = (n: number) => Array.from({ length: n }, () => Math.floor(10 * next())).join('');
  return log.replace(/\d+/g, (run) => {
    const x = next();
    if (x < 0.4) return run;
    if (x < 0.85) return digits(run.length);
    if (x < 0.9) return '0'.repeat(run.length);
    return digits(1 + Math.floor(next() * (x < 0.97 ? 9 : 22)));
  });
}

function read(log: string, learns: boolean) {
  const lines: unknown[] = [];
  const reader = new LogReader(
    ({ format, line, ...place }) => {
      // Of what is left aside the text is an example.
      const aside = line.aside?.map(({ what, name }) => `${what} ${name}`);
      lines.push(structuredClone({ format: format.name, ...place, ...line, aside }));
    },
    { learns },
  );
  const bytes = Buffer.from(log);
  for (let at = 0; at < bytes.length; at += PIECE) reader.push(bytes.subarray(at, at + PIECE));
  reader.end();
  return { lines, statistics: reader.statistics, aside: reader.aside.list() };
}

test.each(LOGS)('%s', (name) => {
  const next = random(name.length + name.charCodeAt(name.length - 6));
  const log = `${readFileSync(`${ROOT}fixtures/logs/${name}`, 'utf8').slice(0, LONGEST)}\n`;
  const copies = Array.from({ length: COPIES }, () => renumbered(log, next));
  const whole = [log, log, log, ...copies].join('');
  expect(read(whole, true)).toEqual(read(whole, false));
});
