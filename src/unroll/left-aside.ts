/** What a log holds and its report does not show: of its lines, and of what became of them. */
import type { LeftAside } from '../report/unroll/model.js';
import type { LogCollector } from './series/collect.js';
import type { LogFacts } from './unroll.js';

export function leftAside(log: LogFacts, collector: LogCollector): LeftAside[] {
  const others = log.lines - log.recognised;
  const lines =
    others > 0 ? [{ what: 'line', count: others, example: cut(log.unrecognised ?? '') } as const] : [];
  const found = new Map<string, LeftAside>();
  const dropped = collector.series
    .filter((s) => s.table.droppedMetrics > 0)
    .map(
      ({ table }): LeftAside => ({ what: 'name', count: table.droppedMetrics, example: table.firstDropped }),
    );
  for (const aside of [...(log.aside?.list() ?? []), ...collector.aside.list(), ...dropped]) {
    const before = found.get(aside.what);
    found.set(aside.what, before ? joined(before, aside) : aside);
  }
  return [...lines, ...found.values()];
}

function joined(a: LeftAside, b: LeftAside): LeftAside {
  return { ...a, count: a.count + b.count, names: [...new Set([...(a.names ?? []), ...(b.names ?? [])])] };
}

function cut(text: string): string {
  return text.trim().slice(0, 80);
}
