import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askCase } from '../../eval/ask-cases.ts';
import { compareWithBaseline, updateBaseline } from '../../eval/baseline.ts';
import { loadCases } from '../../eval/case.ts';
import { confusions } from '../../eval/confusion.ts';
import { checkFloors } from '../../eval/floors.ts';
import { readOptions } from '../../eval/options.ts';
import { scoreRun } from '../../eval/scores.ts';
import { SUITES } from '../../eval/suites.ts';
import type { Means } from '../../src/answering/means.ts';
import type { Answer } from '../../src/conversation/answer.ts';
import type { Turn } from '../../src/conversation/conversation.ts';
import { evalCase, expectation, reply } from './samples.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eval-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('case files', () => {
  it('are read with what may be left out', () => {
    const line = {
      id: 'a',
      text: 'hỏi',
      class: 'standard',
      expect: { action: 'smalltalk' },
      author: 'x',
    };
    const file = write('a.jsonl', `${JSON.stringify(line)}\n\n`);
    expect(loadCases([file], 'own')).toEqual([
      {
        id: 'a',
        text: 'hỏi',
        class: 'standard',
        turns: [],
        origin: 'own',
        expect: { action: 'smalltalk', codes: [], facet: null, must: [], mustNot: [] },
      },
    ]);
  });

  it('name every bad line at once', () => {
    const good = JSON.stringify({ id: 'a', text: 't', class: 'c', expect: { action: 'answer' } });
    const bad = JSON.stringify({ id: 'b', text: 't', class: 'c', expect: { action: 'guess' } });
    const file = write('bad.jsonl', `${good}\n{\n${bad}\n${good}\n`);
    expect(() => loadCases([file], 'own')).toThrow(
      /bad\.jsonl:2: not JSON\n.*bad\.jsonl:3: expect\.action.*\n.*bad\.jsonl:4: id a stands twice/u,
    );
  });
});

/** Answers with the number of turns it was given. */
function countingMeans(): Means & { readonly asked: (readonly [string, readonly Turn[]])[] } {
  const asked: [string, readonly Turn[]][] = [];
  return {
    asked,
    answer: async (question, context) => {
      asked.push([question.text, [...context.turns]]);
      if (question.text === 'nổ') throw new Error('boom');
      return { ...ANSWER, text: `Phí ${context.turns.length + 7} đồng` };
    },
    search: () => [],
    procedure: () => undefined,
    tell: () => undefined,
    guide: () => undefined,
    greeting: () => ({ text: '', suggestions: [] }),
    knowledge: { procedures: 1, detail: 'facts', dataDate: '2026-07-18', hash: 'h' },
    close: () => undefined,
  };
}
const ANSWER: Answer = {
  outcome: 'answered',
  language: 'vi',
  gist: 'Phí 9 đồng',
  sections: [],
  source: '',
  text: '',
  options: [],
  nextFacets: [],
  citations: [],
  procedures: [],
  answerCodes: ['1.000001'],
  facet: 'fee',
  facets: ['fee'],
  confidence: 0.5,
  reason: 'sure',
  trace: [],
};

describe('asking a case', () => {
  it('really asks the earlier messages, so that their answers stand in the context', async () => {
    const means = countingMeans();
    const output = await askCase(means, 'facts', evalCase({ turns: ['một', 'hai'], text: 'ba' }));
    expect(means.asked.map(([text, turns]) => [text, turns.map((turn) => turn.role)])).toEqual([
      ['một', []],
      ['hai', ['citizen', 'assistant']],
      ['ba', ['citizen', 'assistant', 'citizen', 'assistant']],
    ]);
    expect(means.asked[2]?.[1][3]?.answer?.text).toBe('Phí 9 đồng');
    expect(output).toMatchObject({
      kind: 'answered',
      text: 'Phí 11 đồng',
      unsupported: ['amount 9'],
    });
  });

  it('keeps an exception as a reply that helps nobody', async () => {
    const output = await askCase(countingMeans(), 'facts', evalCase({ text: 'nổ' }));
    expect(output).toMatchObject({ kind: 'refused', error: 'Error: boom', procedures: [] });
  });
});

