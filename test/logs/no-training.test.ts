/** What holds the words of a training and is none: addresses of pages, tables of games. */
import { describe, expect, test } from 'vitest';
import { unrolledText } from '../support/unrolled.js';

const NOT = { code: 'log-not-recognised' };

describe('addresses of pages', () => {
  test.each([
    '127.0.0.1 - - [10/Oct/2023:13:55:36 -0700] "GET /metrics?loss=0.5231&step=12 HTTP/1.1" 200 2326',
    '::1 - - [10/Oct/2023:13:55:36 +0000] "POST /log?epoch=3&loss=0.4&acc=0.9 HTTP/1.1" 204 0 "-" "curl/8"',
    'step 12 GET https://example.org/train?loss=0.25&step=3',
  ])('%s', async (line) => {
    await expect(unrolledText(`${line}\n`.repeat(3))).rejects.toMatchObject(NOT);
  });

  test('beside a loss they are left aside', async () => {
    const { first, report } = await unrolledText('step 12: loss 0.5, sent to /log?loss=0.25&acc=0.75\n');
    expect(first).toEqual({ loss: 0.5 });
    expect(report.left_aside).not.toEqual([]);
  });
});

describe('tables of games', () => {
  test.each([
    'round,team,win,loss\n1,Lions,3,1\n2,Tigers,2,2\n',
    'round,win,loss\n1,3,1\n2,2,2\n',
    'step;W;L;Pts\n1;2;3;4\n',
    'Rounds,Player,Wins,Losses,Draws\n1,A,3,1,0\n',
    'round   team   win  loss\n1  Lions  3  1\n2  Tigers  2  2\n',
    '| round | team | win | loss |\n|---|---|---|---|\n| 1 | Lions | 3 | 1 |\n',
    '{"round":1,"team":"Lions","win":3,"loss":1}\n{"round":2,"team":"Tigers","win":2,"loss":2}\n',
    '{"round":[1,2],"win":[3,2],"loss":[1,2]}\n',
  ])('%j', async (text) => {
    await expect(unrolledText(text)).rejects.toMatchObject(NOT);
  });

  test.each([
    'iteration,win,loss\n1,0.5,0.25\n',
    'epoch,team,win,loss\n1,A,0.5,0.25\n',
    '{"iteration": 1, "win": 0.5, "loss": 0.25}\n',
    'round,loss,win_rate\n1,0.25,0.5\n',
    "{'loss': 0.25, 'win': 0.5}\n",
  ])('a training plays, too: %j', async (text) => {
    expect((await unrolledText(text)).first.loss).toBe(0.25);
  });
});
