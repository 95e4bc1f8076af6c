/** Refusals of engines: choosing, loading and installing them. */
import { row } from './row.js';

export const ENGINE_ERRORS = {
  'engine-missing': row<{ reason: string }>({
    message: (d) => `The engine tfjs-node is not there: ${d.reason}`,
    hint:
      '--engine tfjs-cpu and --engine reference work everywhere; lossaudit engine status lists the ' +
      'engines.',
  }),
  'engine-broken': row<{ folder: string; reason: string; named?: boolean }>({
    message: (d) => `tfjs-node in ${d.folder} cannot be loaded: ${d.reason}`,
    // A folder that the user named is not lossaudit's to remove.
    hint: (d) =>
      d.named
        ? 'Build it anew there, for this version of Node; without --engine-path an engine that works ' +
          'everywhere runs.'
        : 'lossaudit engine remove, then lossaudit engine install; or --engine tfjs-cpu.',
  }),
  'engine-precondition': row<{ missing: string; hint: string }>({
    message: (d) => `Setting up native tfjs-node needs ${d.missing}`,
    hint: (d) => d.hint,
  }),
  'engine-locked': row<{ pid: number | 'unknown'; file: string }>({
    message: (d) => `Another installation is running (process ${d.pid})`,
    hint: (d) => `Wait for it. If none is running, delete ${d.file}.`,
  }),
  'engine-other-source': row<{ folder: string; has: string; wanted: string }>({
    message: (d) => `The native engine in ${d.folder} was made of ${d.has}, not of ${d.wanted}`,
    hint: 'lossaudit engine remove, then engine install again.',
  }),
  'engine-wheel': row<{ wheel: string; found: string; version: string; wanted: string }>({
    message: (d) => `${d.wheel} is not the wheel that was checked: its SHA-256 is ${d.found}`,
    hint: (d) => `Wanted is tensorflow_cpu-${d.version}-cp311-…-manylinux2014_x86_64.whl with ${d.wanted}.`,
  }),
  'engine-libtensorflow': row<{ folder: string }>({
    message: (d) =>
      `${d.folder} holds no libtensorflow: it needs lib/libtensorflow.so.2, ` +
      'lib/libtensorflow_framework.so.2 and include/tensorflow/c/c_api.h',
    hint: 'Give the folder of an unpacked libtensorflow 2.9 or later.',
  }),
  'engine-install': row<{ command: string; tail: string; log: string }>({
    message: (d) => `${d.command} failed:\n${d.tail}`,
    hint: (d) =>
      `The whole output is in ${d.log}. Running lossaudit engine install again goes on where this stopped.`,
  }),
  'bad-state': row<{ problem: string }>({
    message: (d) => `This is no state of this computation: ${d.problem}`,
    hint: 'It was changed, cut off, or made by another audit or version: write it again.',
  }),
};