const cases = [
  evalCase({ id: 'a' }),
  evalCase({ id: 'b', class: 'dialect' }),
  evalCase({
    id: 'c',
    class: 'emergency',
    expect: expectation({ action: 'emergency', codes: [] }),
  }),
];
const wrong = {
  answerCodes: ['9.000009'],
  procedures: [{ code: '9.000009', name: 'Thủ tục đăng ký lại thử', score: 0.8 }],
};
const outputs = [
  reply({ id: 'a' }),
  reply({ id: 'b', ...wrong }),
  reply({ id: 'c', kind: 'emergency' }),
];

describe('a scored run', () => {
  const scopes = scoreRun(cases, outputs, SUITES);

  it('has one scope per knowledge and origin', () => {
    expect(scopes.map(({ scope }) => scope)).toEqual(['facts/own']);
    expect(scopes[0]?.suites.map(({ name }) => name)).toEqual([
      'retrieval',
      'answering',
      'understanding',
      'families',
      'confidence',
      'safety',
    ]);
  });

  it('refuses outputs whose case is gone', () => {
    expect(() => scoreRun([], outputs, SUITES)).toThrow(/no case/u);
  });

  it('shows which procedure was taken for which', () => {
    expect(confusions(scopes[0]?.cases ?? [])).toEqual([
      {
        expected: { code: '1.000001', name: 'Thủ tục đăng ký thử' },
        named: { code: '9.000009', name: 'Thủ tục đăng ký lại thử' },
        siblings: true,
        ids: ['b'],
        answered: 1,
      },
    ]);
  });

  it('is compared with the baseline it was taken over into', () => {
    const file = join(folder, 'baseline.json');
    expect(compareWithBaseline(file, scopes, SUITES)).toEqual({ rows: [], missing: ['facts/own'] });
    updateBaseline(file, scopes, '2026-11-23');
    const { rows, missing } = compareWithBaseline(file, scopes, SUITES);
    expect(missing).toEqual([]);
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.every((one) => one.before === one.after)).toBe(true);
    expect(
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('      "')),
    ).toHaveLength(3);
    const better = scoreRun(cases, [outputs[0] ?? reply({}), reply({ id: 'b' })], SUITES);
    const right = compareWithBaseline(file, better, SUITES).rows.find(
      (one) => one.suite === 'answering' && one.group === 'all' && one.measure === 'right',
    );
    expect(right).toMatchObject({ before: 0.5, after: 1, common: 2, significant: false });
  });

  it('is held to its floors', () => {
    const floors = [
      { scope: 'facts/own', suite: 'retrieval', measure: 'hit1', min: 0.4 },
      { scope: 'facts/own', suite: 'safety', measure: 'emergencyMissed', max: 0 },
      { scope: 'facts/own', suite: 'robustness', group: 'dialect', measure: 'hit1', min: -0.02 },
      { scope: 'full/shared', suite: 'retrieval', measure: 'hit1', min: 0.4 },
    ];
    const results = checkFloors(write('floors.json', JSON.stringify({ floors })), scopes);
    expect(results.map(({ status, value }) => [status, value])).toEqual([
      ['held', 0.5],
      ['held', 0],
      ['broken', -1],
      ['skipped', undefined],
    ]);
  });

  it.each([
    [
      { scope: 's', suite: 'retrieval', measure: 'hit7', min: 0 },
      /no measure s retrieval all hit7/u,
    ],
    [{ scope: 's', suite: 'retrieval', measure: 'hit1' }, /min or max/u],
  ])('is not held to a floor that cannot be checked', (floor, message) => {
    const file = write('floors.json', JSON.stringify({ floors: [floor] }));
    expect(() => checkFloors(file, scopes)).toThrow(message);
  });
});

describe('the command line', () => {
  it('runs every suite unless some are named', () => {
    expect(readOptions([]).suites).toHaveLength(SUITES.length);
    expect(readOptions(['safety', '--json']).suites.map(({ name }) => name)).toEqual(['safety']);
  });

  it('refuses what it does not know', () => {
    expect(() => readOptions(['retreival'])).toThrow(/no suite retreival/u);
    expect(() => readOptions(['--fast'])).toThrow(/--fast/u);
  });
});
