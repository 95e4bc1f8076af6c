/** The skeleton of a tqdm bar, shared by the formats that are drawn with tqdm. */
const BAR =
  /(?<!\d)(\d+)%(?:\|[^|]*\||(?= ))\s*([\d.]+)([kMG]?)\/([\d.]+)([kMG]?)\s*\[((?:[\d:]+|\?))<((?:[\d:]+(?: days?, [\d:]+)?|\?)),\s*(?:([\d.]{1,30}|\?)\s{0,9}([^\s,\]/]{0,30})\/([^\s,\]]{1,30}))?\s{0,9},?\s*([^\]]*)(\])?/;
const OPEN_ENDED =
  /(?:^|[\s:])(\d+)(it|batch|step|batches|steps|ex)\s*\[([\d:]+),\s*(?:([\d.]{1,30}|\?)\s{0,9}([^\s,\]/]{0,30})\/([^\s,\]]{1,30}))?\s{0,9},?\s*([^\]]*)(\])?/;
const SCALE: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

/** The blocks between the bars are lost where a page has no such characters: `50% 9/18 [00:17<01:02, …]`. */
export function mayBeTqdm(line: string): boolean {
  return line.includes('%|') || (line.includes('% ') && /\d% {1,9}\d{1,15}\/\d{1,15} \[/.test(line));
}

/** What is left of a postfix whose bar was wrapped: `oss=0.5, acc=0.25]`. Other messages have words. */
export const POSTFIX_REST = /^[\w./@+-]*(?:\s*=\s*[^,\s\]]+)?(?:,\s*[\w./@+-]+=[^,\]]*)*,?\s*(?:\]\s*)?$/;

export interface TqdmBar {
  description: string;
  step: number;
  total?: number;
  secondsPerUnit?: number;
  postfix: string;
  /** What stands behind the bar. */
  behind: string;
  closed: boolean;
}

function secondsPer(
  rate: string | undefined,
  left: string | undefined,
  right: string | undefined,
): number | undefined {
  if (!rate || rate === '?' || Number(rate) === 0) return undefined;
  if (left === 's') return Number(rate);
  return right === 's' ? 1 / Number(rate) : undefined;
}

/** The parts of a tqdm bar, or undefined. */
export function tqdmBar(line: string): TqdmBar | undefined {
  const match = BAR.exec(line);
  if (match) {
    // A scaled counter (1.2k) has lost its last digits.
    if (match[3] || match[5]) {
      if (SCALE[match[3]!] === undefined) return undefined;
    }
    return {
      description: line.slice(0, match.index).replace(/:\s*$/, '').trim(),
      step: Math.round(Number(match[2]) * SCALE[match[3]!]!),
      total: Math.round(Number(match[4]) * SCALE[match[5]!]!),
      secondsPerUnit: secondsPer(match[8], match[9], match[10]),
      postfix: match[11]!,
      behind: line.slice(match.index + match[0].length),
      closed: match[12] === ']',
    };
  }
  const endless = OPEN_ENDED.exec(line);
  if (!endless) return undefined;
  return {
    description: line.slice(0, endless.index).replace(/:\s*$/, '').trim(),
    step: Number(endless[1]),
    secondsPerUnit: secondsPer(endless[4], endless[5], endless[6]),
    postfix: endless[7]!,
    behind: line.slice(endless.index + endless[0].length),
    closed: endless[8] === ']',
  };
}

/** `Epoch 3`, `Epoch 3/10`, `epoch: 3` in a description. */
export function epochOf(description: string): { epoch?: number; epochs?: number } {
  const match =
    /(?<!\w)(?:epoch|[eé]poca|époque|epoche)(?:\[[a-z]+\])?\s*(?:[:=#]\s*)?(?:\[\s*)?(\d+)(?:\s*(?:\/|of)\s*(\d+))?/i.exec(
      description,
    );
  if (!match) return {};
  return match[2] ? { epoch: Number(match[1]), epochs: Number(match[2]) } : { epoch: Number(match[1]) };
}
