import { describe, expect, it } from 'vitest';
import { printComparison, printFloors, printScopes, summaryLine } from '../../eval/console.ts';
import { label } from '../../eval/report/labels.ts';
import { reportPage } from '../../eval/report/page.ts';
import { scoreRun } from '../../eval/scores.ts';
import { SUITES } from '../../eval/suites.ts';
import { evalCase, expectation, reply } from './samples.ts';

const cases = [
  ...Array.from({ length: 6 }, (_, at) => evalCase({ id: `s${at}` })),
  evalCase({
    id: 'd',
    class: 'dialect',
    text: '<script>alert(1)</script> & "q"',
    turns: ['trước đó'],
  }),
  evalCase({ id: 'k', class: 'ambiguous', expect: expectation({ action: 'clarify' }) }),
  evalCase({
    id: 'o',
    class: 'out_of_scope',
    expect: expectation({ action: 'out_of_scope', codes: [] }),
  }),
];
const wrong = {
  answerCodes: ['9.000009'],
  procedures: [{ code: '9.000009', name: 'Thủ tục khác', score: 0.8 }],
  trace: [{ stage: 'decide', ms: 1, detail: { reason: 'sure' } }],
};
const outputs = cases.map(({ id }) => reply({ id, ...(id === 'd' ? wrong : {}) }));
const scopes = scoreRun(cases, outputs, SUITES);
const comparison = { rows: [], missing: ['facts/own'] };
const config = {
  startedAt: '2026-11-23T00:00:00.000Z',
  suites: [],
  skipped: ['shared questions: not here'],
  knowledge: {},
  machine: { node: 'v24' },
};
const page = reportPage({ config, scopes, comparison, floors: [] });

describe('the HTML report', () => {
  it('needs nothing but itself', () => {
    expect(page).not.toMatch(/<script|<link|src=|url\(|https?:/u);
  });

  it('gives every chart a title and a description and every id once', () => {
    const charts = page.match(/<svg [^>]*>/gu) ?? [];
    expect(charts.length).toBeGreaterThanOrEqual(8);
    const ids = Array.from(page.matchAll(/ id="([^"]+)"/gu), ([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const chart of charts) {
      const [, title, description] = /aria-labelledby="(\S+) (\S+)"/u.exec(chart) ?? [];
      expect(ids).toContain(title);
      expect(ids).toContain(description);
    }
    expect(page).not.toMatch(/NaN|undefined|Infinity/u);
  });

  it('shows a wrong answer with its trace and cannot be broken by a question', () => {
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;q&quot;');
    expect(page).toContain('{&quot;stage&quot;:&quot;decide&quot;');
    expect(page).toContain('trước đó');
  });

  it('says what was not run', () => {
    expect(page).toContain('shared questions: not here');
  });

  it('has words in both languages for every measure and suite', () => {
    for (const suite of SUITES) {
      expect(label('sections', suite.name).vi).not.toBe(suite.name);
      for (const { key } of suite.measures) {
        expect(label('measures', key), key).not.toEqual({ vi: key, en: key });
      }
    }
  });
});

describe('the terminal report', () => {
  it('fits 112 columns and ends in one line', () => {
    const text = printScopes(scopes);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(112);
    expect(text).toContain('dialect');
    expect(summaryLine(scopes, [], 'report.html').split('\n')).toHaveLength(1);
  });

  it('names scopes without a baseline and floors that broke', () => {
    expect(printComparison(comparison)).toContain('not in the baseline: facts/own');
    const floor = {
      scope: 'facts/own',
      suite: 'retrieval',
      group: 'all',
      measure: 'hit1',
      min: 0.9,
    };
    expect(printFloors([{ floor, status: 'broken', value: 0.5 }])).toMatch(
      /✗ facts\/own retrieval all hit1/u,
    );
  });
});
