// Rows of files that are read in blocks, each format in a process of its own: GB/s, as a share of a plain
// read of the file, and the most memory that the process took.
//   node bench/rows.mjs [MB of the real files] [GB of the sparse one]
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';

const [megabytes = '1024', gigabytes = '8'] = process.argv.slice(2);
const BYTES = Number(megabytes) * 2 ** 20;
const COLUMNS = 10;
const folder = mkdtempSync(join(process.env.TMPDIR ?? tmpdir(), 'lossaudit-rows-'));
const root = fileURLToPath(new URL('..', import.meta.url));

/** A megabyte of float32 with some entropy, the same each time. */
const block = new Float32Array(2 ** 18 - (2 ** 18 % COLUMNS));
for (let i = 0, x = 1; i < block.length; i++) {
  x = (x * 48271) % 2147483647;
  block[i] = (x % 4096) / 4096;
}
const blockBytes = Buffer.from(block.buffer);
const count = Math.max(1, Math.round(BYTES / blockBytes.length));
const rows = (block.length / COLUMNS) * count;

function npyHeader(shape) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  return Buffer.from(`\x93NUMPY\x01\x00\x76\x00${text.padEnd(117)}\n`, 'latin1');
}

function written(name, parts) {
  const file = openSync(join(folder, name), 'w');
  for (const part of parts) writeSync(file, part);
  closeSync(file);
  return name;
}

function* repeated(first, part, last = [], times = timesOf(part)) {
  yield* first;
  for (let i = 0; i < times; i++) yield part;
  yield* last;
}

function timesOf(part) {
  return Math.max(1, Math.round(BYTES / part.length));
}

/** One deflated entry: its blocks are packed apart, each ended by a full flush. */
function npz(name) {
  const header = npyHeader([rows, COLUMNS]);
  const flushed = (bytes) => deflateRawSync(bytes, { level: 1, finishFlush: 3 });
  const end = deflateRawSync(Buffer.alloc(0));
  const packed = flushed(blockBytes);
  let sum = crc32(header);
  for (let i = 0; i < count; i++) sum = crc32(blockBytes, sum);
  const first = flushed(header);
  const size = first.length + packed.length * count + end.length;
  const entry = 'y.npy';
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(sum, 10);
  common.writeUInt32LE(size, 14);
  common.writeUInt32LE(header.length + blockBytes.length * count, 18);
  common.writeUInt16LE(entry.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(entry)]);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    common,
    Buffer.alloc(14),
    Buffer.from(entry),
  ]);
  const tail = Buffer.alloc(22);
  tail.write('PK\x05\x06', 'latin1');
  tail.writeUInt16LE(1, 8);
  tail.writeUInt16LE(1, 10);
  tail.writeUInt32LE(central.length, 12);
  tail.writeUInt32LE(local.length + size, 16);
  return written(name, repeated([local, first], packed, [end, central, tail], count));
}

function safetensors(name) {
  const bytes = blockBytes.length * count;
  const text = JSON.stringify({ y: { dtype: 'F32', shape: [rows, COLUMNS], data_offsets: [0, bytes] } });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return written(name, repeated([length, Buffer.from(text)], blockBytes));
}

function lines(start, end) {
  const some = [];
  for (let i = 0; i < block.length / 4; i += COLUMNS)
    some.push(`${start}${Array.from(block.subarray(i, i + COLUMNS)).join(',')}${end}\n`);
  return Buffer.from(some.join(''));
}

function sparse(name) {
  const total = Math.floor((Number(gigabytes) * 2 ** 30) / 4 / COLUMNS);
  const file = openSync(join(folder, name), 'w');
  const header = npyHeader([total, COLUMNS]);
  writeSync(file, header);
  ftruncateSync(file, header.length + total * COLUMNS * 4);
  closeSync(file);
  return name;
}

/** Seconds of reading the bytes alone. */
function plain(file) {
  const buffer = Buffer.alloc(2 ** 20);
  const handle = openSync(file, 'r');
  const start = performance.now();
  while (readSync(handle, buffer, 0, buffer.length, null) > 0);
  closeSync(handle);
  return (performance.now() - start) / 1000;
}

const READ = `
import { loadRows } from './load.mjs';
const array = await loadRows({ file: process.argv[1], ...(process.argv[2] && { key: process.argv[2] }) },
  { key: 'y', baseDir: process.cwd() }, 0);
const start = performance.now();
const reader = await array.open();
const step = Math.floor(2 ** 20 / array.shape[1] / 4);
for (let i = 0; i < array.shape[0]; i += step) await reader.read(i, Math.min(array.shape[0], i + step));
await reader.close();
console.log((performance.now() - start) / 1000, process.resourceUsage().maxRSS / 1024);
`;

try {
  const packages = { bundle: true, platform: 'node', format: 'esm', packages: 'external' };
  await build({
    ...packages,
    entryPoints: [join(root, 'src/io/load.ts')],
    outfile: join(folder, 'load.mjs'),
  });
  const names = Array.from({ length: COLUMNS }, (_, i) => `p${i}`).join(',');
  const FILES = [
    [() => sparse('sparse.npy')],
    [() => written('y.npy', repeated([npyHeader([rows, COLUMNS])], blockBytes))],
    [() => npz('y.npz'), 'y'],
    [() => safetensors('y.safetensors'), 'y'],
    [() => written('y.jsonl', repeated([], lines('[', ']')))],
    [() => written('y.csv', repeated([Buffer.from(`${names}\n`)], lines('', ''))), names],
  ];
  for (const [make, key = ''] of FILES) {
    const name = make();
    const path = join(folder, name);
    const { size } = statSync(path);
    plain(path);
    const least = plain(path);
    const args = ['--input-type=module', '-e', READ, name, key];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const [seconds, memory] = stdout.trim().split(' ').map(Number);
    if (!seconds) console.log(name, stderr);
    else {
      const speed = (size / seconds / 1e9).toFixed(2);
      const share = (least / seconds).toFixed(2);
      console.log(
        `${name}: ${size} bytes, ${speed} GB/s, ${share} of a plain read, ${Math.round(memory)} MB`,
      );
    }
    rmSync(path);
  }
} finally {
  rmSync(folder, { recursive: true });
}
