/** The names that an option or argument takes, where they are no choices: losses, frameworks, findings. */
import { FINDINGS } from '../../findings/index.js';
import type { LossInfo } from '../../frameworks/framework.js';
import { KNOWN, NAMES } from '../../frameworks/known.js';
import { allFrameworks, loadFramework } from '../../frameworks/load.js';
import { loops } from '../../loops/index.js';

export interface Known {
  readonly text: string;
  /** What a shell shows beside it. */
  readonly about?: string;
}

/** Values of options given before, by the option's name. */
type Given = ReadonlyMap<string, string>;

/** By the name of the option or argument. */
const SOURCES: Readonly<Record<string, (typed: string, given: Given) => Known[] | Promise<Known[]>>> = {
  framework: frameworks,
  frameworks: listed,
  loss: losses,
  name: losses,
  loop: loopNames,
  reporter: reporters,
  only: codes,
  ignore: codes,
};

export async function namesFor(name: string, typed: string, given: Given): Promise<Known[]> {
  return Object.hasOwn(SOURCES, name) ? SOURCES[name]!(typed, given) : [];
}

function codes(): Known[] {
  return FINDINGS.map(({ code, severity, symptom }) => ({ text: code, about: `${severity}: ${symptom}` }));
}

/** Names, and behind `@` versions. */
async function frameworks(typed: string): Promise<Known[]> {
  const [name, version] = typed.split('@');
  const known = NAMES.find((one) => one === name);
  if (version === undefined || !known) return NAMES.map((text) => ({ text, about: KNOWN[text].title }));
  const { versions } = (await loadFramework(known)).home;
  return versions.toReversed().map((one) => ({ text: `${known}@${one}` }));
}

/** The last of a list. */
async function listed(typed: string): Promise<Known[]> {
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  const names = await frameworks(typed.slice(before.length));
  return names.map((one) => ({ ...one, text: before + one.text }));
}

/** Of the framework that is named before; without one the default's, or any that begins so. */
async function losses(typed: string, given: Given): Promise<Known[]> {
  const rules = await loadFramework(given.get('framework')).catch(() => undefined);
  const own = (rules?.entries ?? []).flatMap(({ info }) => acceptedNames(info, info.name));
  if (given.has('framework') || own.some(({ text }) => text.startsWith(typed))) return own;
  const others = await allFrameworks();
  return others.flatMap(({ title, losses }) => losses.flatMap((info) => acceptedNames(info, title)));
}

function acceptedNames({ accepted }: LossInfo, about: string): Known[] {
  return accepted.map((text) => (text === about ? { text } : { text, about }));
}

function loopNames(typed: string): Known[] | Promise<Known[]> {
  const names = new Set(loops('arrays').map(({ framework }) => framework));
  return typed.includes('@') ? frameworks(typed) : [...names].map((text) => ({ text }));
}

async function reporters(): Promise<Known[]> {
  const { REPORTERS } = await import('../commands/check-run.js');
  return Object.keys(REPORTERS).map((text) => ({ text }));
}
